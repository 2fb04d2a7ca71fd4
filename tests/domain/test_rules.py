from datetime import date

import pytest

from domain.calendar import WorkCalendar
from domain.pipeline import Stage
from domain.rules import BoundName, LimitUnit, RuleBook, Subject
from domain.rules_file import RuleFault, RuleProblem, load_book, load_rules
from domain.users import Role
from tests.rules import SHIPPED

MINIMAL = """\
[[rule]]
id = "wait"
title = "Chờ"
trigger = "admission"
settled_by = "official"
responsible = "secretary"
steps = [-7, 0]

[[rule.edition]]
document = "Quy định A"
effective_from = 2020-01-01
amount = 12
unit = "months"
verified = true

[[rule.edition]]
document = "Quy định B"
effective_from = 2025-01-01
amount = 30
unit = "working_days"
verified = false
"""


def test_the_built_in_rules_cover_the_way_from_the_course_to_recognition() -> None:
    assert [rule.id for rule in SHIPPED.of(Subject.PERSON)] == [
        "course_certificate",
        "verification_reply",
        "verification_reply_abroad",
        "referral_paper",
        "verification_paper",
        "union_resolution",
        "opinions_paper",
        "returned_dossier",
        "committee_decision",
        "ceremony",
        "new_member_course",
        "probation_end",
        "mentor",
        "recognition",
        "recognition_decision",
        "removal",
        "transfer_procedure",
    ]
    assert [rule.id for rule in SHIPPED.of(Subject.QUOTA)] == ["quota_pace"]
    assert [rule.id for rule in SHIPPED.of(Subject.UNIT)] == ["monthly_report"]


def test_probation_is_twelve_months_in_the_charter() -> None:
    probation = SHIPPED.by_id["probation_end"]
    edition = probation.edition_on(date(2026, 5, 4))
    assert (probation.trigger, probation.settled_by) == (Stage.ADMISSION, Stage.OFFICIAL)
    assert (edition.document, edition.clause) == ("Điều lệ Đảng", "Điều 5")
    assert (edition.amount, edition.unit) == (12, LimitUnit.MONTHS)


@pytest.mark.parametrize(
    ("day", "document"),
    [
        (date(2012, 1, 1), "Quy định 29-QĐ/TW"),
        (date(2021, 7, 29), "Quy định 29-QĐ/TW"),
        (date(2021, 7, 30), "Quy định 24-QĐ/TW"),
        (date(2025, 6, 30), "Quy định 232-QĐ/TW"),
        (date(2025, 7, 1), "Quy định 294-QĐ/TW"),
        (date(2026, 7, 26), "Quy định 208-QĐ/TW"),
    ],
)
def test_the_edition_in_force_at_the_trigger_applies(day: date, document: str) -> None:
    assert SHIPPED.by_id["recognition"].edition_on(day).document == document


def test_an_edition_is_found_by_the_key_that_rows_keep() -> None:
    rule = SHIPPED.by_id["recognition"]
    assert all(rule.edition(edition.key) is edition for edition in rule.editions)
    assert rule.edition("gone") is None


def test_a_limit_is_counted_in_its_own_unit() -> None:
    rules = load_rules(MINIMAL)
    book = RuleBook(rules=rules, calendar=WorkCalendar())
    old, new = rules.by_id["wait"].editions
    assert book.due_on(old, date(2024, 2, 29)) == date(2025, 2, 28)
    assert book.due_on(new, date(2025, 12, 3)) == date(2026, 1, 15)
    (pace,) = SHIPPED.by_id["quota_pace"].editions
    with pytest.raises(ValueError, match="sets no limit"):
        book.due_on(pace, date(2025, 1, 1))


def test_who_is_reminded_and_when_is_data() -> None:
    rule = load_rules(MINIMAL).by_id["wait"]
    assert rule.responsible is Role.SECRETARY
    assert rule.schedule.steps == (-7, 0)
    assert rule.schedule.overdue_every is None


@pytest.mark.parametrize(
    ("old", "new", "fault", "line", "field"),
    [
        ("amount = 12", "amount = ", RuleFault.NOT_TOML, 12, None),
        ("amount = 12", 'amount = "12"', RuleFault.NOT_ACCEPTED, 12, "amount"),
        ("amount = 12", "amount = true", RuleFault.NOT_ACCEPTED, 12, "amount"),
        ("amount = 30", "amount = 0", RuleFault.NOT_ACCEPTED, 19, "amount"),
        ("amount = 30\n", "", RuleFault.MISSING, 16, "amount"),
        ('unit = "months"', 'unit = "weeks"', RuleFault.NOT_ACCEPTED, 13, "unit"),
        ("verified = false", "verified = false\nnote = 1", RuleFault.UNKNOWN_FIELD, 22, "note"),
        ('document = "Quy định B"', 'document = "Quy định A"', RuleFault.REPEATED, 17, "document"),
        ("2025-01-01", "2019-01-01", RuleFault.OUT_OF_ORDER, 18, "effective_from"),
        ("effective_from = 2025-01-01\n", "", RuleFault.MISSING, 16, "effective_from"),
        ("2025-01-01", "2025-01-01T00:00:00", RuleFault.NOT_ACCEPTED, 18, "effective_from"),
        ('trigger = "admission"', 'trigger = "later_rule"', RuleFault.NOT_ACCEPTED, 4, "trigger"),
        ('settled_by = "official"', 'settled_by = "decision"', RuleFault.OUT_OF_ORDER, 5, "settled_by"),
        ('"secretary"', '"driver"', RuleFault.NOT_ACCEPTED, 6, "responsible"),
        ("[-7, 0]", "[0, -7]", RuleFault.NOT_ACCEPTED, 7, "steps"),
        ("[-7, 0]", '[-7, "0"]', RuleFault.NOT_ACCEPTED, 7, "steps"),
        ("[-7, 0]", "[-7, 0]\nmonthly_on = 25", RuleFault.NOT_ACCEPTED, 8, "monthly_on"),
        ('title = "Chờ"\n', "", RuleFault.MISSING, 1, "title"),
        ('title = "Chờ"', 'title = ""', RuleFault.NOT_ACCEPTED, 3, "title"),
        ('id = "wait"', 'id = "admission"', RuleFault.REPEATED, 2, "id"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(
    old: str, new: str, fault: RuleFault, line: int, field: str | None
) -> None:
    with pytest.raises(RuleProblem) as caught:
        load_rules(MINIMAL.replace(old, new, 1))
    problem = caught.value
    assert (problem.fault, problem.line, problem.field) == (fault, line, field)


def test_a_rule_without_editions_and_a_file_without_rules_are_refused() -> None:
    for text, field in ((MINIMAL.split("\n\n")[0], "edition"), ("", "rule")):
        with pytest.raises(RuleProblem) as caught:
            load_rules(text)
        assert (caught.value.fault, caught.value.field) == (RuleFault.MISSING, field)


def test_the_same_rule_twice_is_refused() -> None:
    with pytest.raises(RuleProblem) as caught:
        load_rules(MINIMAL + "\n" + MINIMAL)
    assert (caught.value.fault, caught.value.rule, caught.value.line) == (RuleFault.REPEATED, "wait", 24)


OWN = """\
without = ["quota_pace"]

[[rule]]
id = "ceremony"
title = "Tổ chức lễ kết nạp trong tháng"
trigger = "decision"
settled_by = "admission"
responsible = "secretary"
steps = [0]

[[rule.edition]]
document = "Quy chế của Đảng ủy"
amount = 1
unit = "months"
verified = true

[[day_off]]
on = 2026-12-01 # hội làng

[[working_day]]
on = 2026-12-05
"""


def test_an_operators_file_changes_only_what_it_names() -> None:
    book = load_book(OWN, SHIPPED)
    assert list(book.rules.by_id) == [rule_id for rule_id in SHIPPED.by_id if rule_id != "quota_pace"]
    (edition,) = book.rules.by_id["ceremony"].editions
    assert (edition.amount, edition.unit) == (1, LimitUnit.MONTHS)
    assert book.rules.by_id["recognition"] == SHIPPED.by_id["recognition"]
    assert not book.calendar.is_working_day(date(2026, 12, 1))
    assert book.calendar.is_working_day(date(2026, 12, 5))


def test_an_empty_operators_file_changes_nothing() -> None:
    book = load_book("", SHIPPED)
    assert book.rules == SHIPPED
    assert book.fingerprint == RuleBook(rules=SHIPPED, calendar=WorkCalendar()).fingerprint


@pytest.mark.parametrize("gone", ["amount = 1\n", "[[day_off]]\non = 2026-12-01 # hội làng\n"])
def test_another_rule_or_another_day_off_is_another_fingerprint(gone: str) -> None:
    changed = OWN.replace(gone, "amount = 2\n" if gone.startswith("amount") else "")
    assert load_book(changed, SHIPPED).fingerprint != load_book(OWN, SHIPPED).fingerprint


def test_a_rule_may_start_with_a_paper_and_wait_for_one() -> None:
    decision, course = SHIPPED.by_id["recognition_decision"], SHIPPED.by_id["new_member_course"]
    assert (decision.trigger_paper, decision.settled_by) == ("recognition_resolution", Stage.OFFICIAL)
    # The step that the paper is needed for ends it as well.
    assert (course.settled_by_paper, course.settled_by) == ("new_member_certificate", Stage.OFFICIAL)


PAPER = """\

[[paper]]
id = "health_note"
title = "Giấy khám sức khỏe"
needed_for = "cell_resolution"
verified = false
"""


def test_an_operator_adds_papers_to_the_checklist_and_leaves_others_out() -> None:
    book = load_book('without = ["curriculum_vitae"]\n' + PAPER, SHIPPED)
    wanted = [key for key in SHIPPED.papers if key != "curriculum_vitae"]
    assert list(book.rules.papers) == [*wanted, "health_note"]


BOUND = """\

[[bound]]
name = "least_age"
amount = 20
document = "Quy định riêng"
verified = true
"""


def test_an_operator_changes_what_reports_are_held_against() -> None:
    book = load_book(BOUND, SHIPPED)
    assert book.rules.bounds[BoundName.LEAST_AGE].amount == 20
    assert book.rules.bounds[BoundName.MOST_AGE] == SHIPPED.bounds[BoundName.MOST_AGE]
    assert set(SHIPPED.bounds) == set(BoundName)


@pytest.mark.parametrize(
    ("file", "old", "new", "fault", "line", "field"),
    [
        (OWN, '["quota_pace"]', '["pace"]', RuleFault.NOT_ACCEPTED, 1, "without"),
        (OWN, '["quota_pace"]', '["probation_end"]', RuleFault.NOT_ACCEPTED, 1, "without"),
        (OWN, "2026-12-05", "2026-12-01", RuleFault.REPEATED, 21, "on"),
        (OWN, "2026-12-05", '"2026-12-05"', RuleFault.NOT_ACCEPTED, 21, "on"),
        (OWN, "on = 2026-12-05", "", RuleFault.MISSING, 20, "on"),
        (OWN, 'trigger = "decision"', 'trigger = "recognition"', RuleFault.NOT_ACCEPTED, 6, "trigger"),
        (OWN, "amount = 1\n", "amount = 0\n", RuleFault.NOT_ACCEPTED, 13, "amount"),
        (OWN, "without", "leave_out", RuleFault.UNKNOWN_FIELD, 1, "leave_out"),
        (PAPER, '"cell_resolution"', '"later"', RuleFault.NOT_ACCEPTED, 5, "needed_for"),
        (PAPER, "verified = false", "", RuleFault.MISSING, 2, "verified"),
        (PAPER, '"health_note"', '"admission"', RuleFault.REPEATED, 3, "id"),
        (BOUND, '"least_age"', '"height"', RuleFault.NOT_ACCEPTED, 3, "name"),
        (BOUND, "amount = 20", "amount = 0", RuleFault.NOT_ACCEPTED, 4, "amount"),
        (BOUND, "verified = true", "", RuleFault.MISSING, 2, "verified"),
    ],
)
def test_a_mistake_in_an_operators_file_is_named_with_its_line(
    file: str, old: str, new: str, fault: RuleFault, line: int, field: str
) -> None:
    with pytest.raises(RuleProblem) as caught:
        load_book(file.replace(old, new, 1), SHIPPED)
    problem = caught.value
    assert (problem.fault, problem.line, problem.field) == (fault, line, field)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('trigger = "admission"', 'trigger = "transfer"', "settled_by"),
        ('responsible = "secretary"', 'responsible = "secretary"\nonly_with = "nothing"', "only_with"),
    ],
)  # fmt: skip
def test_a_rule_of_transfers_ends_with_the_arrival_and_a_note_must_be_known(
    old: str, new: str, field: str
) -> None:
    with pytest.raises(RuleProblem) as caught:
        load_rules(MINIMAL.replace(old, new, 1))
    assert (caught.value.fault, caught.value.field) == (RuleFault.NOT_ACCEPTED, field)
