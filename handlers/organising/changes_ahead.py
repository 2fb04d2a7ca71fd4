"""Changes of units that are decided for a day to come: kept, carried out that day, called off before."""

from collections.abc import Sequence

from domain.cards import ReorganisationCard
from domain.errors import ChangeAhead, DomainError
from domain.events import Event, EventKind
from domain.messages import Reply
from domain.units import Change
from domain.users import Permission
from handlers import choices
from handlers.access import require
from handlers.context import Context, Turn
from handlers.notices import tell
from handlers.organising import unit_changes
from handlers.recording import Origin, add_reorganisation_ahead, origin_of, take_back
from rendering.wording import refusals
from rendering.wording import reorganising as words
from storage import audit, events, units, users
from storage.database import Store, Tx
from storage.ids import new_id


def require_free(tx: Tx, card: ReorganisationCard) -> None:
    """That nothing else is decided for the units that the card names. Raises ChangeAhead."""
    for event in events.to_reorganise(tx):
        other = _card(event)
        if shared := set(other.unit_ids) & set(card.unit_ids):
            names = tuple(unit.name for unit in units.by_ids(tx, shared).values())
            raise ChangeAhead(names=names, change=other.change, on=other.on)


def keep(tx: Tx, context: Context, card: ReorganisationCard, origin: Origin) -> str:
    """Put the decision on record, tell those concerned, and return the receipt.

    Raises UnitEnded or CannotReorganise.
    """
    plan = unit_changes.plan_of(tx, card)
    add_reorganisation_ahead(tx, origin, plan.closing[0], card)
    names = unit_changes.names_of(tx, card)
    told = Reply(text=words.announced_ahead(card, names))
    unit_changes.tell_concerned(tx, context, card, told, but=origin.reported_by)
    audit.add(
        tx,
        "reorganise_ahead",
        origin.recorded_at,
        user_id=origin.reported_by,
        unit_id=plan.closing[0].id,
        subject_id=origin.report_id,
        data={"change": card.change.value},
    )
    return words.decided(card, names)


async def carry_out_due(store: Store, context: Context) -> None:
    """Do every change whose day has come, each in a write of its own. Nothing is done twice."""
    while await store.read(events.to_reorganise, context.today):
        await store.write(carry_out_next, context)


def carry_out_all_due(tx: Tx, context: Context) -> None:
    """The same in one transaction, which is to be thrown away."""
    while carry_out_next(tx, context):
        pass


def carry_out_next(tx: Tx, context: Context) -> bool:
    """Do the earliest change whose day has come; False where there is none.

    One that no longer fits what has become of its units is dropped, and whoever decided it hears why.
    """
    event = next(iter(events.to_reorganise(tx, context.today)), None)
    if event is None:
        return False
    card, names = _card(event), unit_changes.names_of(tx, _card(event))
    origin = Origin(report_id=event.report_id, recorded_at=context.now, reported_by=event.reported_by)
    try:
        receipt = unit_changes.carry_out(tx, context, card, origin)
    except DomainError as error:
        _drop(tx, context, event)
        reply = Reply(text=words.dropped(card, names, refusals.refusal(error, context.now)))
    else:
        told = Reply(text=words.announced(card, names))
        unit_changes.tell_concerned(tx, context, card, told, but=event.reported_by)
        unit_changes.tell_cells_below(tx, context, card, names)
        reply = Reply(text=receipt, choices=(choices.undo(event.report_id),))
    if event.reported_by is not None:
        tell(tx, context, event.reported_by, reply)
    return True


def call_off(tx: Tx, turn: Turn, report: Sequence[Event]) -> Reply:
    """The undo of a decision before its day: nothing has changed yet. Those concerned hear of it."""
    (event,) = report
    unit = require(turn.user, Permission.REORGANISE, units.get(tx, event.unit_id))
    card, names = _card(event), unit_changes.names_of(tx, _card(event))
    take_back(tx, turn.context.book, origin_of(turn), [event])
    told = Reply(text=words.called_off(card, names))
    unit_changes.tell_concerned(tx, turn.context, card, told, but=turn.user.id)
    audit.add(tx, "undo", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=event.report_id)
    return told


def show(tx: Tx, turn: Turn) -> Reply:
    """ "Quyết định tổ chức sắp tới": what is decided for the asker's units, the own with a button."""
    seen = [
        event
        for event in events.to_reorganise(tx)
        if turn.user.may(Permission.ASK, units.get(tx, event.unit_id))
    ]
    lines, offered = [], []
    for number, event in enumerate(seen, start=1):
        card = _card(event)
        by = users.by_id(tx, event.reported_by, turn.now) if event.reported_by else None
        lines.append(words.ahead(card, unit_changes.names_of(tx, card), by.display_name if by else None))
        if event.reported_by == turn.user.id:
            offered.append(choices.undo(event.report_id, words.call_off_label(number)))
    return Reply(text=words.all_ahead(lines), choices=tuple(offered))


def _drop(tx: Tx, context: Context, event: Event) -> None:
    origin = Origin(report_id=new_id(), recorded_at=context.now)
    take_back(tx, context.book, origin, [event])


def _card(event: Event) -> ReorganisationCard:
    assert event.kind is EventKind.TO_REORGANISE and event.happened_on is not None  # noqa: S101 - its row says so
    return ReorganisationCard(
        change=Change(event.data["change"]),
        unit_ids=tuple(event.data["units"]),
        into=tuple(event.data["into"]),
        on=event.happened_on,
        under=event.data.get("under"),
    )
