"""What is said of quotas beyond a number for each unit: for every school, as a share of the members, with
parts, with the document that decided it; the history of quotas; and "vượt 142%", which says no quota.

Read before the whole message is. What is found is blanked out, so that all else keeps its place in the text
and the reader of messages finds units, numbers and the period in it as ever.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from domain.questions import Dimension
from domain.tags import MINORITY
from language.message import Seen, see
from language.reading import Found, Intent, Part, QuotaReading, Reading
from language.slots.question import parts_of
from language.slots.target_spans import runs_of_spans
from language.understanding import understand
from language.words.normalise import LONGEST, normalise
from language.words.phrases import BLANK, Told, phrase, sentence, without
from language.words.spelling import spell


@dataclass(frozen=True, slots=True, kw_only=True)
class EachTarget:
    """Mỗi trường 1: so many for each cell of a kind; `kind` as it was written, "" for every cell."""

    kind: str
    low: int
    high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareTarget:
    """3% số đảng viên, in tenths of a percent; `members` only where the sentence says of how many."""

    low: int
    high: int | None = None
    members: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTarget:
    """Trong đó nữ 10: a part of the target told before it, which begins at `after` in the text.

    `is_percent`: the number is a share of that target.
    """

    tag: str
    count: int
    after: int
    is_percent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaOrder:
    """Giao chỉ tiêu. `reading` has the units with their numbers and the period.

    `further`: the same for each other span that the message tells ("2026 là 4, 2027 là 5").
    """

    reading: Reading
    each: tuple[EachTarget, ...] = ()
    share: ShareTarget | None = None
    parts: tuple[PartTarget, ...] = ()
    document: str = ""
    further: tuple["QuotaOrder", ...] = ()


def order_of(reading: Reading) -> QuotaOrder:
    """The targets of a message that says nothing of quotas beyond a number for each unit."""
    further = (order_of(each) for each in reading.others if each.intent is Intent.SET_QUOTA)
    return QuotaOrder(reading=reading, further=tuple(further))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaHistoryRequest:
    """Lịch sử chỉ tiêu. `reading` names the unit and perhaps the period."""

    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareTold:
    """Vượt 142%: 142 in a hundred of the quota, or as much above it? `told` as it was written.

    `reading` has the unit and period; `report` is what the same message reports, if anything.
    """

    told: str
    reading: Reading
    report: Reading | None = None


QuotaRequest = QuotaOrder | QuotaHistoryRequest | ShareTold


def read_quota_request(text: str, sent_on: date) -> QuotaRequest | None:
    """The order or question about quotas that a message is, or None where it is none of these."""
    if len(text) > LONGEST:
        return None
    raw = normalise(text).text
    if told := phrase("exceeded").anywhere(raw):
        rest = f"{told.before} {told.rest}"
        return ShareTold(
            told=raw[slice(*told.span())],
            reading=understand(f"{rest} {sentence('outright')}", sent_on),
            report=report if (report := understand(rest, sent_on)).intent.is_report else None,
        )
    if phrase("quota_history").anywhere(raw):
        return QuotaHistoryRequest(reading=understand(f"{text} {sentence('outright')}", sent_on))
    if not _is_of_targets(raw, sent_on) or phrase("asks_quota").anywhere(raw.strip(" .!")):
        return None
    return _of_each_span(raw, sent_on) or _order(raw, sent_on)


def read_target_list(text: str, sent_on: date) -> QuotaOrder | None:
    """Units each with a number and parts among them, said behind targets: "bản Nà La 4, trong đó nữ 2, bản
    Huổi Men 3"; None where anything else is said.
    """
    if len(text) > LONGEST or not phrase("quota_parts").anywhere(raw := normalise(text).text):
        return None
    if any(not phrase("list_item").whole(item) for item in phrase("list_break").split(raw) if item.strip()):
        return None
    order = read_quota_request(f"{sentence('orders_list')} {text}", sent_on)
    if not isinstance(order, QuotaOrder) or not order.parts or order.further or order.each or order.share:
        return None
    told = order.reading.quotas
    return order if told and all(target.unit for target in told) else None


def _of_each_span(raw: str, sent_on: date) -> QuotaOrder | None:
    """Giao chỉ tiêu 2027: nà la 3, 2028: nà la 4: an order for each span, read as if it stood alone."""
    seen = see(normalise(raw), sent_on)
    runs = runs_of_spans(seen) if seen else []
    if seen is None or not runs:
        return None
    texts = [_only(seen, each) for each in runs]
    orders = [_order(text, sent_on) or order_of(understand(text, sent_on)) for text in texts]
    if any(order.reading.intent is not Intent.SET_QUOTA for order in orders):
        return None
    periods = [whole := understand(raw, sent_on), *whole.others]
    if len(periods) == len(orders):  # a later one may lean on the year of the first
        orders = [_for(order, of) for order, of in zip(orders, periods, strict=True)]
    return replace(orders[0], further=tuple(orders[1:]))


def _for(order: QuotaOrder, of: Reading) -> QuotaOrder:
    return replace(order, reading=replace(order.reading, period=of.period, next_period=of.next_period))


def _only(seen: Seen, runs: list[tuple[int, int]]) -> str:
    """The pieces of the runs, each at its place in the text."""
    text = seen.scan.clean.text
    kept = " " * len(text)
    for start, end in runs:
        first, last = seen.scan.starts[start], seen.scan.ends[end - 1]
        kept = kept[:first] + text[first:last] + kept[last:]
    return kept


def _is_of_targets(raw: str, sent_on: date) -> bool:
    """Whether it speaks of targets, or lists units with numbers for a year to come."""
    if phrase("quota_word").anywhere(raw) or phrase("changes_target").whole(raw):
        return True
    told = phrase("year_of_list").anywhere(raw)
    return told is not None and (told.number("year") or 0) > sent_on.year


def _order(raw: str, sent_on: date) -> QuotaOrder | None:
    if phrase("group_target").anywhere(raw) and not phrase("quota_parts").anywhere(raw):
        return None
    document, rest = _cut("document", raw)
    parts, rest = _cut("quota_parts", rest)
    each, rest = _cut("each_target", rest)
    share, rest = _cut("share_target", rest)
    listed = _listed(rest)
    if not (document or parts or each or share or listed):
        return None
    is_list = bool(listed) and phrase("sets_quota").anywhere(rest) is not None
    rest = rest.replace(BLANK, " ")
    reading = understand(rest, sent_on)
    if reading.intent is not Intent.SET_QUOTA:
        if _names_somebody(reading, listed) or reading.intent.is_report or not (each or share or is_list):
            return None
        # Without its numbers the order reads as a question, which has its unit and period.
        reading = replace(understand(f"{rest} {sentence('outright')}", sent_on), quotas=())
    if len(listed) > len(reading.quotas) or any(map(_may_end_in_la, listed)):
        # Without diacritics "ban hom 2" may be a day and "na la" may be cut: not in a list of units.
        reading = replace(reading, unit=None, quotas=tuple(map(_target, listed)))
    elif not (document or parts or each or share):
        return None
    return QuotaOrder(
        reading=reading,
        each=tuple(map(_each, each)),
        share=_share(share[0]) if share else None,
        parts=tuple(part for told in _outermost(parts) for part in _parts(told, sent_on)),
        document=" ".join(document[0]["name"].split()) if document else "",
    )


def _outermost(parts: list[Told]) -> list[Told]:
    """Without those that lie within another one: "trong đó nữ 2, dtts 3" holds ", dtts 3"."""
    spans = [told.span() for told in parts]
    return [t for t in parts if not any(start < t.span()[0] < end for start, end in spans)]


def _listed(text: str) -> list[Told]:
    """Units each with a number: by kind and name; or by their names alone, where there are several, or
    one and nothing else is said."""
    listed = [*phrase("listed_target").each(text)]
    # Two entries may find the same one.
    named = [*{told.span("low"): told for told in phrase("named_target").each(text)}.values()]
    named.sort(key=lambda told: told.span("low"))
    is_alone = not listed and any(told.value == "alone" for told in named)
    return named if is_alone or len(named) > max(1, len(listed)) else listed


def _names_somebody(reading: Reading, listed: list[Told]) -> bool:
    """Whether people are named beside the units of the list: Nà La and Co Ngần may look like people too."""
    spans = [told.span() for told in listed]
    names = [person.full_name for person in reading.people if person.full_name]
    return any(not any(start <= name.start < end for start, end in spans) for name in names)


def _cut(name: str, text: str) -> tuple[list[Told], str]:
    """What a phrase finds, and the text with that blanked out: all else keeps its place."""
    told = [*phrase(name).each(text)]
    return told, without(text, told, BLANK)


def items_left_out(text: str, order: QuotaOrder) -> tuple[str, ...]:
    """Whom the message lists with a number that no target of the order has: they must not be lost unsaid."""
    if order.further or not order.reading.quotas:
        return ()
    bounds = [bound.value for target in order.reading.quotas for bound in (target.low, target.high) if bound]
    rates = [bound for target in order.each for bound in (target.low, target.high) if bound is not None]
    told = Counter([*bounds, *rates, *(part.count for part in order.parts)])
    left: list[str] = []
    for item in phrase("counted_item").each(normalise(text).text):
        number = int(item["low"])
        if told[number]:
            told[number] -= 1
        else:
            left.append(item["unit"])
    return tuple(left)


def unit_spellings(written: str) -> tuple[str, ...]:
    """A unit's name as written; then without a bare "la" at its end, which is Nà La's or stands for "là"."""
    name, _, last = written.rpartition(" ")
    ends_in_la = name and spell(last).is_bare and phrase("linked").whole(last)
    return (written, name) if ends_in_la else (written,)


def _may_end_in_la(told: Told) -> bool:
    return "link" in told and spell(told["link"]).is_bare


def _target(told: Told) -> QuotaReading:
    start, end = told.span("unit")
    if _may_end_in_la(told):
        end = told.span("link")[1]
    name = told.line.text[start:end]
    return QuotaReading(
        low=_number(told, "low"),
        high=_number(told, "high") if "high" in told else None,
        unit=None if phrase("own_target").whole(name) else Found(value=name, start=start, end=end),
    )


def _number(told: Told, slot: str) -> Found[int]:
    start, end = told.span(slot)
    return Found(value=int(told[slot]), start=start, end=end)


def _each(told: Told) -> EachTarget:
    return EachTarget(kind=told["kind"], low=int(told["low"]), high=told.number("high"))


def _share(told: Told) -> ShareTarget:
    return ShareTarget(
        low=_tenths(told["low"]),
        high=_tenths(told["high"]) if "high" in told else None,
        members=told.number("members"),
    )


def _tenths(percent: str) -> int:
    # "xã 15, 3 %": what stands before a comma and a space is another number.
    return int(Decimal(percent.split()[-1].replace(",", ".")) * 10)


def _parts(told: Told, sent_on: date) -> list[PartTarget]:
    parts: dict[str, PartTarget] = {}
    for item in phrase("part_items").split(told["list"]):
        number = phrase("part_number").anywhere(item)
        if number is None:
            continue
        group = f"{sentence('part_told')} {number['count']} {number.before} {number.rest}"
        seen = see(normalise(f"{group}, {sentence('other_part')}"), sent_on)
        for part in [p for p in parts_of(seen) if p.start < len(group)][:1] if seen else ():
            parts.setdefault(
                _tag(part),
                PartTarget(
                    tag=_tag(part),
                    count=int(number["count"]),
                    after=told.span()[0],
                    is_percent="percent" in number,
                ),
            )
    return list(parts.values())


def _tag(part: Part) -> str:
    if part.value is None:
        return MINORITY if part.by is Dimension.ETHNICITY else part.by.value
    return f"{part.by}:{part.value}"
