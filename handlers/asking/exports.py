"""Figures as a workbook: totals by unit, step and group for who may ask, named lists with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

from domain.actions import Action
from domain.answers import WhichUnit
from domain.disclosure import hidden_groups
from domain.errors import NotAllowed, TooManyExports
from domain.messages import Attachment, AttachmentKind, Choice, Reply
from domain.people import Category, Gender, Person
from domain.periods import Period, year_to_date
from domain.pipeline import Stage
from domain.questions import Query, Topic
from domain.quotas import Progress
from domain.sheets import Sheet, Value, name_key, text_key
from domain.tags import MINORITY
from domain.units import Unit
from domain.users import Permission, User
from handlers.access import require
from handlers.asking.figures import asked_stages, figure
from handlers.asking.last_question import followed
from handlers.asking.queries import narrowed, query_of
from handlers.asking.scoping import is_own_cell, only_unit, with_mentioned
from handlers.asking.targets import unit_rows
from handlers.asking.withholding import Asked, given_back
from handlers.context import Context, Turn
from language.reading import Reading
from language.words.phrases import phrase
from rendering.wording import sheets as wording
from rendering.wording.answers import answer as worded
from rendering.wording.format import birth_date, quota_range, unit_title
from storage import audit, listings, people, statistics, units
from storage.database import Tx

_STAGES = (
    Stage.CANDIDATE,
    Stage.CLASS,
    Stage.DOSSIER_OPENED,
    Stage.ADMISSION,
    Stage.OFFICIAL,
    Stage.DROPPED,
)
_TAGS = (f"gender:{Gender.FEMALE}", MINORITY, *(f"category:{category}" for category in Category))
_NAMED_A_DAY = 10
_MOST_NAMED = 5_000
_MOST_NAMED_IN_CHAT = 300  # names are opened one by one, and a chat's row is written meanwhile
_DAY = timedelta(days=1)
_OF_ALL = Query(topic=Topic.TOTALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a workbook is about."""

    unit: Unit
    period: Period
    as_of: date
    today: date
    is_own_cell: bool

    @property
    def about(self) -> wording.About:
        """The same for whoever words it."""
        return wording.About(unit=self.unit, period=self.period, as_of=self.as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """Somebody on a named list, by id."""

    person_id: int
    unit_id: int
    stage: Stage
    on: date


def ask(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """A workbook asked for in words: "xuất excel 9 tháng"."""
    told = with_mentioned(tx, turn.user, reading, turn.message.text)
    query = narrowed(query_of(told, turn.today), turn.message.text)
    standing = query if query.topic is Topic.PIPELINE and query.stage else None
    query = replace(query, topic=Topic.TOTALS, by=())
    lists = phrase("lists_people").anywhere(turn.message.text) is not None
    if standing is None and (last := followed(tx, turn, told)):
        return _made(tx, turn, units.get(tx, last.unit_id or 0), last.period, lists=lists)
    unit = only_unit(tx, turn.user, told, query)
    if isinstance(unit, WhichUnit):
        return worded(unit)
    if standing is not None:  # "xuất excel danh sách đảng viên dự bị": people, and so with a reason
        return ask_reason(tx, turn, replace(standing, unit_id=unit.id, by=(), period=None).arguments())
    return _made(tx, turn, unit, query.period, lists=lists)


def _made(tx: Tx, turn: Turn, unit: Unit, period: Period | None, *, lists: bool) -> Reply:
    """The totals, or where a list of people is wanted first what their names are for."""
    if not (lists and turn.user.may(Permission.READ_PEOPLE, unit)):
        return _totals(tx, turn, unit, period)
    about = scope_of(turn.user, unit, period, turn.today)
    return ask_reason(tx, turn, replace(_OF_ALL, unit_id=unit.id, period=about.period).arguments())


def open_totals(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Excel] under a figure."""
    query = Query.from_arguments(arguments)
    return _totals(tx, turn, units.get(tx, query.unit_id or 0), query.period)


def ask_reason(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Kèm họ tên]: what the names are for."""
    unit = require(turn.user, Permission.READ_PEOPLE, units.get(tx, arguments["unit"]))
    choices = tuple(
        Choice(label=label, action=Action.EXPORT_NAMED, arguments={**arguments, "reason": reason})
        for reason, label in wording.REASONS.items()
    )
    return Reply(text=wording.reason_question(unit), choices=choices, tells_no_figure=True)


def export_named(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """The workbook with names, for the reason that was chosen, or given in own words."""
    query = Query.from_arguments({"topic": Topic.TOTALS.value, **arguments})
    unit = require(turn.user, Permission.READ_PEOPLE, units.get(tx, query.unit_id or 0))
    scope = scope_of(turn.user, unit, query.period, turn.today)
    is_stock = query.topic is Topic.PIPELINE
    entries = _standing(tx, scope, query.stage) if is_stock else []
    if max(len(entries), 0 if is_stock else _people_in(tx, scope)) > _MOST_NAMED_IN_CHAT:
        return Reply(text=wording.too_many_for_chat(_MOST_NAMED_IN_CHAT))
    reason = wording.REASONS.get(arguments["reason"], arguments["reason"])
    allow_named(tx, turn.user, unit, reason, turn.now)
    note = {"by": turn.user.display_name, "reason": reason, "at": turn.now.isoformat()}
    attachment = Attachment(
        kind=AttachmentKind.NAMED_LIST,
        name=wording.file_name(scope.unit, scope.as_of),
        figures={**_recipe(scope, entries if is_stock else _entries_of(tx, scope)), "note": note},
    )
    told = wording.standing_ready(unit, query.stage, len(entries), scope.today) if is_stock else None
    return Reply(text=told or wording.named_ready(unit, scope.period), attachment=attachment)


def opened_list(tx: Tx, recipe: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of the workbook of a NAMED_LIST: who was on it then, by the names they have now.

    Names are opened here, when the file is made, and never while the writer waits.
    """
    query = Query.from_arguments(recipe)
    scope = Scope(
        unit=units.get(tx, recipe["unit"]),
        period=query.period or year_to_date(date.fromisoformat(recipe["as_of"])),
        as_of=date.fromisoformat(recipe["as_of"]),
        today=date.fromisoformat(recipe["today"]),
        is_own_cell=recipe["own"],
    )
    entries = [
        _Listed(person_id=person, unit_id=unit, stage=Stage(stage), on=date.fromisoformat(on))
        for person, unit, stage, on in recipe["people"]
    ]
    made = [*totals_sheets(tx, scope), _named_sheet(tx, scope, entries)]
    if note := recipe.get("note"):  # rows of before the note are still opened
        at = datetime.fromisoformat(note["at"])
        made.append(wording.note_sheet(scope.about, note["by"], note["reason"], at, left_out=0))
    return {"sheets": [sheet.as_plain() for sheet in made]}


def scope_of(user: User, unit: Unit, period: Period | None, today: date) -> Scope:
    """The unit and period of a workbook; without a period the year to date."""
    chosen = period or year_to_date(today)
    return Scope(
        unit=unit,
        period=chosen,
        as_of=min(today, chosen.last_day),
        today=today,
        is_own_cell=is_own_cell(user, unit),
    )


def allow_named(tx: Tx, user: User, unit: Unit, reason: str, now: datetime) -> None:
    """Put on record who takes names away, from where and why. Raises NotAllowed, TooManyExports."""
    require(user, Permission.READ_PEOPLE, unit)
    if audit.count_since(tx, user.id, "export_named", now - _DAY) >= _NAMED_A_DAY:
        raise TooManyExports(most=_NAMED_A_DAY)
    audit.add(tx, "export_named", now, user_id=user.id, unit_id=unit.id, data={"reason": reason})


def unit_of(user: User) -> Unit:
    """The one unit whose people the user reads. Raises NotAllowed where there is none, or several."""
    own = user.units_for(Permission.READ_PEOPLE)
    if len(own) != 1:
        raise NotAllowed
    return own[0]


def sheets_for(
    tx: Tx, context: Context, user: User, period: Period | None, reason: str
) -> tuple[list[Sheet], int]:
    """Everything `chibo export` writes for an account: totals, named list and a note of who and why; and how
    many lines the list would have had beyond its length.

    Raises NotAllowed as `unit_of`.
    """
    scope = scope_of(user, unit_of(user), period, context.today)
    left_out = max(0, _people_in(tx, scope) - _MOST_NAMED)
    note = wording.note_sheet(scope.about, user.display_name, reason, context.now, left_out=left_out)
    return [*totals_sheets(tx, scope), *named_sheets(tx, scope), note], left_out


def totals_sheets(tx: Tx, scope: Scope) -> list[Sheet]:
    """A line for each unit, and in long form each unit, step and group."""
    below = units.children(tx, scope.unit.id)
    shown = sorted(below, key=lambda unit: text_key(unit.name)) or [scope.unit]
    by_stage = {stage: statistics.by_unit(tx, stage, shown, scope.period, scope.as_of) for stage in _STAGES}
    measured = _progress(tx, scope, shown)
    lines = [_line(unit, by_stage, measured.get(unit.id)) for unit in shown]
    if below:
        whole = {stage: {scope.unit.id: _total(tx, scope, scope.unit, stage)} for stage in _STAGES}
        lines.append(_line(scope.unit, whole, _progress(tx, scope, [scope.unit]).get(scope.unit.id)))
    groups = _groups(tx, scope, shown, by_stage)
    return [
        wording.totals_sheet(scope.about, lines),
        wording.groups_sheet(scope.about, groups, with_small=scope.is_own_cell),
    ]


def named_sheets(tx: Tx, scope: Scope) -> list[Sheet]:
    """Everybody who reached a step in the period, by unit and name in Vietnamese order."""
    return [_named_sheet(tx, scope, _entries_of(tx, scope))]


def _entries_of(tx: Tx, scope: Scope) -> list[_Listed]:
    return [
        _Listed(person_id=entry.person_id, unit_id=entry.unit_id, stage=entry.stage, on=entry.on)
        for stage in _STAGES
        for entry in listings.reached(
            tx, stage, _interval(scope.unit), scope.period, scope.as_of, start=0, most=_MOST_NAMED
        )
    ][:_MOST_NAMED]


def _standing(tx: Tx, scope: Scope, stage: Stage | None) -> list[_Listed]:
    """Who stands at the step today."""
    found = listings.standing(
        tx, asked_stages(stage), _interval(scope.unit), scope.today, start=0, most=_MOST_NAMED
    )
    return [
        _Listed(person_id=one.person_id, unit_id=one.unit_id, stage=one.stage, on=one.on) for one in found
    ]


def _recipe(scope: Scope, entries: Sequence[_Listed]) -> dict[str, Any]:
    return {
        **Query(topic=Topic.TOTALS, unit_id=scope.unit.id, period=scope.period).arguments(),
        "unit": scope.unit.id,
        "as_of": scope.as_of.isoformat(),
        "today": scope.today.isoformat(),
        "own": scope.is_own_cell,
        "people": [[e.person_id, e.unit_id, e.stage.value, e.on.isoformat()] for e in entries],
    }


def _named_sheet(tx: Tx, scope: Scope, entries: Sequence[_Listed]) -> Sheet:
    known = people.load(tx, dict.fromkeys(entry.person_id for entry in entries))
    homes = units.by_ids(tx, {entry.unit_id for entry in entries})
    lines = [(homes[entry.unit_id], known[entry.person_id], entry) for entry in entries]
    lines.sort(key=lambda line: (text_key(line[0].name), name_key(line[1].name), line[2].on))
    rows = [
        _named_line(place, unit, person, entry, scope)
        for place, (unit, person, entry) in enumerate(lines, start=1)
    ]
    return wording.named_sheet(scope.about, rows, with_ethnicity=scope.is_own_cell)


def _totals(tx: Tx, turn: Turn, unit: Unit, period: Period | None) -> Reply:
    require(turn.user, Permission.ASK, unit)
    scope = scope_of(turn.user, unit, period, turn.today)
    about = replace(_OF_ALL, unit_id=unit.id, period=scope.period)
    named = Choice(label=wording.with_names_label(), action=Action.EXPORT_REASON, arguments=about.arguments())
    given = figure(tx, about, unit, turn.today, is_own_cell=scope.is_own_cell)
    return Reply(
        text=wording.totals_ready(worded(given).text),
        choices=(named,) if turn.user.may(Permission.READ_PEOPLE, unit) else (),
        attachment=_attachment(scope, totals_sheets(tx, scope)),
    )


def _attachment(scope: Scope, sheets: Sequence[Sheet]) -> Attachment:
    return Attachment(
        kind=AttachmentKind.WORKBOOK,
        name=wording.file_name(scope.unit, scope.as_of),
        figures={"sheets": [sheet.as_plain() for sheet in sheets]},
    )


def _progress(tx: Tx, scope: Scope, shown: Sequence[Unit]) -> dict[int, Progress]:
    """By unit, how far it has come with the quota that begins with the period of the workbook."""
    rows = unit_rows(tx, Stage.ADMISSION, shown, scope.period, scope.as_of)
    return {
        row.unit.id: row.progress
        for row in rows
        if row.unit and row.progress and row.progress.quota.period.start == scope.period.start
    }


def _line(
    unit: Unit, by_stage: Mapping[Stage, Mapping[int, statistics.Total]], measured: Progress | None
) -> tuple[Value, ...]:
    counted = (by_stage[stage][unit.id].value for stage in _STAGES)
    if measured is None:
        return (unit_title(unit), *counted, None, None, None)
    quota = quota_range(measured.quota.low, measured.quota.high)
    share = None if measured.percent is None else float(measured.percent)
    low = measured.quota.low if measured.quota.high is None else quota
    return (unit_title(unit), *counted, low, share, measured.gap)


def _groups(
    tx: Tx,
    scope: Scope,
    shown: Sequence[Unit],
    by_stage: Mapping[Stage, Mapping[int, statistics.Total]],
) -> list[tuple[Value, ...]]:
    """Each unit, step and group. No line tells of a small minority, nor of one from which it follows."""
    counted: dict[tuple[int, Stage], Mapping[str, int]] = {}
    for stage in _STAGES:
        reached = [unit for unit in shown if by_stage[stage][unit.id].value]
        tagged = statistics.by_unit_and_tag(tx, stage, reached, scope.period, scope.as_of, _TAGS)
        counted |= {(unit_id, stage): tags for unit_id, tags in tagged.items()}
    hidden: set[tuple[int, Stage]] = set()
    for stage in _STAGES if not scope.is_own_cell else ():
        of_units = {unit: counted[unit.id, stage][MINORITY] for unit in shown if (unit.id, stage) in counted}
        small = hidden_groups(of_units)
        small |= {unit for unit, n in of_units.items() if _is_given_back(tx, scope, unit, stage, n)}
        hidden |= {(unit.id, stage) for unit in small}
    rows: list[tuple[Value, ...]] = []
    for unit, stage in product(shown, _STAGES):
        for tag, count in counted.get((unit.id, stage), {}).items():
            if count and not (tag == MINORITY and (unit.id, stage) in hidden):
                rows.append((unit_title(unit), *wording.group_labels(stage, tag), count))
    return rows


def _is_given_back(tx: Tx, scope: Scope, unit: Unit, stage: Stage, minorities: int) -> bool:
    """Whether beside other numbers that are told this one would give a small minority away."""
    asked = Asked(
        stage=stage,
        unit=unit,
        period=scope.period,
        as_of=scope.as_of,
        today=scope.today,
        is_own_cell=scope.is_own_cell,
    )
    return bool(given_back(tx, asked, {MINORITY: minorities}))


def _named_line(place: int, unit: Unit, person: Person, entry: _Listed, scope: Scope) -> tuple[Value, ...]:
    facts = person.facts
    born = facts.birth_date
    exact = born.earliest() if born and born.day else None
    return (
        place,
        person.name,
        exact or (birth_date(born) if born else None),
        *wording.fact_cells(facts, with_ethnicity=scope.is_own_cell),
        unit_title(unit),
        wording.stage_label(entry.stage),
        entry.on,
    )


def _people_in(tx: Tx, scope: Scope) -> int:
    return sum(_total(tx, scope, scope.unit, stage).named for stage in _STAGES)


def _total(tx: Tx, scope: Scope, unit: Unit, stage: Stage) -> statistics.Total:
    return statistics.total(tx, stage, _interval(unit), scope.period, scope.as_of)


def _interval(unit: Unit) -> tuple[int, int]:
    return unit.left, unit.right
