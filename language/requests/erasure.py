"""The request to erase who somebody is: "xóa dữ liệu của đ/c X"."""

from dataclasses import dataclass

from language.words.phrases import phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseRequest:
    """Whose identity is to be erased, as typed."""

    name: str


def read_erasure(text: str) -> EraseRequest | None:
    """The request that a message is, or None where it is none. One word names nobody for good."""
    told = phrase("erase").whole(text)
    return EraseRequest(name=told["name"]) if told and " " in told["name"] else None
