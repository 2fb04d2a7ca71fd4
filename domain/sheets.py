"""Tables on their way into a file: plain values that can be kept with a message and drawn later."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

Value = str | int | float | date | None


def column_letter(column: int) -> str:
    """The column at a place, from 0 on, as a table names it: A, B, … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class ColumnKind(StrEnum):
    """How a column's values are shown."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"  # 54.3 is 54,3%
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column with its header; `width` in characters."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a workbook: a header row and the rows below it; `heading` is printed above each page."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    heading: str = ""

    def as_plain(self) -> dict[str, Any]:
        """The sheet in values that JSON keeps."""
        return {
            "name": self.name,
            "heading": self.heading,
            "columns": [[c.title, c.kind.value, c.width] for c in self.columns],
            "rows": [[v.isoformat() if isinstance(v, date) else v for v in row] for row in self.rows],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Sheet":
        """The sheet that `as_plain` gave."""
        columns = tuple(Column(title=t, kind=ColumnKind(k), width=w) for t, k, w in plain["columns"])
        return cls(
            name=plain["name"],
            heading=plain.get("heading", ""),  # of one that was kept before headings were
            columns=columns,
            rows=tuple(tuple(map(_value, columns, row)) for row in plain["rows"]),
        )


def _value(column: Column, plain: Any) -> Value:
    if column.kind is ColumnKind.DATE and isinstance(plain, str):
        return date.fromisoformat(plain)
    value: Value = plain
    return value


# As Vietnamese dictionaries order letters; of the same letters the tones decide: ngang, huyền, hỏi…
_LETTERS = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=12)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_NUMBERS = re.compile(r"\d+")


def name_key(name: str) -> tuple[Any, ...]:
    """The place of a person's name in a list: by the given name, which stands last, then the others."""
    words = name.lower().split()
    return tuple(text_key(word) for word in (*reversed(words[-1:]), *words[:-1]))


def text_key(text: str) -> tuple[Any, ...]:
    """The place of a text among others in Vietnamese order; "thôn 2" stands before "thôn 10"."""
    lowered = _NUMBERS.sub(lambda found: found.group().zfill(6), text.lower())
    letters: list[int] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", lowered):
        parts = unicodedata.normalize("NFD", character)
        tone = next((mark for mark in parts if mark in _TONES), "")
        bare = unicodedata.normalize("NFC", parts.replace(tone, "")) if tone else character
        digit = int(bare) + 2 if bare.isdecimal() else None
        letters.append(digit if digit is not None else _LETTERS.get(bare, 1 if not bare.isalpha() else 99))
        tones.append(_TONES.get(tone, 0))
    return (tuple(letters), tuple(tones))
