"""What a printed invitation says, as plain values that are kept with a message and drawn later."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSheet:
    """One page for one invited person. `scanned` is what its QR picture says: a link, or the code alone."""

    title: str
    unit: str
    scanned: str
    code: str
    steps: tuple[str, ...]
    note: str


def as_plain(sheets: Sequence[InvitationSheet]) -> dict[str, Any]:
    """The pages in values that JSON keeps."""
    return {"sheets": [asdict(sheet) for sheet in sheets]}


def sheets_from_plain(plain: Mapping[str, Any]) -> list[InvitationSheet]:
    """The pages that stood in these values."""
    return [InvitationSheet(**{**sheet, "steps": tuple(sheet["steps"])}) for sheet in plain["sheets"]]
