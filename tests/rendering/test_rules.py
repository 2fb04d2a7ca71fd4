from datetime import date

import pytest

from domain.calendar import WorkCalendar
from domain.deadlines import DateChange
from domain.rules import RuleBook
from domain.rules_file import RuleFault, RuleProblem
from domain.units import Unit, UnitKind
from rendering.wording import rules as wording
from tests.rules import SHIPPED

CELL = Unit(id=1, parent_id=9, kind=UnitKind.PARTY_CELL, name="bản Hỏm", left=0, right=1)


@pytest.mark.parametrize("fault", list(RuleFault))
def test_every_fault_of_a_rules_file_has_a_sentence(fault: RuleFault) -> None:
    problem = RuleProblem(fault=fault, line=12, rule="ceremony", field="amount")
    assert wording.rule_problem(problem).startswith("Tệp quy tắc, dòng 12, quy tắc ceremony, mục amount: ")
    assert wording.rule_problem(RuleProblem(fault=fault)).startswith("Tệp quy tắc, toàn tệp: ")


def test_a_checked_file_says_how_much_it_would_change() -> None:
    off = frozenset({date(2026, 12, 1), date(2026, 12, 2)})
    book = RuleBook(rules=SHIPPED, calendar=WorkCalendar(off=off))
    count = len(SHIPPED.by_id)
    assert wording.checked(book, 3) == (
        f"Tệp dùng được: {count} quy tắc, 2 ngày nghỉ hoặc làm bù riêng; 3 hạn đang mở sẽ đổi:"
    )
    plain = RuleBook(rules=SHIPPED, calendar=WorkCalendar())
    assert wording.checked(plain, 0).endswith("không hạn đang mở nào đổi.")


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (date(2026, 1, 15), date(2026, 1, 16), "15/01/2026 → 16/01/2026"),
        (None, date(2026, 1, 16), "thêm hạn 16/01/2026"),
        (date(2026, 1, 15), None, "bỏ hạn 15/01/2026"),
    ],
)
def test_a_changed_date_is_named_with_whose_it_is(was: date | None, becomes: date | None, said: str) -> None:
    line = wording.date_change(CELL, None, DateChange(rule="ceremony", was=was, becomes=becomes), SHIPPED)
    assert line == f"Chi bộ bản Hỏm: Tổ chức lễ kết nạp: {said}"
