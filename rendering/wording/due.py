"""What falls due, and one person's steps."""

from collections.abc import Mapping
from datetime import date

from domain.answers import DeadlinesAnswer, DueItem, PersonAnswer, PersonFound
from domain.people import PersonFacts
from domain.periods import Period
from domain.pipeline import LeavingReason, Milestone, Path, Stage
from domain.questions import DueKind
from domain.rules import Edition, LimitUnit
from domain.steps import official_from
from domain.units import Unit
from rendering.wording.format import birth_date, day, mid_sentence, number, period_name, unit_title
from rendering.wording.returning import returned
from rendering.wording.steps import LEAVING, STANDING, STEP, capitalised, facts_of

DUE_SHOWN = 20
_KINDS = {
    DueKind.PROBATION: "việc xét đảng viên dự bị",
    DueKind.PROBATION_END: "việc xét đảng viên dự bị",
    DueKind.VERIFICATION: "việc thẩm tra lý lịch",
    DueKind.RETURNED: "việc bổ sung hồ sơ bị trả lại",
    DueKind.CEREMONY: "việc tổ chức lễ kết nạp",
    DueKind.COURSE: "việc học lớp bồi dưỡng",
    DueKind.CERTIFICATE: "giấy chứng nhận lớp nhận thức về Đảng",
}


def deadlines(given: DeadlinesAnswer) -> str:
    """What is overdue or falls due, the most urgent first."""
    lines = [_headline(given)]
    if 0 < given.ends < given.value:
        considered = number(given.value - given.ends)
        lines.append(f"Gồm {number(given.ends)} người hết 12 tháng dự bị, {considered} việc xét công nhận.")
    several = len({item.unit.id for item in given.items} | {given.unit.id}) > 1
    lines += [
        f"{place}. {_due_line(item, given.as_of, with_unit=several)}"
        for place, item in enumerate(given.items, start=given.query.start + 1)
    ]
    if given.coming:
        next_one = _due_line(given.coming, given.as_of, with_unit=given.coming.unit.id != given.unit.id)
        lines.append(f"Gần nhất sau đó: {next_one}.")
    hidden = given.value - given.query.start - len(given.items)
    return "\n".join(lines + ([f"… và {number(hidden)} việc nữa"] if hidden > 0 else []))


def ceremony_limit(edition: Edition, decided_on: date, last: date, today: date) -> str:
    """By when the ceremony of a decision has to be held, whoever it is of."""
    unit = "ngày làm việc" if edition.unit is LimitUnit.WORKING_DAYS else "tháng"
    left = (last - today).days
    told = (
        f"còn {number(left)} ngày" if left > 0 else f"đã quá {number(-left)} ngày" if left else "đúng hôm nay"
    )
    return (
        f"Quyết định ký ngày {day(decided_on)}: lễ kết nạp chậm nhất ngày {day(last)}, {told} "
        f"({number(edition.amount or 0)} {unit} kể từ ngày ký).\n"
        "Đây là tính theo ngày bạn gõ; muốn biết việc đến hạn trong sổ, gõ: ai sắp đến hạn."
    )


def _headline(given: DeadlinesAnswer) -> str:
    where, kinds = unit_title(given.unit), given.query.due
    what = next((_KINDS[kind] for kind in kinds if kind in _KINDS), "việc")
    span, late = f"đến {day(given.until)}", "quá hạn hay "
    if period := _another(given):
        span, late = period_name(period), ""
    is_of_ends = period is not None and kinds == (DueKind.PROBATION_END,)
    if not given.value:
        if is_of_ends:
            return f"{where} không có ai hết 12 tháng dự bị {span}."
        when = "quá hạn" if DueKind.OVERDUE in kinds else f"{late}đến hạn {span}"
        return f"{where} không có {what} {when}."
    if is_of_ends:
        what = "người hết 12 tháng dự bị"
    elif period:
        what = f"{what} đến hạn"
    late = f", trong đó {number(given.overdue)} việc quá hạn" if given.overdue else ""
    rest = f"{span}{late}"
    if DueKind.OVERDUE in kinds or given.overdue == given.value:
        rest = f"quá hạn, tính đến {day(given.as_of)}"
    return f"{'⚠️' if given.overdue else '⏰'} {where}: {number(given.value)} {what} {rest}."


def _another(given: DeadlinesAnswer) -> Period | None:
    """The span asked about, where it is another than today's."""
    period = given.query.period
    return period if period and given.as_of not in period else None


def _due_line(item: DueItem, today: date, *, with_unit: bool) -> str:
    whose = item.name or unit_title(item.unit)
    if with_unit and item.name:
        whose += f" ({mid_sentence(unit_title(item.unit))})"
    return f"{whose}: {mid_sentence(item.title)}, {_when_due(item.deadline.due_on, today)}"


def _when_due(due_on: date, today: date) -> str:
    days = (due_on - today).days
    if days < 0:
        return f"hạn {day(due_on)}, quá hạn {number(-days)} ngày"
    return f"hạn {day(due_on)}, " + (f"còn {number(days)} ngày" if days else "đúng hôm nay")


def people(given: PersonAnswer) -> str:
    """One person's steps and dates; of several namesakes who they are."""
    if len(given.found) > 1:
        names = [f"· {who(one)}" for one in given.found]
        return "\n".join([f"Có {len(given.found)} người phù hợp, bạn hỏi ai?", *names])
    (one,) = given.found
    back = next((item for item in one.due if item.deadline.rule == "returned_dossier"), None)
    waits = f"; {returned(back.deadline.trigger_on, None)}, chờ bổ sung" if back else ""
    lines = [f"{who(one)}: {_where_they_stand(one.person.path)}{waits}."]
    facts = one.person.facts
    # Ethnic group and religion are nobody's business here.
    if told := facts_of(PersonFacts(categories=facts.categories, education=facts.education)):
        lines.append(f"{capitalised(' · '.join(told))}.")
    lines += _history(one)
    if one.person.facts.mentor:
        lines.append(f"Người giúp đỡ: {one.person.facts.mentor}.")
    lines += [
        f"{capitalised(item.title)}, {_when_due(item.deadline.due_on, given.as_of)}." for item in one.due
    ]
    return "\n".join(lines)


def _history(one: PersonFound) -> list[str]:
    """The steps, moves and notes in the order they happened, and a move that waits for the other side."""
    path, places = one.person.path, one.places
    told = [(m.on, m.event.id, _step_line(path, m)) for m in path.milestones]
    told += [
        (m.on, m.event.id, f"chuyển từ {_place(places, m.left)} sang {_place(places, m.event.unit_id)}")
        for m in path.moves
    ]
    told += [
        (n.on, n.event_id, mid_sentence(n.title) + (f": {n.remark}" if n.remark else "")) for n in one.notes
    ]
    lines = [f"· {day(on)} {text}" for on, _, text in sorted(told)]
    if waiting := path.pending:
        lines.append(
            f"Đã báo chuyển sang {_place(places, waiting.joined)} từ {day(waiting.on)}, chờ bên kia xác nhận."
        )
    return lines


def _step_line(path: Path, step: Milestone) -> str:
    since = official_from(path) if step is path.reached(Stage.OFFICIAL) else None
    if since and since != step.on:
        return f"{STEP[step.stage]}, chính thức tính từ {day(since)} (đủ 12 tháng dự bị)"
    reason = step.event.data.get("reason") if step.stage is Stage.DROPPED else None
    return f"{STEP[step.stage]} ({LEAVING[LeavingReason(reason)]})" if reason else STEP[step.stage]


def _place(places: Mapping[int, Unit], unit_id: int) -> str:
    return mid_sentence(unit_title(places[unit_id])) if unit_id in places else "đơn vị khác"


def who(one: PersonFound) -> str:
    """A person with year of birth and cell: enough to tell namesakes apart."""
    born = one.person.facts.birth_date
    when = f" (sinh {birth_date(born)})" if born else ""
    return f"{one.person.name}{when}, {mid_sentence(unit_title(one.unit))}"


def _where_they_stand(path: Path) -> str:
    last = path.last
    if last is None:
        return "chưa có bước nào được ghi"
    # Whoever is recognised late is official from the end of the twelve months all the same.
    since = official_from(path) if last.stage is Stage.OFFICIAL else None
    return f"{STANDING[last.stage]} từ {day(since or last.on)}"
