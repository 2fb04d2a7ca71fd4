"""What an operator reads about rules: a mistake in their file, and the dates that it would change."""

from domain.deadlines import DateChange
from domain.people import Person
from domain.rules import RuleBook, Rules
from domain.rules_file import RuleFault, RuleProblem
from domain.units import Unit
from rendering.wording.format import day, number, unit_title


def rule_problem(problem: RuleProblem) -> str:
    """What is wrong with a rules file, in one line."""
    said = {
        RuleFault.NOT_TOML: "không đọc được, hãy kiểm tra dấu ngoặc và dấu bằng",
        RuleFault.MISSING: "thiếu mục này",
        RuleFault.NOT_ACCEPTED: "giá trị không hợp lệ",
        RuleFault.UNKNOWN_FIELD: "không có mục nào tên như vậy",
        RuleFault.REPEATED: "bị trùng",
        RuleFault.OUT_OF_ORDER: "sai thứ tự",
    }[problem.fault]
    where = [
        f"dòng {problem.line}" if problem.line else "",
        f"quy tắc {problem.rule}" if problem.rule else "",
        f"mục {problem.field}" if problem.field else "",
    ]
    return f"Tệp quy tắc, {', '.join(part for part in where if part) or 'toàn tệp'}: {said}."


def dates_replanned(count: int) -> str:
    """At a start under other rules."""
    return f"Quy tắc hoặc lịch nghỉ đã đổi: {number(count)} hạn đang mở được tính lại."


def checked(book: RuleBook, changes: int) -> str:
    """The first line about a file that can be used."""
    own_days = len(book.calendar.off) + len(book.calendar.worked)
    days = f", {number(own_days)} ngày nghỉ hoặc làm bù riêng" if own_days else ""
    said = f"{number(changes)} hạn đang mở sẽ đổi:" if changes else "không hạn đang mở nào đổi."
    return f"Tệp dùng được: {number(len(book.rules.by_id))} quy tắc{days}; {said}"


def date_change(unit: Unit, person: Person | None, change: DateChange, rules: Rules) -> str:
    """One date that would change, and whose it is."""
    rule = rules.by_id.get(change.rule)
    who = f"{unit_title(unit)}, {person.name}" if person else unit_title(unit)
    title = rule.title if rule else f"quy tắc {change.rule}"
    return f"{who}: {title}: {_moved(change)}"


def _moved(change: DateChange) -> str:
    if change.was is None and change.becomes is not None:
        return f"thêm hạn {day(change.becomes)}"
    if change.was is not None and change.becomes is not None:
        return f"{day(change.was)} → {day(change.becomes)}"
    return f"bỏ hạn {day(change.was)}" if change.was else "không đổi"
