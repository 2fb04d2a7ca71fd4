"""The request to erase who somebody is: "xóa dữ liệu của đ/c X"."""

import re
from dataclasses import dataclass

from language.folding import Folded


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseRequest:
    """Whose identity is to be erased, as typed."""

    name: str


_ERASE = re.compile(
    r"(?:(?:xin|hay|de nghi|cho) )*xoa (?:het |bo |toan bo )*(?:du lieu|thong tin|ho ten)(?: ca nhan)?"
    r"(?: (?:cua|ve))?(?: (?:d/c|dc|dong chi|anh|chi(?! bo)|ong|ba|em))?(?P<name>(?: \S+){2,6})"
)


def read_erasure(text: str) -> EraseRequest | None:
    """The request that a message is, or None where it is none."""
    typed = Folded(text)
    found = _ERASE.fullmatch(typed.folded.rstrip(" .?!"))
    return EraseRequest(name=typed.between(*found.span("name")).strip(" ,.;:?!")) if found else None
