"""What a question asks: its reading as a query, whose open ends the words beside it or the last one fill."""

from dataclasses import replace
from datetime import date, timedelta

from domain.calendar import add_months
from domain.errors import NoSuchPeriod
from domain.periods import (
    Period,
    PeriodKind,
    is_of_one_year,
    party_term,
    range_period,
    within_year_of,
    year_period,
)
from domain.pipeline import Stage
from domain.questions import TEMPORAL, Dimension, DueKind, Order, Query, Topic
from domain.tags import MINORITY, at_least
from language.reading import Form, Intent, Metric, Part, Problem, Reading
from language.requests.narrowing import narrowing_of
from language.words.phrases import phrase

_TOPICS = {
    Intent.QUERY_TOTALS: Topic.TOTALS,
    Intent.QUERY_QUOTA_GAP: Topic.QUOTA_GAP,
    Intent.QUERY_DEADLINES: Topic.DEADLINES,
    Intent.QUERY_PERSON: Topic.PERSON,
    Intent.QUERY_PIPELINE: Topic.PIPELINE,
}
_NAMING_UNITS = (Topic.UNREPORTED, Topic.QUOTA_GAP)
_ORDERS = {
    Form.MOST: Order.MOST,
    Form.LEAST: Order.LEAST,
    Form.SLOWEST: Order.SLOWEST,
    Form.NOBODY_YET: Order.NOBODY,
}
# "Xã nào tỷ lệ nữ cao nhất" is asked of the share, "nhiều nữ nhất" of the number.
_BY_SHARE = {Order.MOST: Order.HIGHEST, Order.LEAST: Order.LOWEST}


def query_of(reading: Reading, today: date) -> Query:
    """What a reading asks, without its unit. Raises NoSuchPeriod: "tháng 13"."""
    if Problem.DATE_IMPOSSIBLE in reading.problems:
        raise NoSuchPeriod
    topic = _topic(reading)
    stage: Stage | None = None
    if reading.stage:
        stage = reading.stage.value
    elif reading.metric and not (topic is Topic.PIPELINE and reading.metric.value is Metric.ADMISSION):
        stage = Stage(reading.metric.value.value)
    period = reading.period.value if reading.period else None
    if period is None and reading.term_without_years:
        period = party_term(today)
    by = [found.value for found in reading.breakdown]
    form = reading.form.value if reading.form else None
    order = _ORDERS.get(form) if form else None
    if reading.most and order is None:
        order = Order.MOST  # top 3
    if order and not set(by).intersection(TEMPORAL):  # "tháng nào nhiều nhất" is not asked of units
        by.append(Dimension.UNIT)
    asked = Query(
        topic=topic,
        stage=stage,
        period=period,
        by=tuple(dict.fromkeys(by)),
        compared=form is Form.COMPARISON or reading.compares,
        compared_with=reading.compared_with.value if reading.compared_with else None,
        parts=tuple(dict.fromkeys(tag for part in _told_parts(reading) for tag in _tags(part))),
        together=_together(reading),
        order=order,
        as_it_was=reading.as_it_was,
        most=reading.most,
    )
    return _whole_years(_both_divided(asked), today) if Dimension.YEAR in by else asked


def _whole_years(query: Query, today: date) -> Query:
    """ "3 năm gần đây năm nào thấp nhất": of years that are whole but for the one under way, not of so many
    days back from today."""
    period, begins = query.period, today + timedelta(days=1)
    if period is None or period.last_day != today or (begins.month, begins.day) == (1, 1):
        return query
    if (period.start.month, period.start.day) != (begins.month, begins.day):
        return query
    first = date(period.start.year + 1, 1, 1)
    return replace(query, period=range_period(first, today))


def _both_divided(query: Query) -> Query:
    """ "Năm 2018 với năm 2019 năm nào nhiều hơn": both years are divided, where they follow one another."""
    period, held = query.period, query.compared_with
    if period is None or held is None:
        return query
    whole = range_period(min(held.start, period.start), max(held.last_day, period.last_day))
    if whole.days != held.days + period.days:
        return query
    return replace(query, period=whole, compared=False, compared_with=None)


def narrowed(query: Query, text: str) -> Query:
    """The query about just the people or deadlines that the words of its text single out."""
    found = narrowing_of(text)
    # beside "so với" the last term is the one that this one is held against
    is_last = found.last_term and not query.compared
    if is_last and query.period and query.period.kind is PeriodKind.TERM:
        query = replace(query, period=party_term(query.period.start))
    if found.ages and Dimension.AGE in query.by:
        query = replace(query, ages=found.ages)
    if query.order in _BY_SHARE and query.parts and phrase("ranks_share").anywhere(text) is not None:
        query = replace(query, order=_BY_SHARE[query.order])
    has_nobody = query.topic is Topic.TOTALS and query.order is Order.NOBODY
    if found.kind and (has_nobody or query.topic in _NAMING_UNITS):
        query = replace(query, kind=found.kind)
    match query.topic:
        case Topic.QUOTA_GAP if found.shares and (Dimension.UNIT in query.by or found.shares_alone):
            return replace(query, shares=found.shares, by=(Dimension.UNIT,))
        case Topic.TOTALS if found.shares and query.parts and Dimension.UNIT in query.by:
            return replace(query, shares=found.shares)
        case Topic.DEADLINES:
            return replace(query, due=found.due)
        case Topic.PIPELINE if DueKind.RETURNED in found.due:
            return replace(query, topic=Topic.DEADLINES, stage=None, due=(DueKind.RETURNED,))
        case Topic.PIPELINE if query.stage is None and found.standing_at:
            return replace(query, stage=found.standing_at)
        case Topic.TOTALS if found.standing_at is Stage.ADMISSION and _is_of_now(query):
            return replace(query, topic=Topic.PIPELINE, stage=Stage.ADMISSION)
        case Topic.TOTALS if found.standing_at is Stage.OFFICIAL and _is_of_now(query):
            return replace(query, topic=Topic.PIPELINE if query.parts or query.by else Topic.MEMBERS)
    return query


def _is_of_now(query: Query) -> bool:
    """Whether it names no span, and divides those it counts at most by groups asked for by name."""
    by = set(query.by) - {Dimension.AGE}
    return query.period is None and (not by or bool(query.parts))


def _told_parts(reading: Reading) -> list[Part]:
    """The groups asked for by name; "dân tộc Thái" is that one group, not minorities too."""
    named = {part.by for part in reading.parts if part.value is not None}
    minorities = Dimension.ETHNICITY not in named
    return [p for p in reading.parts if p.value is not None or (p.by is Dimension.ETHNICITY and minorities)]


def _together(reading: Reading) -> tuple[str, ...]:
    """The tags of the first people who are named by several at once: "nữ dân tộc thiểu số".

    Nobody is both of two sexes or peoples: "nam nữ" are two groups.
    """
    told = _told_parts(reading)
    groups: list[list[Part]] = []
    for part in reading.parts:
        if not (part.of_same and groups):
            groups.append([])
        if part in told:
            groups[-1].append(part)
    for group in groups:
        tags = tuple(dict.fromkeys(map(_tag, group)))
        single = [part.by for part in group if part.by is not Dimension.CATEGORY]
        if len(tags) > 1 and len(single) == len(set(single)):
            return tags
    return ()


def _tags(part: Part) -> tuple[str, ...]:
    """The tag of a group, and of "đại học trở lên" those of the levels above as well."""
    return at_least(part.value) if part.or_above and part.value else (_tag(part),)


def _tag(part: Part) -> str:
    return MINORITY if part.value is None else f"{part.by}:{part.value}"


# Spans that are no longer than what they would be divided into.
_UNDIVIDED = {
    Dimension.MONTH: (PeriodKind.MONTH,),
    Dimension.QUARTER: (PeriodKind.MONTH, PeriodKind.QUARTER),
}
# What "còn tháng 9?" stays with; figures are the others' common ground.
_KEPT = (Topic.PIPELINE, Topic.UNREPORTED, Topic.DEADLINES, Topic.LAST_TIME)


def leaning(query: Query, reading: Reading, last: Query) -> Query:
    """What a follow-up does not say, as the last question had it."""
    says_metric = reading.metric_told
    into_groups = query.parts or set(query.by) - {Dimension.UNIT, *TEMPORAL}
    of_stock = last.topic is Topic.PIPELINE and not set(query.by).intersection(TEMPORAL)
    divides = into_groups or set(query.by).intersection(TEMPORAL)
    asks_figure = says_metric or query.compared or query.order or (divides and not of_stock)
    # "còn bản Lầu?" behind a question about dossiers is about dossiers; who is slow is so by the quota.
    is_of_same = last.topic in _KEPT and not asks_figure and query.topic is not Topic.PARAGRAPH
    says_stage = says_metric or reading.stage is not None or query.order is Order.SLOWEST
    # "biểu đồ hồ sơ" behind admissions is of every dossier, not of who has been admitted.
    says_stage = says_stage or (query.topic is Topic.PIPELINE and last.topic is not Topic.PIPELINE)
    period, told_before = query.period, last.period
    if Dimension.YEAR in query.by and told_before and is_of_one_year(told_before):
        told_before = None  # "năm nào nhiều nhất" behind this year's figure is asked of several
    if told_before and any(told_before.kind in _UNDIVIDED.get(one, ()) for one in query.by):
        told_before = year_period(told_before.start.year)  # "tháng nào năm đó nhiều nhất" behind June
    held = query.compared_with
    if period and reading.is_of_any_year and told_before and last.topic is not Topic.DEADLINES:
        # "quý 2 thì sao", "quý 1 so với quý 2" behind the figure of 2019
        asked, period = period, within_year_of(period, told_before)
        held = _held_in_year_of(held, asked, period) if held else None
    if is_of_same and last.topic is Topic.DEADLINES and reading.next_period:
        period = reading.next_period.value  # tháng 12 thì sao: what falls due is still to come
    # "theo chi bộ", "so với cùng kỳ", "bản Hỏm thì mấy" behind the teachers of a year is asked of them
    is_of_group = not (says_metric or into_groups or query.order) and query.topic is Topic.TOTALS
    parts, together = (last.parts, last.together) if is_of_group else (query.parts, query.together)
    return replace(
        query,
        parts=parts,
        together=together,
        topic=last.topic if is_of_same else query.topic,
        period=period or told_before,
        compared_with=held,
        due=query.due or (_due_again(last, query) if is_of_same else ()),
        stage=query.stage if says_stage else last.stage,
        by=query.by or (() if query.period else last.by),
    )


def _held_in_year_of(held: Period, asked: Period, meant: Period) -> Period | None:
    """What the span is held against, when that is meant of another year: None where it was its own of the
    year before, which it is still."""
    if (held.start.month, held.kind) == (asked.start.month, asked.kind):
        return None
    if held.end != asked.start:
        return within_year_of(held, meant)
    months = 12 * (meant.start.year - asked.start.year)
    return replace(held, start=add_months(held.start, months), end=add_months(held.end, months))


def _due_again(last: Query, query: Query) -> tuple[DueKind, ...]:
    """The kinds asked for before; "tháng 12 có ai" behind what is overdue asks what falls due then."""
    return () if query.period and last.due == (DueKind.OVERDUE,) else last.due


def _topic(reading: Reading) -> Topic:
    if reading.asks_unreported:
        return Topic.UNREPORTED
    match reading.form and reading.form.value:
        case Form.PARAGRAPH:
            return Topic.PARAGRAPH
        case Form.LAST_TIME:
            return Topic.LAST_TIME
        case Form.STATUS:
            return Topic.STATUS
        case Form.MEMBERS if reading.period is None:
            return Topic.MEMBERS
        case _:
            return _TOPICS[reading.intent]
