"""Setting targets: one sentence, one card, one confirmation."""

from domain.cards import Draft, QuotaCard, QuotaLine
from domain.errors import Expired, UnknownUnit
from domain.messages import Choice, Reply
from domain.periods import year_period
from domain.units import Unit
from domain.users import Permission
from handlers.access import require
from handlers.context import Turn
from handlers.recording import add_quota, origin_of
from language.reading import QuotaReading, Reading
from rendering.wording import reports
from rendering.wording.format import quota_range
from storage import audit, drafts, quotas, units
from storage.database import Tx


def start(tx: Tx, turn: Turn, reading: Reading, replacing: Draft | None = None) -> Reply:
    """What targets were understood, to be confirmed. Raises UnknownUnit, NotAllowed."""
    period = reading.period.value if reading.period else year_period(turn.today.year)
    named = reading.unit.value if reading.unit else None
    lines = tuple(_line(tx, turn, told, named) for told in reading.quotas)
    if not lines:
        return Reply(text=reports.which_quota())
    card = QuotaCard(period=period, lines=lines)
    if replacing:
        draft = drafts.change(tx, replacing, card)
    else:
        draft = drafts.add(tx, turn.user.id, turn.address, card, turn.now)
    arguments = {"draft": draft.id, "version": draft.version}
    return Reply(
        text=reports.quota_card(card, units.by_ids(tx, [x.unit_id for x in lines]), _sum_note(tx, card)),
        choices=(
            Choice(label="Đúng", action="card.confirm", arguments=arguments),
            Choice(label="Bỏ", action="card.discard", arguments=arguments),
        ),
    )


def confirm(tx: Tx, turn: Turn, draft: Draft) -> Reply:
    """Store the targets, each in place of the one its unit had for the same period."""
    card = draft.card
    if not isinstance(card, QuotaCard):
        raise Expired
    found = units.by_ids(tx, [line.unit_id for line in card.lines])
    for line in card.lines:
        require(turn.user, Permission.SET_QUOTA, found.get(line.unit_id))
    if not drafts.take(tx, draft.id):
        raise Expired
    origin = origin_of(turn)
    for line in card.lines:
        unit = found[line.unit_id]
        add_quota(tx, turn.context.book, origin, unit, card.period, line.low, line.high)
        audit.add(tx, "quota", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=origin.report_id)
    return Reply(
        text=reports.quota_saved(card),
        choices=(Choice(label="Hoàn tác", action="undo", arguments={"report": origin.report_id}),),
    )


def _line(tx: Tx, turn: Turn, told: QuotaReading, named: str | None) -> QuotaLine:
    phrase = told.unit.value if told.unit else named
    unit = require(turn.user, Permission.SET_QUOTA, _unit(tx, turn, phrase))
    return QuotaLine(unit_id=unit.id, low=told.low.value, high=told.high.value if told.high else None)


def _unit(tx: Tx, turn: Turn, phrase: str | None) -> Unit | None:
    own = turn.user.units_for(Permission.SET_QUOTA)
    if phrase is None:
        return own[0] if len(own) == 1 else None
    match = units.find(tx, phrase, [(u.left, u.right) for u in own])
    if len(match.exact) == 1:
        return match.exact[0]
    raise UnknownUnit(name=phrase, near=tuple(u.name for u in match.exact or match.near))


def _sum_note(tx: Tx, card: QuotaCard) -> str | None:
    """Children against parent, when the card is about several units of one parent that has a target."""
    found = units.by_ids(tx, [line.unit_id for line in card.lines])
    parents = {unit.parent_id for unit in found.values()}
    if len(card.lines) < 2 or len(parents) != 1:
        return None
    (parent_id,) = parents
    above = quotas.same_period(tx, parent_id, card.period) if parent_id else None
    if above is None or parent_id is None:
        return None
    total = sum(line.low for line in card.lines)
    return reports.quota_sum_note(total, units.get(tx, parent_id), quota_range(above.low, above.high))
