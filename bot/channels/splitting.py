"""Long texts in parts that a channel takes."""


def split(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` UTF-16 units, cut after a line or a word where there is one."""
    parts: list[str] = []
    while _units(text) > limit:
        end = _fitting(text, limit)
        cut = max(text.rfind("\n", 0, end), text.rfind(" ", 0, end) if "\n" not in text[:end] else -1)
        head, text = (text[:cut], text[cut + 1 :]) if cut > 0 else (text[:end], text[end:])
        if head.strip():
            parts.append(head)
    if text.strip() or not parts:
        parts.append(text)
    return parts


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _fitting(text: str, limit: int) -> int:
    """How many characters of the text fit into `limit` UTF-16 units."""
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return index
    return len(text)
