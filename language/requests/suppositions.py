"""What would be if: "nếu bản Hỏm thêm 2 thì xã đạt bao nhiêu?". Nothing that it says is ever stored.

Read before the whole message is: a supposed admission must never look like a report.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from language.reading import Reading
from language.understanding import understand
from language.words.normalise import LONGEST
from language.words.phrases import Told, phrase, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class SupposedAddition:
    """So many more: in the unit as it was written, or where `unit` is None in the one asked about.

    `is_each`: in each party cell of it. `is_monthly`: in each month to come.
    """

    count: int
    unit: str | None = None
    is_each: bool = False
    is_monthly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """Giả sử. `reading` has the unit and period that are asked about.

    `has_dossiers`: the open dossiers are all admitted; `dossiers` is how many the message says they are.
    `quota`: another target for the unit asked about.
    """

    reading: Reading
    additions: tuple[SupposedAddition, ...] = ()
    has_dossiers: bool = False
    dossiers: int | None = None
    quota: int | None = None


def read_supposition(text: str, sent_on: date) -> Supposition | None:
    """The supposition that a message asks about, or None where it is none."""
    if len(text) > LONGEST or not (found := phrase("condition").anywhere(text)):
        return None
    if not phrase("asks_supposing").anywhere(text):
        return None
    condition, question = _parted(found)
    told = _told(condition)
    if told is None:
        return None
    if whole := phrase("whole_unit").start(question):
        question = whole.rest
    return Supposition(reading=understand(f"{question} {sentence('outright')}", sent_on), **told)


def _parted(found: Told) -> tuple[str, str]:
    """The condition and the question: behind "thì", before "nếu" or behind a comma."""
    if then := phrase("consequence").anywhere(found.rest):
        return then.before, then.rest
    if len(found.before.split()) > 1:
        return found.rest, found.before
    condition, _, question = found.rest.rpartition(",")
    if condition and phrase("asks_supposing").anywhere(question):
        return condition, question
    return found.rest, ""


def _told(condition: str) -> dict[str, Any] | None:
    """What is supposed, as the fields of a Supposition; None where nothing is."""
    additions: list[SupposedAddition] = []
    fields: dict[str, Any] = {}
    for item in phrase("supposed_items").split(condition):
        if dossiers := phrase("supposed_dossiers").anywhere(item):
            fields["has_dossiers"] = True
            if "count" in dossiers:
                fields["dossiers"] = dossiers.number("count")
        elif quota := phrase("supposed_quota").anywhere(item):
            fields["quota"] = quota.number("count")
        elif monthly := phrase("supposed_monthly").start(item):
            additions.append(replace(_addition(monthly), is_monthly=True))
        elif more := phrase("supposed_more").start(item) or (
            additions and phrase("supposed_also").whole(item)
        ):
            additions.append(_addition(more))
    return {**fields, "additions": tuple(additions)} if additions or fields else None


def _addition(more: Told) -> SupposedAddition:
    count = more.number("count") or 0
    if phrase("every_cell").start(more["unit"]):
        return SupposedAddition(count=count, is_each=True)
    is_when = phrase("supposed_when").whole(more["unit"]) is not None  # nếu tháng 12 kết nạp thêm 2
    return SupposedAddition(count=count, unit=None if is_when else more.unit())
