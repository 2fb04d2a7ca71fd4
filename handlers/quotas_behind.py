"""What is said right behind targets that were just set: another number, a further unit, another year."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from domain.cards import QuotaCard, QuotaLine
from domain.events import Event, EventKind
from domain.messages import Reply
from domain.periods import year_period
from domain.users import Permission
from handlers import quotas
from handlers.asking.quota_history import period_of
from handlers.context import Turn
from handlers.reporting import last_report
from language.reading import Intent, Reading
from language.replies.targets import read_target_count, read_target_replies, read_target_year
from language.requests.quota_orders import read_target_list
from rendering.wording import quotas as wording
from storage import units
from storage.database import Tx

_RECENT = timedelta(hours=12)
_LONGEST_REPLY = 80  # characters of a reply to targets that were set


def told(tx: Tx, turn: Turn, reading: Reading) -> Callable[[Tx, Turn], Reply] | None:
    """ "à 205 thôi", "còn bản Lầu 1 nữa", "năm 2027 cơ" behind targets just set: their card with the change.

    None where something else is said, or the user's last report is no such one.
    """
    text = turn.message.text
    is_reply = reading.intent in (Intent.NONE, Intent.CORRECT_LAST) or reading.intent.is_question
    if turn.drafts or not is_reply or reading.people or len(text) > _LONGEST_REPLY:
        return None
    if not turn.user.units_for(Permission.SET_QUOTA):
        return None
    listed = read_target_list(text, turn.sent_on)
    replies = [] if listed else read_target_replies(text)
    if reading.intent.is_question:
        replies = [one for one in replies if one.is_more]
    count, year = read_target_count(text), read_target_year(text, turn.today.year)
    if not (replies or year or listed or count is not None):
        return None
    known = _just_set(tx, turn)
    if known is None:
        return None
    if listed:
        return lambda tx, turn: _of_list(tx, turn, known)
    if count is not None:
        return _of_count(tx, known, count)
    if year:
        return lambda tx, turn: _for_another_year(tx, turn, known, year)
    changed: QuotaCard | None = known
    for one in replies:
        changed = quotas.with_target(tx, turn, changed, one) if changed and one.sets_something else None
    new = tuple(line for line in changed.lines if line not in known.lines) if changed else ()
    if not new:
        return None
    card = replace(known, lines=new)
    return lambda tx, turn: quotas.opened(tx, turn, card)


def _for_another_year(tx: Tx, turn: Turn, known: QuotaCard, year: int) -> Reply:
    """The same targets for that year; what was set stays until it is taken back."""
    shown = quotas.opened(tx, turn, replace(known, period=year_period(year)))
    return replace(shown, text=f"{wording.other_year_stays(known.period)}\n{shown.text}")


def _of_count(tx: Tx, known: QuotaCard, count: int) -> Callable[[Tx, Turn], Reply]:
    """A number alone is of the one unit that was set; of several it is asked whose."""
    whole = [line for line in known.lines if not line.tag]
    if len(whole) > 1:
        found = units.by_ids(tx, [line.unit_id for line in whole])
        return lambda tx, turn: Reply(text=wording.whose_target(count, list(found.values())))
    line = QuotaLine(unit_id=whole[0].unit_id, low=count, per_cell=whole[0].per_cell)
    card = replace(known, lines=(line,))
    return lambda tx, turn: quotas.opened(tx, turn, card)


def _of_list(tx: Tx, turn: Turn, known: QuotaCard) -> Reply:
    """The units of a list, for the span of what was set."""
    card = quotas.with_list(tx, turn, known)
    lines = card.lines if card else known.lines
    changed = {line.unit_id for line in lines if line not in known.lines}
    new = tuple(line for line in lines if line.unit_id in changed)
    return quotas.opened(tx, turn, replace(known, lines=new or known.lines))


def _just_set(tx: Tx, turn: Turn) -> QuotaCard | None:
    """The targets of the user's last report as a card, where it set some and not long ago."""
    standing = last_report.standing(tx, turn) or ()
    of_targets = [event for event in standing if event.kind is EventKind.QUOTA]
    if not of_targets or turn.now - of_targets[0].recorded_at > _RECENT:
        return None
    return QuotaCard(period=period_of(of_targets[0]), lines=_lines(of_targets))


def _lines(told: Sequence[Event]) -> tuple[QuotaLine, ...]:
    return tuple(
        QuotaLine(
            unit_id=event.unit_id,
            low=event.data["low"],
            high=event.data.get("high"),
            per_cell=event.data.get("per_cell", False),
            tag=event.data.get("tag", ""),
        )
        for event in told
    )
