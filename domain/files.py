"""What a file that somebody sent is, by what stands in it: neither its name nor its sender is believed."""

from enum import StrEnum

MOST_BYTES = 10 * 1024 * 1024


class FileKind(StrEnum):
    """What is taken from a user. The value is also the ending of its name."""

    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"

    @property
    def is_picture(self) -> bool:
        """Whether a chat can show it."""
        return self in (FileKind.JPEG, FileKind.PNG, FileKind.WEBP)

    @property
    def is_list(self) -> bool:
        """Whether it has rows to read."""
        return self in (FileKind.XLSX, FileKind.CSV)


def kind_of(content: bytes) -> FileKind | None:
    """What the bytes are; None for what is not taken. A list still has to prove that it can be read."""
    head = content[:16]
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head.startswith(b"%PDF-"):
        return FileKind.PDF
    if head.startswith(b"PK\x03\x04"):
        # A workbook names its parts in the zip's own table, which stands at the end.
        return FileKind.XLSX if b"xl/workbook" in content else None
    return FileKind.CSV if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    beginning = content[:4096].lstrip()
    is_markup = beginning[:1] == b"<"
    return bool(beginning) and not is_markup and not any(byte < 9 or 13 < byte < 32 for byte in beginning)
