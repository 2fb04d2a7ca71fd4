"""One-time codes that people read, type and send on."""

import secrets

# Without the letters and digits that are mistaken for each other when read aloud or copied by hand.
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def new_code(length: int) -> str:
    """A code of so many characters; each holds nearly five bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def as_typed(code: str) -> str:
    """The code as it was made, however somebody typed it."""
    return code.strip().upper()
