"""The people and reports behind a figure."""

from datetime import timedelta

from domain.actions import Action
from domain.answers import ListAnswer, ListedNumber, ListedPerson
from domain.messages import Choice, Reply
from domain.periods import Period, PeriodKind
from domain.pipeline import Stage
from domain.questions import Among, Dimension, Order, Query, Topic
from domain.steps import Probation
from rendering.wording.ages import ages_told
from rendering.wording.format import day, mid_sentence, number, period_name, unit_title
from rendering.wording.returning import returned
from rendering.wording.steps import DID, STANDING, capitalised, date_label
from rendering.wording.tables import DIMENSION
from rendering.wording.tags import all_of, tag_label

LISTED = "Danh sách"
NEXT_PAGE, PAGE_BEFORE = "Trang sau", "Trang trước"

PEOPLE_SHOWN = 10
NOT_BY_AGE = f"lọc riêng {DIMENSION[Dimension.AGE]}"  # of a list that an age could not be picked from
DAY = timedelta(days=1)

# Whose step is what they are called: "3 đảng viên dự bị", but "3 người chờ thẩm tra lý lịch".
_CALLED = (Stage.ADMISSION, Stage.CANDIDATE, Stage.OFFICIAL)


def listed(given: ListAnswer) -> Reply:
    """One line for each person with the report that told of them, then the numbers without names."""
    first = given.query.start + 1
    lines = [_headline(given), *_unsorted(given)]
    lines += [f"{place}. {_person(given, entry)}" for place, entry in enumerate(given.people, start=first)]
    if given.query.order is Order.LONGEST and len(given.people) > 1:
        lines.append("Ai ở bước hiện nay lâu nhất được nêu trước.")
    if given.query.among is not None:
        lines.append("Chỉ tính những người đã có tên trong sổ.")
    if given.numbers:
        lines += ["Số liệu chưa có tên:", *(f"· {_number(told)}" for told in given.numbers)]
    elif not given.people:
        pages = -(-given.named // PEOPLE_SHOWN)
        lines.append(
            f"Danh sách này có {number(pages)} trang." if pages else "Không có ai trong danh sách này."
        )
    return Reply(text="\n".join(lines), choices=_choices(given))


def list_choice(query: Query) -> Choice:
    """[Danh sách]: from a figure to the people behind it."""
    return Choice(label=LISTED, action=Action.LIST_OPEN, arguments=query.arguments())


def _headline(given: ListAnswer) -> str:
    where, shown = unit_title(given.unit), given.query.start + len(given.people)
    kept = [all_of(given.tags)] if given.tags else []
    if given.query.ages:
        kept += [ages_told(given.query.ages), "tính theo năm sinh"]
    page, group = "", f" ({', '.join(kept)})" if kept else ""
    if given.named > PEOPLE_SHOWN and given.people:
        page = f" (từ {number(given.query.start + 1)} đến {number(shown)})"
    if given.query.among is not None:
        return f"Đến {day(given.as_of)}, {where}: {number(given.value)} {_lacking(given.query)}{page}."
    if given.query.period is None:
        standing = STANDING[given.query.stage] if given.query.stage else "có hồ sơ đang làm"
        people = "" if given.query.stage in _CALLED else "người "
        return f"Đến {day(given.as_of)}, {where}: {number(given.value)} {people}{standing}{group}{page}."
    stage = given.query.stage or Stage.ADMISSION
    period = capitalised(period_name(given.query.period))
    return f"{period}, {where}: {DID[stage]} {number(given.value)} người{group}{page}."


def _lacking(query: Query) -> str:
    """Of whom a step is asked: those not admitted, or those on probation."""
    when = f" {period_name(query.period)}" if query.period else ""
    if query.period and query.period.kind is PeriodKind.ALL_TIME:
        when = f" từ {day(query.period.last_day)} trở về trước"
    match query.among:
        case Among.TRAINED:
            return f"người đã học lớp bồi dưỡng nhận thức{when} mà chưa kết nạp"
        case Among.NO_DOSSIER:
            return f"người đã học lớp bồi dưỡng nhận thức{when} mà chưa lập hồ sơ"
        case Among.UNTRAINED:
            return "người trong nguồn và hồ sơ chưa ghi là đã học lớp bồi dưỡng nhận thức"
        case Among.UNRECOGNISED:
            return f"người kết nạp{when} chưa công nhận chính thức"
        case Among.NO_MENTOR:
            return "đảng viên dự bị chưa ghi người giúp đỡ"
        case _:
            return "đảng viên dự bị chưa ghi là đã học lớp đảng viên mới"


def _unsorted(given: ListAnswer) -> list[str]:
    """What the list does not pick out though it was asked for by name."""
    left_out = [tag_label(tag) for tag in given.unsorted]
    left_out += [DIMENSION[one] for one in given.query.by if one in DIMENSION]
    if not left_out:
        return []
    opening = "Không" if given.tags else "Gồm tất cả, không"
    return [f"{opening} lọc riêng {', '.join(left_out)}."]


def _person(given: ListAnswer, entry: ListedPerson) -> str:
    where = f", {mid_sentence(unit_title(entry.unit))}" if entry.unit.id != given.unit.id else ""
    when = f"{date_label(entry.stage)} {day(entry.on)}"
    if given.query.period is None or given.query.among is not None:
        when = f"{STANDING[entry.stage]} từ {day(entry.on)}"
        if given.query.order is Order.LONGEST:
            when += f" ({number((given.as_of - entry.on).days)} ngày)"
        if entry.returned_on:
            when += f", {returned(entry.returned_on, None)}, chờ bổ sung"
    if given.query.recognised and entry.probation:
        when += f", {_became_of(entry.probation)}"
    by = f" ({entry.reported_by})" if entry.reported_by else ""
    return f"{entry.person.name}{where}: {when}; báo {day(entry.recorded_on)}{by}"


def _became_of(probation: Probation) -> str:
    """Whether somebody admitted is official by now."""
    if probation.left_on:
        return f"{STANDING[Stage.DROPPED]} từ {day(probation.left_on)}"
    if probation.recognised_on:
        return f"đã công nhận chính thức {day(probation.recognised_on)}"
    return f"chưa công nhận chính thức (hết dự bị {day(probation.ends_on)})"


def _number(told: ListedNumber) -> str:
    by = f" ({told.reported_by})" if told.reported_by else ""
    span = period_name(_named(told.span))
    return f"{unit_title(told.unit)}, {span}: {number(told.count)} người; báo {day(told.recorded_on)}{by}"


def _named(span: Period) -> Period:
    """A span that is a whole month is called by its name."""
    following = (span.start.replace(day=1) + timedelta(days=32)).replace(day=1)
    is_month = span.start.day == 1 and span.end == following
    return Period(kind=PeriodKind.MONTH, start=span.start, end=span.end) if is_month else span


def _choices(given: ListAnswer) -> tuple[Choice, ...]:
    shown = given.query.start + len(given.people)
    choices = [  # first, so that on the first page each has the number that stands before the name
        Choice(label=entry.person.name, action=Action.ASK_PERSON, arguments={"person": entry.person.id})
        for entry in given.people
    ]
    if shown < given.named:
        onward = given.query.onward(shown)
        choices.append(Choice(label=NEXT_PAGE, action=Action.LIST_OPEN, arguments=onward.arguments()))
    if given.query.start and given.named:
        last = (given.named - 1) // PEOPLE_SHOWN * PEOPLE_SHOWN
        before = given.query.onward(max(0, min(given.query.start - PEOPLE_SHOWN, last)))
        choices.append(Choice(label=PAGE_BEFORE, action=Action.LIST_OPEN, arguments=before.arguments()))
    is_stock = given.query.period is None or given.query.among is not None
    back = Query(
        topic=Topic.PIPELINE if is_stock else Topic.TOTALS,
        unit_id=given.unit.id,
        stage=given.query.stage,
        period=None if is_stock else given.query.period,
    )
    return (*choices, Choice(label="Số liệu", action=Action.ASK_QUERY, arguments=back.arguments()))
