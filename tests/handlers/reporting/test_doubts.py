"""What was read with doubt is marked on the card, by its name, until it is told again."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.cards import ReportCard
from domain.people import BirthDate, Category, Gender
from domain.pipeline import Stage
from domain.units import Unit, UnitKind
from handlers.reporting.matching import doubts_of, line_of
from language.reading import SURE, Found, Intent, PersonReading, Reading
from rendering.wording import reports

_ON = date(2025, 10, 5)
_SLOTS: dict[str, tuple[Any, str]] = {
    "full_name": ("Lò Thị Mai", "họ tên"),
    "birth_date": (BirthDate(year=1999), "ngày sinh"),
    "gender": (Gender.FEMALE, "giới tính"),
    "ethnicity": ("Thái", "dân tộc"),
    "religion": ("Công giáo", "tôn giáo"),
    "education": ("đại học", "trình độ"),
    "mentor": ("Hà Văn Bun", "người giúp đỡ"),
    "event_date": (_ON, "ngày"),
}
_UNIT = Unit(id=1, parent_id=None, kind=UnitKind.PARTY_CELL, name="bản Hỏm", left=1, right=2)


def _found(value: Any, confidence: float) -> Any:
    return Found(value=value, start=0, end=1, confidence=confidence)


def _shown(person: PersonReading) -> str:
    card = ReportCard(stage=Stage.ADMISSION, sent_on=_ON, unit_id=1, people=(line_of(person),), on=_ON)
    return reports.card(card, _UNIT)


@pytest.mark.parametrize("slot", _SLOTS)
def test_each_fact_in_doubt_is_marked_by_its_name(slot: str) -> None:
    value, label = _SLOTS[slot]
    named = PersonReading(full_name=Found(value="Lò Thị Mai", start=0, end=10))
    assert f"❓ xin kiểm tra lại {label}" in _shown(replace(named, **{slot: _found(value, SURE - 0.01)}))
    assert "❓" not in _shown(replace(named, **{slot: _found(value, SURE)}))


def test_a_category_in_doubt_is_marked() -> None:
    person = PersonReading(
        full_name=Found(value="Lò Thị Mai", start=0, end=10),
        categories=(Found(value=Category.TEACHER, start=11, end=20, confidence=0.5),),
    )
    assert "❓ xin kiểm tra lại thành phần" in _shown(person)


def test_the_date_unit_and_number_of_the_report_in_doubt_are_marked() -> None:
    reading = Reading(
        intent=Intent.REPORT_ADMISSION,
        event_date=Found(value=_ON, start=0, end=4, confidence=0.5),
        unit=Found(value="bản Hỏm", start=5, end=12, confidence=0.5),
        count=Found(value=2, start=13, end=14, confidence=0.5),
    )
    card = ReportCard(stage=Stage.ADMISSION, sent_on=_ON, unit_id=1, on=_ON, unsure=doubts_of(reading))
    assert "❓ xin kiểm tra lại ngày, đơn vị, số người" in reports.card(card, _UNIT)
