from datetime import date, timedelta

import pytest

from domain.deadlines import Deadline
from domain.periods import year_period
from domain.quotas import Quota
from domain.reminders import PlannedSend
from domain.rules import Subject
from domain.units import Unit, UnitKind
from rendering.wording import reminders as wording
from rendering.wording.reminders import LateUnitsItem, PaceItem, PersonItem, Reason, Window
from tests.rules import SHIPPED

RULES = SHIPPED.by_id
TODAY = date(2025, 11, 26)
CELL = Unit(id=1, parent_id=9, kind=UnitKind.PARTY_CELL, name="bản Hỏm", left=10, right=20)
COMMUNE = Unit(id=9, parent_id=None, kind=UnitKind.COMMUNE, name="xã Chiềng Bôm", left=0, right=99)


def person(rule: str, due_on: date, *, name: str = "Lò Văn Pánh", planned_on: date = TODAY) -> PersonItem:
    trigger_on = date(2025, 12, 3)
    return PersonItem(
        deadline_id=1,
        unit=CELL,
        name=name,
        rule=rule,
        title=RULES[rule].title,
        trigger_on=trigger_on,
        due_on=due_on,
        planned_on=planned_on,
        edition=RULES[rule].edition_on(trigger_on),
        window=None,
        awaits=None,
    )


def slow(number: int, achieved: int, low: int) -> PaceItem:
    unit = Unit(id=number, parent_id=9, kind=UnitKind.PARTY_CELL, name=f"bản {number}", left=0, right=1)
    quota = Quota(unit_id=number, period=year_period(2025), low=low)
    last = quota.period.last_day
    return PaceItem(unit=unit, quota=quota, achieved=achieved, due_on=last, planned_on=TODAY)


def test_one_reminder_needs_no_numbers() -> None:
    text = wording.digest([person("ceremony", date(2025, 12, 10))], CELL, TODAY)
    assert text == (
        "⏰ Chi bộ bản Hỏm:\n"
        "Lò Văn Pánh: tổ chức lễ kết nạp, hạn 10/12/2025 (còn 14 ngày).\n"
        "Căn cứ: Quy định 294-QĐ/TW, điểm 4.1 (chưa đối chiếu toàn văn)."
    )


@pytest.mark.parametrize(
    ("days", "said"), [(14, "còn 14 ngày"), (0, "hôm nay"), (-3, "quá 3 ngày"), (-1200, "quá 1.200 ngày")]
)
def test_how_far_away_a_date_is(days: int, said: str) -> None:
    assert said in wording.item_line(person("ceremony", TODAY + timedelta(days=days)), TODAY)


def test_the_window_before_its_end_names_both_dates() -> None:
    line = wording.item_line(person("recognition", date(2026, 1, 15)), date(2026, 1, 8))
    assert "đã hết thời gian dự bị ngày 03/12/2025" in line
    assert "hạn 15/01/2026 (còn 7 ngày)" in line


def test_an_edition_that_was_not_compared_says_so() -> None:
    edition = RULES["recognition"].edition_on(date(2026, 8, 1))
    assert wording.citation(edition) == "Quy định 208-QĐ/TW (chưa đối chiếu toàn văn)"


def test_the_same_document_is_cited_once() -> None:
    both = [person("ceremony", TODAY), person("ceremony", TODAY, name="Vì Thị Ánh")]
    text = wording.digest(both, CELL, TODAY)
    assert text.count("294-QĐ/TW") == 1
    assert text.splitlines()[0] == "⏰ Chi bộ bản Hỏm, 2 việc:"


def test_whoever_looks_after_several_units_reads_the_unit_in_each_line() -> None:
    text = wording.digest([person("ceremony", TODAY), person("ceremony", TODAY)], None, TODAY)
    assert text.splitlines()[:2] == [
        "⏰ 2 việc cần làm:",
        "1. Chi bộ bản Hỏm: Lò Văn Pánh: tổ chức lễ kết nạp, hạn 26/11/2025 (hôm nay).",
    ]


def test_a_probation_without_a_known_window_still_says_what_follows() -> None:
    item = person("probation_end", date(2025, 12, 3))
    assert "hết 12 tháng dự bị ngày 03/12/2025 (còn 7 ngày). Sau đó chi bộ họp xét" in wording.item_line(
        item, TODAY
    )
    assert item.editions == (item.edition,)
    assert Window(edition=None, due_on=TODAY).edition is None


def test_slow_units_stand_in_one_line() -> None:
    text = wording.digest([LateUnitsItem(units=(slow(1, 0, 4), slow(2, 1, 2)))], COMMUNE, TODAY)
    assert text == (
        "⏰ Đảng bộ xã Chiềng Bôm:\n2 đơn vị chậm chỉ tiêu năm 2025: chi bộ bản 1 0/4, chi bộ bản 2 1/2."
    )


def test_the_longest_digest_fits_into_a_message() -> None:
    name = "Nguyễn Hoàng Thị Phương Thảo Nguyên"
    people = [
        person("recognition", date(2020, 1, 15), name=f"{name} {n}", planned_on=date(2020, 2, 1))
        for n in range(400)
    ]
    late = LateUnitsItem(units=tuple(slow(n, 0, 20) for n in range(150)))
    text = wording.digest([late, *people], None, TODAY)
    assert "và 389 việc khác" in text
    assert "và 135 đơn vị khác" in text
    assert len(text.encode("utf-16-le")) // 2 <= 4096


def test_the_reason_shows_the_computation() -> None:
    rule = RULES["recognition"]
    reason = Reason(
        heading="Lò Văn Pánh",
        title=rule.title,
        trigger_on=date(2025, 12, 3),
        due_on=date(2026, 1, 15),
        edition=rule.edition_on(date(2025, 12, 3)),
        days_off=((date(2026, 1, 1), "Tết Dương lịch"),),
    )
    text = wording.why([reason], [CELL])
    assert "vì bạn phụ trách chi bộ bản Hỏm" in text
    assert "03/12/2025 + 30 ngày làm việc = 15/01/2026" in text
    assert "01/01/2026 Tết Dương lịch" in text
    assert "Căn cứ: Quy định 294-QĐ/TW, điểm 4.2." in text
    assert wording.why([], []).startswith("Bạn nhận tin này theo phân công.")


def test_a_planned_reminder_reads_as_a_line_and_as_data() -> None:
    deadline = Deadline(
        id=1,
        subject_kind=Subject.PERSON,
        subject_id=5,
        rule="ceremony",
        edition="Quy định 294-QĐ/TW 2025-05-26",
        unit_id=1,
        position=10,
        event_id=3,
        trigger_on=date(2025, 10, 28),
        due_on=date(2025, 12, 10),
        remind_on=None,
        settled_by=None,
    )
    send = PlannedSend(
        on=TODAY,
        user_id=4,
        recipient="Bí thư Hỏm",
        unit=CELL,
        deadline=deadline,
        step="T-14",
        is_late=False,
        line="Chi bộ bản Hỏm: Lò Văn Pánh: tổ chức lễ kết nạp.",
        basis="Quy định 294-QĐ/TW, điểm 4.1",
    )
    assert wording.preview_line(send) == (
        "26/11/2025 → Bí thư Hỏm: Chi bộ bản Hỏm: Lò Văn Pánh: tổ chức lễ kết nạp. "
        "[Quy định 294-QĐ/TW, điểm 4.1]"
    )
    record = wording.preview_record(send)
    assert (record["on"], record["step"], record["due_on"]) == ("2025-11-26", "T-14", "2025-12-10")
