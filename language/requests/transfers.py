"""Transfers between units, said in set words: who moves where, or who came from where.

Read before the whole message is, as requests are. What names no other unit ("chuyển đi nơi khác") is none:
it is read as somebody leaving.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from language.dates.days import written_day
from language.understanding import understand
from language.words.phrases import Told, phrase, without_lead

_MOST_PEOPLE = 10
_LONGEST_NAME = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRequest:
    """Chuyển sinh hoạt đảng: who, the other unit as typed, when.

    `is_receiving`: they came from there; that `other` may be "" where it was not told.
    """

    names: tuple[str, ...]
    other: str
    on: date | None
    is_receiving: bool


def read_transfer(text: str, sent_on: date) -> TransferRequest | None:
    """The transfer that a message tells of, or None where it tells of none."""
    if "?" in text or not phrase("moves").anywhere(text) or phrase("moves_asked").anywhere(text):
        return None
    came = phrase("arriving").whole(text)
    told = came or phrase("leaving").whole(text)
    names = _names(told) if told else ()
    if told is None or not names:
        return None
    return TransferRequest(
        names=names, other=told["where"], on=_day_told(text, sent_on), is_receiving=came is not None
    )


def _day_told(text: str, sent_on: date) -> date | None:
    """The day as written, else "hôm qua" and the like."""
    if (on := written_day(text, sent_on)) is not None:
        return on
    if ago := phrase("days_ago").anywhere(text):
        return sent_on - timedelta(days=int(ago.value))
    told = understand(text, sent_on).event_date
    return told.value if told else None


def _names(told: Told) -> tuple[str, ...]:
    """The people, without their titles and facts. Nothing where it does not read like a list of names."""
    listed = (_without_facts(without_lead("titles", one)) for one in phrase("and").split(told["who"]))
    names = tuple(name for name in listed if name)
    return names if len(names) <= _MOST_PEOPLE and all(map(_can_be_name, names)) else ()


def _without_facts(told: str) -> str:
    """The name without what is told of the person behind it: "Quàng Văn An sn 1980"."""
    facts = phrase("fact_leads").anywhere(told)
    return facts.before if facts else told


def _can_be_name(name: str) -> bool:
    return len(name.split()) <= _LONGEST_NAME and not any(letter.isdigit() for letter in name)
