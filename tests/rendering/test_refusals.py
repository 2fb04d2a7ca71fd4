"""Every refusal has a sentence."""

from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from typing import Any, get_type_hints

import pytest

from domain import errors
from domain.events import Event, EventKind
from domain.people import BirthDate
from domain.pipeline import Milestone, Stage
from domain.rules import Edition, ExpiredPaper, LimitUnit, Paper
from domain.units import Change, Unit, UnitKind
from domain.users import Permission
from rendering.wording.refusals import refusal

NOW = datetime(2025, 10, 15, 2, 0, tzinfo=UTC)
EVENT = Event(id=1, kind=EventKind.STAGE, report_id=1, unit_id=1, recorded_at=NOW)
EXAMPLES: dict[Any, Any] = {
    str: "Lò Thị Mai",
    int: 1,
    date: date(2025, 10, 5),
    datetime: NOW,
    BirthDate: BirthDate(year=1998),
    Stage: Stage.ADMISSION,
    Permission: Permission.SET_QUOTA,
    Change: Change.MERGED,
    Stage | None: Stage.DROPPED,
    tuple[str, ...]: ("bản Hỏm",),
    Unit: Unit(id=1, parent_id=None, kind=UnitKind.COMMUNE, name="xã Mường Lạn", left=0, right=1),
    Milestone: Milestone(stage=Stage.ADMISSION, on=date(2025, 10, 5), event=EVENT),
}
EXPIRED = ExpiredPaper(
    paper=Paper(
        id="awareness_certificate",
        title="Giấy chứng nhận",
        needed_for=Stage.CELL_RESOLUTION,
        shown_by=Stage.CLASS,
        document="",
        verified=False,
    ),
    dated=date(2020, 1, 15),
    good_until=date(2025, 1, 15),
    edition=Edition(
        document="Hướng dẫn 06-HD/TW",
        clause="điểm 5.4",
        dated=date(2025, 6, 9),
        effective_from=None,
        amount=60,
        unit=LimitUnit.MONTHS,
        verified=True,
    ),
)
EXAMPLES[tuple[ExpiredPaper, ...]] = (EXPIRED,)
# Fields whose text is a key.
NAMED = {"tag": "gender:female"}


def example(kind: type[Any]) -> errors.DomainError:
    hints = get_type_hints(kind)
    needed = [f.name for f in fields(kind) if f.default is MISSING]
    made: errors.DomainError = kind(**{name: NAMED.get(name, EXAMPLES[hints[name]]) for name in needed})
    return made


@pytest.mark.parametrize("kind", errors.DomainError.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_refusal_is_a_vietnamese_sentence(kind: type[errors.DomainError]) -> None:
    text = refusal(example(kind), NOW)
    assert text.endswith((".", "?")) or "ví dụ" in text
    assert len(text) > 20
    assert not text.isascii()
