"""What the asker reads: the figure first, then scope, period and as-of date, then what can be opened next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from domain.actions import Action
from domain.answers import (
    Answer,
    DeadlinesAnswer,
    LastTimeAnswer,
    MembersAnswer,
    OrganisationAnswer,
    ParagraphAnswer,
    PersonAnswer,
    StatusAnswer,
    SupposedAnswer,
    UnitsAnswer,
    UnreportedAnswer,
    WhichUnit,
)
from domain.figures import FigureAnswer, PipelineAnswer, Row, Table
from domain.messages import Choice, Reply
from domain.periods import PeriodKind, range_period
from domain.pipeline import SOURCE, Stage
from domain.questions import TEMPORAL, Dimension, Order, Query, Topic
from domain.units import Unit, UnitKind
from rendering.wording import due
from rendering.wording.ages import aged
from rendering.wording.charts import AT_STEP, STEPS_OF_SOURCE
from rendering.wording.comparisons import supposed, units_compared
from rendering.wording.format import day, number, period_name, unit_title
from rendering.wording.last_time import last_time
from rendering.wording.listing import NEXT_PAGE, list_choice
from rendering.wording.narrative import paragraph
from rendering.wording.organisation import UNITS_SHOWN, organisation
from rendering.wording.state import members, status
from rendering.wording.steps import STANDING, STEP, capitalised
from rendering.wording.tables import ROWS_SHOWN, of_everybody, rows_told, table_lines, units_ranked
from rendering.wording.totals import figure, parts_told
from rendering.wording.unreported import CELLS_SHOWN, unreported

# What the buttons of an answer ask for; handlers/asking/questions.py answers them.
STATE = "state"  # the argument of a button under the state of a unit
MEMBERS = "members"  # the argument of a button under how many members a unit has
PERSON = "person"  # the argument of a button that tells of which one person its message is
NOT_REPORTED = "Ai chưa báo cáo"
AGAIN = "Xem lại"  # under an answer whose other buttons ask something else
DUE_SHOWN = due.DUE_SHOWN

_UNITS_OPENED = 4
MOST_CHOICES = 7  # under a figure: what is wanted most stands first, all the rest can be typed


def answer(given: Answer) -> Reply:
    """The reply to a question, with what can be opened next as choices."""
    match given:
        case FigureAnswer():
            return Reply(text=figure(given), choices=_figure_choices(given))
        case UnitsAnswer():
            return Reply(text=units_compared(given), choices=_compared_choices(given))
        case SupposedAnswer():
            return Reply(text=supposed(given), choices=_supposed_choices(given))
        case PipelineAnswer():
            return Reply(text=_pipeline(given), choices=_pipeline_choices(given))
        case DeadlinesAnswer():
            told = tuple(item.deadline.subject_id for item in given.items if item.name)
            return Reply(text=due.deadlines(given), choices=_deadline_choices(given), tells_of=told)
        case PersonAnswer():
            told = tuple(one.person.id for one in given.found)
            reply = Reply(text=due.people(given), choices=_person_choices(given), tells_of=told)
            return replace(reply, tells_no_figure=True)
        case StatusAnswer():
            return Reply(text=status(given), choices=_status_choices(given))
        case MembersAnswer():
            return Reply(text=members(given), choices=_members_choices(given))
        case ParagraphAnswer():
            return Reply(text=paragraph(given), choices=_paragraph_choices(given))
        case UnreportedAnswer():
            openers = (*_into_missing(given), _again(replace(given.query, unit_id=given.unit.id)))
            return unreported(given, _more_cells(given), openers)
        case OrganisationAnswer():
            return Reply(text=organisation(given), choices=_organisation_choices(given))
        case LastTimeAnswer():
            return Reply(text=last_time(given), choices=_last_time_choices(given))
        case WhichUnit():
            return Reply(text=_which_unit(given), choices=tuple(_unit_choices(given)), tells_no_figure=True)
        case _:
            assert_never(given)


# --- totals ---------------------------------------------------------------------------------------


def _figure_choices(given: FigureAnswer) -> tuple[Choice, ...]:
    query = Query(topic=Topic.TOTALS, unit_id=given.unit.id, stage=given.stage, period=given.period)
    choices, told = _next_page(given), given.query
    of_group = replace(query, parts=told.parts, together=told.together, ages=told.ages)
    if given.query.as_it_was:
        # By the units of then there is the figure itself; what can be opened is told of those of now.
        now = given.endings[0].successor if given.unit.successor_id and given.endings else given.unit
        return (_choice("Theo đơn vị hiện nay", replace(given.query, unit_id=now.id, as_it_was=False)),)
    if given.endings:
        choices.append(_choice("Theo đơn vị cũ", replace(given.query, as_it_was=True, period=given.period)))
    if given.kinds_below and Dimension.UNIT not in given.query.by:
        of_units = replace(of_group, ages=None).divided(Dimension.UNIT)
        choices.append(_choice(_by_unit(given.kinds_below), of_units))
    units = _into_units(given, query)
    choices += units
    if given.value:
        choices.append(list_choice(replace(of_group, topic=Topic.PEOPLE)))
    if not units and Dimension.GENDER not in given.query.by:
        choices.append(_choice("Theo nam nữ, dân tộc", query.divided(Dimension.GENDER, Dimension.ETHNICITY)))
    if not units and given.compared is None and given.period.kind is not PeriodKind.ALL_TIME:
        choices.append(_choice("So với cùng kỳ", replace(of_group, ages=None, compared=True)))
    # The picture's button keeps what a follow-up leans on.
    drawn = replace(query, by=tuple(dimension for dimension in told.by if dimension in TEMPORAL))
    drawn = replace(
        drawn,
        topic=told.topic,
        order=told.order if Dimension.UNIT in told.by else None,
        compared=told.compared,
        compared_with=told.compared_with,
        parts=told.parts,
    )
    choices.append(Choice(label="Biểu đồ", action=Action.CHART_OPEN, arguments=drawn.arguments()))
    choices.append(Choice(label="Excel", action=Action.EXPORT_TOTALS, arguments=query.arguments()))
    if given.kinds_below:
        choices.append(_choice(NOT_REPORTED, Query(topic=Topic.UNREPORTED, unit_id=given.unit.id)))
    elif given.open_dossiers:
        choices.append(_choice("Hồ sơ, nguồn", Query(topic=Topic.PIPELINE, unit_id=given.unit.id)))
    return (*choices, _due_soon(given.unit))[:MOST_CHOICES]


def _compared_choices(given: UnitsAnswer) -> tuple[Choice, ...]:
    query = replace(given.query, compared=False, compared_with=None, period=given.period)
    choices = [] if given.earlier else [_choice("So với cùng kỳ", replace(query, compared=True))]
    # A follow-up reads from the first of these what was asked.
    choices = choices or [_choice("Không so cùng kỳ", query)]
    alone = replace(query, units=())
    return (
        *choices,
        *(_choice(row.unit.name, replace(alone, unit_id=row.unit.id)) for row in given.rows if row.unit),
    )


def _supposed_choices(given: SupposedAnswer) -> tuple[Choice, ...]:
    now = given.figure
    query = Query(topic=Topic.TOTALS, unit_id=now.unit.id, stage=now.stage, period=now.period)
    dossiers = _choice("Hồ sơ, nguồn", Query(topic=Topic.PIPELINE, unit_id=now.unit.id))
    return (_choice("Số liệu hiện nay", query), dossiers)


def _paragraph_choices(given: ParagraphAnswer) -> tuple[Choice, ...]:
    whole = given.figure
    query = Query(topic=Topic.TOTALS, unit_id=whole.unit.id, stage=whole.stage, period=whole.period)
    choices = [list_choice(replace(query, topic=Topic.PEOPLE))] if whole.value else []
    choices.append(_choice("Số liệu", query))
    if whole.kinds_below:
        choices.append(_choice(_by_unit(whole.kinds_below), query.divided(Dimension.UNIT)))
    return tuple(choices)


def _next_page(given: FigureAnswer) -> list[Choice]:
    if given.query.most is not None:
        return []
    shown = given.query.start + ROWS_SHOWN
    by_unit = [table for table in given.tables if table.dimension is Dimension.UNIT]
    if not any(len(rows_told(table)) > shown for table in by_unit):
        return []
    return [_choice(NEXT_PAGE, given.query.onward(shown))]


def _into_units(given: FigureAnswer, query: Query) -> list[Choice]:
    """From a figure by unit into the first units that it shows."""
    rows = [
        row
        for table in given.tables
        if table.dimension is Dimension.UNIT
        for row in _opened(table, given.query)
    ]
    page = [row.unit for row in rows[given.query.start :] if row.unit and (row.value or given.query.order)]
    return [_choice(unit.name, replace(query, unit_id=unit.id)) for unit in page[:_UNITS_OPENED]]


def _opened(table: Table, query: Query) -> Sequence[Row]:
    if query.most is not None:
        return units_ranked(table, query)[: query.most]
    return table.rows if query.order is Order.NOBODY else rows_told(table)


# --- stock, people ---------------------------------------------------------------------------------


def _pipeline(given: PipelineAnswer) -> str:
    lines = [_pipeline_headline(given)]
    if given.parts:
        lines.append(parts_told(given.parts, given.together, given.standing))
    if given.aged:
        lines.append(aged(given.aged, given.standing))
    elif not given.parts and all(table.dimension is Dimension.UNIT for table in given.tables):
        lines += _by_steps(dict(given.by_stage)) or ["Chưa có ai đang được theo dõi."]
    if given.foreign_element:
        foreign = given.foreign_element
        lines.append(f"Có yếu tố nước ngoài: {number(foreign.value)} hồ sơ ({day(foreign.as_of)}).")
    lines += of_everybody(given.parts, given.tables, compares=False, ages=given.query.ages)
    lines += [line for table in given.tables for line in table_lines(table, given.query, given.kinds_below)]
    return "\n".join(lines)


def _by_steps(counted: Mapping[Stage, int]) -> list[str]:
    """A line for each step at which anybody stands; those without a dossier are one source."""
    source = {stage: counted[stage] for stage in SOURCE if counted.get(stage)}
    lines = []
    if source:
        told = ", ".join(f"{STEPS_OF_SOURCE[stage]} {number(people)}" for stage, people in source.items())
        gathered = f" ({told})" if set(source) != {Stage.CANDIDATE} else ""
        lines.append(f"· {STANDING[Stage.CANDIDATE]}: {number(sum(source.values()))}{gathered}")
    others = [(stage, people) for stage, people in counted.items() if people and stage not in SOURCE]
    return [*lines, *(f"· {STANDING[stage]}: {number(people)}" for stage, people in others)]


def _pipeline_headline(given: PipelineAnswer) -> str:
    stage, period = given.query.stage, given.query.period
    if stage is None:
        told = f"{number(given.standing)} hồ sơ đang làm"
    elif stage is Stage.CANDIDATE:
        told = f"{number(given.standing)} người trong nguồn"
    elif stage is Stage.ADMISSION:
        told = f"{number(given.standing)} đảng viên dự bị"
    elif stage is Stage.OFFICIAL:
        told = f"đang theo dõi {number(given.standing)} đảng viên chính thức"
    else:
        told = f"{number(given.standing)} người {STANDING[stage]}"
    where = unit_title(given.unit)
    if given.reached is None or stage is None or period is None:
        return f"Đến {day(given.as_of)}, {where}: {told}."
    flow = f"{number(given.reached)} người {STEP[stage]}"
    return f"{capitalised(period_name(period))}, {where}: {flow}; đến {day(given.as_of)} có {told}."


def _pipeline_choices(given: PipelineAnswer) -> tuple[Choice, ...]:
    choices = []
    if given.kinds_below and not given.query.by:
        choices.append(_choice(_by_unit(given.kinds_below), given.query.divided(Dimension.UNIT)))
    choices += _into_units_at_steps(given)
    people = Query(
        topic=Topic.PEOPLE,
        unit_id=given.unit.id,
        stage=given.query.stage,
        parts=given.query.parts,
        together=given.query.together,
        ages=given.query.ages,
    )
    if given.standing:
        choices.append(list_choice(people))
    if given.query.stage is None:
        told = dict(given.by_stage)
        told[Stage.CANDIDATE] = sum(told.get(stage, 0) for stage in SOURCE)  # whom its list has
        choices += [
            _choice(f"{AT_STEP[stage]} ({number(told[stage])})", replace(people, stage=stage))
            for stage in AT_STEP
            if told.get(stage)
        ]
    funnel = Query(topic=Topic.PIPELINE, unit_id=given.unit.id, stage=given.query.stage)
    choices.append(Choice(label="Biểu đồ", action=Action.CHART_OPEN, arguments=funnel.arguments()))
    return (*choices, _due_soon(given.unit))


def _into_units_at_steps(given: PipelineAnswer) -> list[Choice]:
    """From dossiers by unit into the first units that have some."""
    rows = [row for table in given.tables for row in table.rows if row.unit and row.value]
    query = replace(given.query, by=(), order=None, start=0)
    return [
        _choice(row.unit.name, replace(query, unit_id=row.unit.id))
        for row in rows[:_UNITS_OPENED]
        if row.unit
    ]


def _deadline_choices(given: DeadlinesAnswer) -> tuple[Choice, ...]:
    shown = given.query.start + len(given.items)
    onward = (_choice(NEXT_PAGE, given.query.onward(shown)),) if shown < given.value else ()
    again = _again(given.query)
    told = {item.deadline.subject_id for item in given.items if item.name}
    if len(told) == 1:
        again = _beside(again, told.pop())
    return (*onward, _this_year(given.query), again)


def _again(query: Query) -> Choice:
    """The same question once more, as things stand when it is pressed."""
    return _choice(AGAIN, replace(query, start=0))


def _person_choices(given: PersonAnswer) -> tuple[Choice, ...]:
    if len(given.found) == 1:
        (one,) = given.found
        return (_beside(_due_soon(one.unit), one.person.id),)
    return tuple(
        Choice(label=due.who(one), action=Action.ASK_PERSON, arguments={"person": one.person.id})
        for one in given.found
    )


# --- a unit as a whole ------------------------------------------------------------------------------


def _status_choices(given: StatusAnswer) -> tuple[Choice, ...]:
    dossiers = _choice("Hồ sơ, nguồn", Query(topic=Topic.PIPELINE, unit_id=given.year.unit.id))
    choices = tuple(choice for choice in _figure_choices(given.year) if choice != dossiers)
    return (*choices[: MOST_CHOICES - 1], replace(dossiers, arguments={**dossiers.arguments, STATE: True}))


def _members_choices(given: MembersAnswer) -> tuple[Choice, ...]:
    """Who is on record by name, and the year."""
    year = _this_year(given.query)
    choices = (replace(year, arguments={**year.arguments, MEMBERS: True}), _due_soon(given.unit))
    if not given.on_probation:
        return choices
    people = Query(topic=Topic.PEOPLE, unit_id=given.unit.id, stage=Stage.ADMISSION)
    label = f"Đảng viên dự bị ({number(given.on_probation)})"
    return (Choice(label=label, action=Action.LIST_OPEN, arguments=people.arguments()), *choices)


def _last_time_choices(given: LastTimeAnswer) -> tuple[Choice, ...]:
    """Who it was, each unit below, and the question once more, on which a follow-up leans."""
    choices = []
    if given.whole.on and given.whole.is_exact:
        on_that_day = range_period(given.whole.on, given.whole.on)
        people = Query(topic=Topic.PEOPLE, unit_id=given.unit.id, stage=given.stage, period=on_that_day)
        choices.append(list_choice(people))
    if given.kinds_below and not given.rows:
        choices.append(_choice(_by_unit(given.kinds_below), given.query.divided(Dimension.UNIT)))
    shown = given.query.start + ROWS_SHOWN
    if len(given.rows) > shown:
        choices.append(_choice(NEXT_PAGE, given.query.onward(shown)))
    return (*choices, _again(given.query))


def _more_cells(given: UnreportedAnswer) -> Choice | None:
    behind = [row for row in given.by_unit if row.value]
    shown = given.query.start + CELLS_SHOWN
    is_by_unit = bool(behind) and not given.query.start
    return _choice(NEXT_PAGE, given.query.onward(shown)) if given.value > shown and not is_by_unit else None


def _into_missing(given: UnreportedAnswer) -> tuple[Choice, ...]:
    """From the numbers of the units between into the first of them."""
    behind = [row.unit for row in given.by_unit if row.value and row.unit]
    return tuple(
        _choice(unit.name, replace(given.query, unit_id=unit.id, start=0)) for unit in behind[:_UNITS_OPENED]
    )


def _organisation_choices(given: OrganisationAnswer) -> tuple[Choice, ...]:
    """The next page, the state of the first units shown, and the year."""
    shown = given.query.start + UNITS_SHOWN
    onward = (_choice(NEXT_PAGE, given.query.onward(shown)),) if given.value > shown else ()
    status = Query(topic=Topic.STATUS)
    into = tuple(_choice(one.unit.name, replace(status, unit_id=one.unit.id)) for one in given.below)
    year = Query(topic=Topic.TOTALS, unit_id=given.unit.id)
    by_unit = replace(year, by=(Dimension.UNIT,)) if given.value else year
    return (*onward, *into[:_UNITS_OPENED], _this_year(by_unit))


# --- choices --------------------------------------------------------------------------------------


def _which_unit(given: WhichUnit) -> str:
    if not given.unclear:
        return "Bạn hỏi đơn vị nào?"
    return (
        f"Tôi chưa rõ “{given.unclear}” là đơn vị nào. Bạn bấm một nút, hoặc gõ lại câu hỏi với tên đơn vị."
    )


def _unit_choices(given: WhichUnit) -> Iterable[Choice]:
    titles = [unit_title(unit) for unit, _ in given.units]
    for unit, above in given.units:
        title = unit_title(unit)
        label = f"{title}, {above.name}" if above and titles.count(title) > 1 else title
        yield _choice(label, replace(given.query, unit_id=unit.id))


def _choice(label: str, query: Query) -> Choice:
    action = Action.LIST_OPEN if query.topic is Topic.PEOPLE else Action.ASK_QUERY
    return Choice(label=label, action=action, arguments=query.arguments())


def _by_unit(kinds: frozenset[UnitKind]) -> str:
    return "Theo chi bộ" if kinds == {UnitKind.PARTY_CELL} else "Theo đơn vị"


def _due_soon(unit: Unit) -> Choice:
    return _choice("Ai sắp đến hạn", Query(topic=Topic.DEADLINES, unit_id=unit.id))


def _beside(choice: Choice, person_id: int) -> Choice:
    """The button of an answer about one person, whom "đồng chí đó" means behind it."""
    return replace(choice, arguments={**choice.arguments, PERSON: person_id})


def _this_year(query: Query) -> Choice:
    return _choice(
        "Kết nạp từ đầu năm", Query(topic=Topic.TOTALS, unit_id=query.unit_id, stage=Stage.ADMISSION)
    )
