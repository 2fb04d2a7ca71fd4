"""The people and reports behind a figure, a page at a time. Every page with names leaves an audit row."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from domain.answers import ListAnswer, ListedNumber, ListedPerson, WhichUnit
from domain.disclosure import is_sensitive
from domain.localtime import local_date
from domain.messages import Choice, Reply
from domain.periods import all_time, range_period, year_period, year_to_date
from domain.pipeline import OPEN_DOSSIER, SOURCE, Stage
from domain.questions import Among, Dimension, Order, Query, Topic
from domain.steps import probation_on
from domain.units import Unit
from domain.users import Permission, User
from handlers.access import require, require_somewhere
from handlers.asking import questions
from handlers.asking.figures import asked_stages
from handlers.asking.last_question import first_ranked, last_query, which_of_them
from handlers.asking.last_time import last_time
from handlers.asking.queries import leaning, narrowed, query_of
from handlers.asking.scoping import (
    is_own_cell,
    named_units,
    only,
    only_unit,
    outermost,
    scopes,
    text_beside,
    with_mentioned,
)
from handlers.asking.several_asked import several_asked
from handlers.context import Turn
from handlers.reporting import returning
from language.reading import Form, Reading
from language.requests.lacking import LackingRequest
from language.words.phrases import phrase
from rendering.wording import listing as wording
from rendering.wording.answers import answer as worded
from storage import audit, gazetteer, listings, people, statistics, stock, units, users
from storage.database import Tx

_FEW = 12  # words of a message that asks for the list of one unit
_LATEST = 3  # of whom "ai được kết nạp gần đây nhất" is told
_LACKING_AT = {
    Among.UNTRAINED: (*SOURCE, *OPEN_DOSSIER),
    Among.TRAINED: (*SOURCE, *OPEN_DOSSIER),
    Among.NO_DOSSIER: SOURCE,
    Among.NO_MENTOR: (Stage.ADMISSION,),
    Among.NO_COURSE: (Stage.ADMISSION,),
    Among.UNRECOGNISED: (Stage.ADMISSION,),
}
_OF_A_SPAN = (Among.TRAINED, Among.NO_DOSSIER, Among.UNRECOGNISED)
_COUNTED = (Topic.TOTALS, Topic.QUOTA_GAP, Topic.PIPELINE)


def ask(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """A list asked for in words: "danh sách kết nạp năm nay"; behind what falls due it is of that."""
    if which := which_of_them(tx, turn, reading):
        return which
    last = last_query(tx, turn) if reading.leans_on_last else None
    is_due = last is not None and last.topic is Topic.DEADLINES
    if several_asked(turn, reading):  # "năm nay kết nạp mấy, còn ai dự bị": each in figures
        return questions.ask(tx, turn, reading)
    if is_due or (reading.breakdown and phrase("youngest").anywhere(turn.message.text)):
        return questions.ask(tx, turn, replace(reading, form=None))
    reading = with_mentioned(tx, turn.user, reading, turn.message.text)
    query = narrowed(query_of(reading, turn.today), turn.message.text)
    if last is not None and last.topic in _COUNTED:
        query = leaning(query, reading, last)
    if query.topic is not Topic.PIPELINE and query.period is None:
        query = replace(query, period=year_to_date(turn.today))
    latest = _latest_wanted(turn.message.text)
    if reading.form and reading.form.value is Form.LONGEST:
        query = replace(query, order=Order.LONGEST, period=None)
    asked = phrase("whether_recognised").anywhere(turn.message.text) is not None
    if asked and last is not None and last.topic is Topic.TOTALS and last.stage in (None, Stage.ADMISSION):
        query = replace(query, stage=Stage.ADMISSION)  # "đã chuyển chính thức chưa" behind who was admitted
    query = replace(query, recognised=asked and query.stage in (None, Stage.ADMISSION))
    query = replace(query, topic=Topic.PEOPLE, by=tuple(one for one in query.by if one is Dimension.AGE))
    if last is not None and last.unit_id is not None and reading.unit is None:
        return _listed(tx, turn, query, units.get(tx, last.unit_id), latest=latest)
    unit = only_unit(tx, turn.user, reading, query)
    if isinstance(unit, WhichUnit):
        return worded(unit)
    return _listed(tx, turn, query, unit, latest=latest)


def _latest_wanted(text: str) -> int:
    """Of how many the last ones are asked for; 0 where all of them are."""
    if phrase("latest").anywhere(text) is None:
        return 0
    told = phrase("so_many_people").anywhere(text)
    return min((told.number("count") if told else None) or _LATEST, wording.PEOPLE_SHOWN)


def of_last(tx: Tx, turn: Turn) -> Choice | None:
    """The list behind the last figure, or a page of it by its number: "danh sách", "trang 2"."""
    text = turn.message.text
    if phrase("of_first_ranked").whole(text) and (first := first_ranked(tx, turn)):
        return wording.list_choice(replace(first, topic=Topic.PEOPLE))
    page, said = phrase("page").whole(text), phrase("button").whole(text)
    taught = phrase("taught_of_them").whole(text) is not None
    is_wanted = taught or page is not None or (said is not None and _asks_for_list(said.value))
    may_name_unit = not (page or said or taught) and len(text.split()) <= _FEW
    may_name_unit = may_name_unit and any(map(_asks_for_list, phrase("button").values_of(text)))
    last = last_query(tx, turn) if is_wanted or may_name_unit else None
    if last is None or last.topic not in _COUNTED or (taught and last.topic is not Topic.PIPELINE):
        return None
    if taught:
        last = replace(last, stage=Stage.CLASS)
    if may_name_unit:
        unit = _unit_listed(tx, turn)
        if unit is None:
            return None
        last = replace(last, unit_id=unit.id, units=())
    number = page.number("page") if page else None
    query = replace(last, topic=Topic.PEOPLE, by=(), start=((number or 1) - 1) * wording.PEOPLE_SHOWN)
    return wording.list_choice(query)


def _unit_listed(tx: Tx, turn: Turn) -> Unit | None:
    """ "Pá Công là những ai": the one unit of which the words beside its name ask for the list."""
    text = turn.message.text
    found = gazetteer.mentioned(tx, text, scopes(turn.user.units_for(Permission.READ_PEOPLE)))
    if len(found) != 1:
        return None
    beside = phrase("leans_beside").start(rest := text_beside(text, found))
    said = phrase("button").whole(beside.rest if beside else rest)
    return found[0] if said and _asks_for_list(said.value) else None


def _asks_for_list(labels: str) -> bool:
    """Whether a button of that label, or one of several, is the list."""
    return wording.LISTED in labels.split(" | ")


def open_list(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Danh sách], [Trang sau]: what the button says is the whole question, so any restart is survived."""
    query = Query.from_arguments(arguments)
    return _listed(tx, turn, query, units.get(tx, query.unit_id or 0))


def ask_lacking(tx: Tx, turn: Turn, request: LackingRequest) -> Reply:
    """Those whom a step lacks: "ai chưa học lớp", "ai học lớp mà chưa kết nạp"."""
    own = require_somewhere(turn.user, Permission.READ_PEOPLE)
    query = Query(topic=Topic.PEOPLE, among=request.among)
    period = request.reading.period
    if request.until is not None:
        query = replace(query, period=all_time(request.until))
    elif request.among in _OF_A_SPAN and period is not None:
        query = replace(query, period=period.value)
    named = tuple(gazetteer.mentioned(tx, turn.message.text, scopes(own)))
    named = named or named_units(tx, own, request.reading)
    unit = only(tx, query, named or outermost(own))
    return worded(unit) if isinstance(unit, WhichUnit) else _listed(tx, turn, query, unit)


def _listed(tx: Tx, turn: Turn, query: Query, unit: Unit, *, latest: int = 0) -> Reply:
    require(turn.user, Permission.READ_PEOPLE, unit)
    if latest and query.period is not None:
        named = _reached(tx, turn, query, unit).named
        if not named and query.period == year_to_date(turn.today):
            on = last_time(tx, replace(query, period=None, by=()), unit, turn.today).whole.on
            # Nobody this year: whoever was the last is of an earlier one.
            query = replace(query, period=year_period(on.year) if on else query.period)
            named = _reached(tx, turn, query, unit).named
        if latest > max(named, _LATEST) and query.period == year_to_date(turn.today):
            query = replace(query, period=all_time(turn.today))
            named = _reached(tx, turn, query, unit).named
        query = replace(query, start=max(0, named - latest))  # the last ones of a list by day
    if query.among is not None:
        given = _lacking(tx, turn, query, query.among, unit)
    elif query.period is None:
        given = _standing(tx, turn, query, unit)
    else:
        given = _reached(tx, turn, query, unit)
    seen = [entry.person.id for entry in given.people]
    audit.add(
        tx,
        "list_people",
        turn.now,
        user_id=turn.user.id,
        unit_id=unit.id,
        data={**query.arguments(), "people": seen},
    )
    return wording.listed(given)


def _reached(tx: Tx, turn: Turn, query: Query, unit: Unit) -> ListAnswer:
    stage, period = query.stage or Stage.ADMISSION, query.period or year_to_date(turn.today)
    interval, as_of = (unit.left, unit.right), min(turn.today, period.last_day)
    tags = _tags_listed(turn.user, query, unit)
    ages = query.ages.bounds if query.ages else None
    entries = listings.reached(
        tx, stage, interval, period, as_of, tags=tags, ages=ages, start=query.start, most=wording.PEOPLE_SHOWN
    )
    counted = statistics.total(tx, stage, interval, period, as_of)
    if ages:
        least, most = ages
        aged = statistics.aged(tx, stage, interval, period, as_of, least=least, most=most, tags=tags)
        counted = replace(counted, named=aged, unnamed=0)
    elif tags:
        carrying = statistics.with_all_tags(tx, stage, interval, period, as_of, tags)
        counted = replace(counted, named=carrying, unnamed=0)
    is_whole = not (query.start or tags or ages)
    told = listings.numbers(tx, stage, interval, period, as_of) if is_whole else []
    homes = units.by_ids(tx, {number.unit_id for number in told})
    names = _reporters(tx, turn, [number.reported_by for number in told])
    return ListAnswer(
        query=replace(query, unit_id=unit.id, stage=stage, by=() if ages else query.by),
        unit=unit,
        as_of=as_of,
        value=counted.value,
        named=counted.named,
        tags=tags,
        unsorted=() if tags else query.parts,
        people=_people(tx, turn, entries),
        numbers=tuple(
            ListedNumber(
                unit=homes[number.unit_id],
                span=range_period(number.start, number.end - wording.DAY),
                count=number.count,
                recorded_on=local_date(number.recorded_at),
                reported_by=names.get(number.reported_by or 0),
            )
            for number in told
        ),
    )


def _standing(tx: Tx, turn: Turn, query: Query, unit: Unit) -> ListAnswer:
    stages, interval = asked_stages(query.stage), (unit.left, unit.right)
    tags = _tags_listed(turn.user, query, unit)
    ages = query.ages.bounds if query.ages else None
    entries = listings.standing(
        tx, stages, interval, turn.today, tags=tags, ages=ages, start=query.start, most=wording.PEOPLE_SHOWN
    )
    if query.ages:
        born = stock.birth_years(tx, interval, turn.today, stages, tags)
        value = sum(n for year, n in born.items() if turn.today.year - year in query.ages)
    elif tags:
        value = stock.with_all_tags(tx, interval, turn.today, stages, tags)
    else:
        value = sum(stock.standing(tx, interval, turn.today, stages).values())
    return ListAnswer(
        query=replace(query, unit_id=unit.id, by=() if ages else query.by),
        unit=unit,
        as_of=turn.today,
        value=value,
        named=value,
        tags=tags,
        unsorted=() if tags else query.parts,
        people=_people(tx, turn, entries),
    )


def _lacking(tx: Tx, turn: Turn, query: Query, among: Among, unit: Unit) -> ListAnswer:
    value, entries = listings.lacking(
        tx,
        among,
        _LACKING_AT[among],
        (unit.left, unit.right),
        turn.today,
        query.period,
        start=query.start,
        most=wording.PEOPLE_SHOWN,
    )
    return ListAnswer(
        query=replace(query, unit_id=unit.id),
        unit=unit,
        as_of=turn.today,
        value=value,
        named=value,
        people=_people(tx, turn, entries),
    )


def _tags_listed(user: User, query: Query, unit: Unit) -> tuple[str, ...]:
    """What those carry who are listed: only the women, or who is both behind "nữ giáo viên".

    Of whom it would tell their ethnicity or religion, nobody is picked out but in the own cell.
    """
    tags = query.parts if len(query.parts) == 1 else query.together
    return () if any(map(is_sensitive, tags)) and not is_own_cell(user, unit) else tags


def _people(tx: Tx, turn: Turn, entries: Iterable[listings.Entry]) -> tuple[ListedPerson, ...]:
    page = list(entries)
    known = people.load(tx, dict.fromkeys(entry.person_id for entry in page))
    homes = units.by_ids(tx, {entry.unit_id for entry in page})
    names = _reporters(tx, turn, [entry.reported_by for entry in page])
    returned = returning.waiting(tx, turn.context.book, list(known))
    return tuple(
        ListedPerson(
            person=known[entry.person_id],
            unit=homes[entry.unit_id],
            stage=entry.stage,
            on=entry.on,
            recorded_on=local_date(entry.recorded_at),
            reported_by=names.get(entry.reported_by or 0),
            probation=probation_on(known[entry.person_id].path, turn.today),
            returned_on=returned[entry.person_id].trigger_on if entry.person_id in returned else None,
        )
        for entry in page
    )


def _reporters(tx: Tx, turn: Turn, ids: Iterable[int | None]) -> dict[int, str]:
    found = {user_id: users.by_id(tx, user_id, turn.now) for user_id in dict.fromkeys(ids) if user_id}
    return {user_id: user.display_name for user_id, user in found.items() if user}
