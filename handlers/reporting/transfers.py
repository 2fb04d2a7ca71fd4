"""Transfers between units: one side tells, the other confirms; then person, history and deadlines move."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.actions import Action
from domain.cards import Draft, TransferCard
from domain.errors import Expired, TransferPending, UnknownPerson
from domain.events import Event, EventKind
from domain.messages import Choice, Reply
from domain.people import Person
from domain.pipeline import LeavingReason, Stage, Transfer
from domain.steps import check_step, check_transfer
from domain.text import fold_name
from domain.units import Unit, UnitKind
from domain.users import Permission
from handlers import choices, locking
from handlers.access import require, require_somewhere
from handlers.context import Turn
from handlers.notices import tell_unit
from handlers.recording import Origin, add_arrival, add_stage, add_transfer, origin_of, settle_person
from language.reading import Reading
from language.requests.transfers import TransferRequest
from rendering.wording import transfers as words
from storage import audit, drafts, events, gazetteer, people, units
from storage.database import Tx

_MOST_NEAR = 3


def start(tx: Tx, turn: Turn, request: TransferRequest) -> Reply:
    """ "Đ/c A chuyển sinh hoạt sang chi bộ X", or "tiếp nhận đ/c A từ chi bộ X": shown, to be confirmed."""
    if request.is_receiving:
        return _start_receiving(tx, turn, request)
    scopes = [(unit.left, unit.right) for unit in require_somewhere(turn.user, Permission.REPORT)]
    leaving = [_one_named(tx, name, scopes) for name in request.names]
    homes = {home.id: home for home in (people.home(tx, person) for person in leaving)}
    if len(homes) > 1:
        return Reply(text=words.one_unit_at_a_time())
    home = require(turn.user, Permission.REPORT, homes.popitem()[1])
    found, near = _cells_named(tx, home, request.other)
    card = TransferCard(
        left=home.id,
        joined=found[0].id if len(found) == 1 else None,
        place=request.other,
        on=request.on or turn.sent_on,
        names=tuple(person.name for person in leaving),
        person_ids=tuple(person.id for person in leaving),
        is_receiving=False,
    )
    _check(tx, turn, card)
    return _show(tx, turn, drafts.add(tx, turn.user.id, turn.address, card, turn.now), card, found or near)


def pick_unit(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """The unit meant, of several with that name or of similar ones."""
    draft = turn.pressed(arguments)
    card = replace(_transfer_card(draft), joined=units.get(tx, arguments["unit"]).id)
    _check(tx, turn, card)
    return _show(tx, turn, drafts.change(tx, draft, card), card, ())


def revise(tx: Tx, turn: Turn, draft: Draft, reading: Reading) -> Reply | None:
    """ "Không phải bản Lầu, bản Pọng", "từ 5/11 cơ": the card with the other side or day that is told now.

    None where neither is.
    """
    card = _transfer_card(draft)
    told = replace(card, on=reading.event_date.value) if reading.event_date else card
    offered: list[Unit] = []
    if reading.unit:
        found, near = _cells_named(tx, units.get(tx, card.left), reading.unit.value)
        if len(found) == 1 and card.is_receiving:
            told = replace(told, left=found[0].id, place=reading.unit.value)
        elif not card.is_receiving:
            one = found[0].id if len(found) == 1 else None
            told, offered = replace(told, joined=one, place=reading.unit.value), found or near
    if told == card:
        return None
    _check(tx, turn, told)
    return _show(tx, turn, drafts.change(tx, draft, told), told, offered)


def show(tx: Tx, turn: Turn, draft: Draft) -> Reply:
    """The open card again."""
    return _show(tx, turn, draft, _transfer_card(draft), ())


def confirm(tx: Tx, turn: Turn, draft: Draft) -> Reply:
    """[Đúng]: on record, and the other side is asked; whoever answers for both sides moves people at once."""
    card = _transfer_card(draft)
    own_id = card.joined if card.is_receiving else card.left
    require(turn.user, Permission.REPORT, units.get(tx, own_id) if own_id else None)
    pending = _check(tx, turn, card)
    if not drafts.take(tx, draft.id):
        raise Expired
    if card.joined is None:
        return _leave(tx, turn, card)
    left, joined = units.get(tx, card.left), units.get(tx, card.joined)
    if pending:
        return _take_over(tx, turn, pending)
    other = left if card.is_receiving else joined
    origin = origin_of(turn)
    told = [add_transfer(tx, origin, (left, joined), own_id or 0, who, card.on) for who in card.person_ids]
    audit.add(tx, "transfer", turn.now, user_id=turn.user.id, unit_id=own_id, subject_id=origin.report_id)
    if told and turn.user.may(Permission.REPORT, other):
        transfers = [_transfer_of(tx, event) for event in told]
        return _take_over(tx, turn, transfers, origin)
    for event in told:
        settle_person(tx, turn.context.book, event.person_id or 0, turn.now)
    return _ask_other_side(tx, turn, card, (left, joined), origin)


def accept(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đã tiếp nhận], [Đúng, đã chuyển]: the other side's word."""
    waiting = _waiting(tx, turn, arguments)
    return _take_over(tx, turn, waiting)


def not_yet(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Chưa]: nothing changes; the side that told it hears."""
    waiting = _waiting(tx, turn, arguments)
    teller = units.get(tx, waiting[0].event.unit_id)
    names = _names(tx, waiting)
    other = units.get(tx, _other_side(waiting[0]))
    tell_unit(tx, turn, teller, Reply(text=words.other_side_denies(names, other)))
    label = words.accept_label(is_receiving=other.id == waiting[0].joined)
    again = Choice(label=label, action=Action.TRANSFER_ACCEPT, arguments=dict(arguments))
    return Reply(text=words.waits_on(names, teller), choices=(again,))


def taken_back(tx: Tx, turn: Turn, report: Sequence[Event], names: Sequence[str]) -> Reply | None:
    """The reply to the undo of a transfer or of its confirmation, of which the other side hears.

    None: it was neither.
    """
    told = next((e for e in report if e.kind in (EventKind.TRANSFER, EventKind.ARRIVED)), None)
    if told is None or (told.kind is EventKind.ARRIVED and "transfer" not in told.data):
        return None
    is_word = told.kind is EventKind.ARRIVED
    sides = units.by_ids(tx, (told.data["from"], told.data.get("to", told.unit_id))).values()
    own = next((unit for unit in sides if turn.user.may(Permission.REPORT, unit)), None)
    for other in sides:
        if own and not turn.user.may(Permission.REPORT, other):
            text = words.other_side_took_back(names, own, is_confirmation=is_word)
            tell_unit(tx, turn, other, Reply(text=text))
    return Reply(text=words.taken_back(names, is_confirmation=is_word))


def _start_receiving(tx: Tx, turn: Turn, request: TransferRequest) -> Reply:
    own = [
        u for u in turn.user.units_for(Permission.REPORT) if u.kind is UnitKind.PARTY_CELL and not u.valid_to
    ]
    if len(own) != 1:
        return Reply(text=words.which_unit_receives())
    if not request.other:
        return Reply(text=words.which_origin(request.names))
    found, near = _cells_named(tx, own[0], request.other)
    if len(found) != 1:
        return Reply(text=words.unknown_origin(request.other, [unit.name for unit in found or near]))
    home = found[0]
    named = [people.find_by_exact_name(tx, name, (home.left, home.right)) for name in request.names]
    arriving = [found[0] for found in named if len(found) == 1]
    card = TransferCard(
        left=home.id,
        joined=own[0].id,
        place=request.other,
        on=request.on or turn.sent_on,
        names=request.names,
        person_ids=tuple(p.id for p in arriving) if len(arriving) == len(request.names) else (),
        is_receiving=True,
    )
    return _show(tx, turn, drafts.add(tx, turn.user.id, turn.address, card, turn.now), card, ())


def _check(tx: Tx, turn: Turn, card: TransferCard) -> list[Transfer]:
    """What the other side has told already and waits for this word. Raises the refusal."""
    locking.require_open(tx, units.get(tx, card.left), [card.on])
    waiting: list[Transfer] = []
    for person in people.load(tx, card.person_ids).values():
        if card.joined is None:
            check_step(person, person.facts, Stage.DROPPED, card.on, turn.today)
            continue
        if people.home(tx, person).id != card.left:
            raise UnknownPerson(name=person.name)
        pending = person.path.pending
        if pending and (pending.joined != card.joined or _teller_is(pending, card)):
            raise TransferPending(name=person.name, on=pending.on)
        if pending:
            waiting.append(pending)
        check_transfer(person, card.joined, card.on, turn.today)
    return waiting


def _teller_is(pending: Transfer, card: TransferCard) -> bool:
    return pending.event.unit_id == (card.joined if card.is_receiving else card.left)


def _leave(tx: Tx, turn: Turn, card: TransferCard) -> Reply:
    """Out of the tree: they leave, with the reason."""
    home = units.get(tx, card.left)
    origin = origin_of(turn)
    for person_id in card.person_ids:
        add_stage(
            tx,
            origin,
            home,
            person_id,
            Stage.DROPPED,
            card.on,
            reason=LeavingReason.MOVED_AWAY,
            place=card.place,
        )
        settle_person(tx, turn.context.book, person_id, turn.now)
    audit.add(tx, "report", turn.now, user_id=turn.user.id, unit_id=home.id, subject_id=origin.report_id)
    return Reply(text=words.left(card.names, card.place, card.on), choices=(choices.undo(origin.report_id),))


def _ask_other_side(
    tx: Tx, turn: Turn, card: TransferCard, sides: tuple[Unit, Unit], origin: Origin
) -> Reply:
    left, joined = sides
    other = left if card.is_receiving else joined
    if not card.person_ids:
        tell_unit(tx, turn, left, Reply(text=words.nobody_of_that_name(card.names, joined)))
        return Reply(text=words.told(card.names, sides, is_receiving=True, is_reached=True))
    about = {"report": origin.report_id}
    asked = Reply(
        text=words.please_confirm(card.names, sides, card.on, is_receiving=card.is_receiving),
        choices=(
            Choice(
                label=words.accept_label(is_receiving=not card.is_receiving),
                action=Action.TRANSFER_ACCEPT,
                arguments=about,
            ),
            Choice(label=words.not_yet_label(), action=Action.TRANSFER_NOT_YET, arguments=about),
        ),
    )
    is_reached = tell_unit(tx, turn, other, asked)
    return Reply(
        text=words.told(card.names, sides, is_receiving=card.is_receiving, is_reached=is_reached),
        choices=(choices.undo(origin.report_id),),
    )


def _take_over(tx: Tx, turn: Turn, waiting: Sequence[Transfer], origin: Origin | None = None) -> Reply:
    """The people, their history and their deadlines go over; the side that told it hears."""
    left, joined = units.get(tx, waiting[0].left), units.get(tx, waiting[0].joined)
    origin, is_own_word = origin or origin_of(turn), origin is not None
    for transfer in waiting:
        person_id = transfer.event.person_id or 0
        person = people.load(tx, [person_id])[person_id]
        on = max(transfer.on, person.path.last.on) if person.path.last else transfer.on
        add_arrival(tx, origin, joined, person_id, on, left=left, transfer=transfer.event.id)
        settle_person(tx, turn.context.book, person_id, turn.now)
    names = _names(tx, waiting)
    audit.add(tx, "arrival", turn.now, user_id=turn.user.id, unit_id=joined.id, subject_id=origin.report_id)
    if not is_own_word:
        teller = units.get(tx, waiting[0].event.unit_id)
        tell_unit(tx, turn, teller, Reply(text=words.confirmed_to_teller(names, left, joined)))
    return Reply(text=words.moved(names, left, joined), choices=(choices.undo(origin.report_id),))


def _waiting(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> list[Transfer]:
    """The transfers of a report that wait for the presser's side. Raises Expired, NotAllowed."""
    told = [e for e in events.of_report(tx, arguments["report"]) if e.kind is EventKind.TRANSFER]
    waiting = [
        t for t in (_transfer_of(tx, event) for event in told if events.stands(tx, event)) if not t.arrived
    ]
    if not waiting:
        raise Expired
    require(turn.user, Permission.REPORT, units.get(tx, _other_side(waiting[0])))
    return waiting


def _other_side(transfer: Transfer) -> int:
    return transfer.left if transfer.event.unit_id == transfer.joined else transfer.joined


def _transfer_of(tx: Tx, event: Event) -> Transfer:
    person = people.load(tx, [event.person_id or 0])[event.person_id or 0]
    return next(t for t in person.path.transfers if t.event.id == event.id)


def _names(tx: Tx, waiting: Sequence[Transfer]) -> list[str]:
    return [p.name for p in people.load(tx, [t.event.person_id or 0 for t in waiting]).values()]


def _one_named(tx: Tx, name: str, scopes: Sequence[tuple[int, int]]) -> Person:
    found = [p for p in people.find_by_name(tx, name, scopes) if p.path.stage is not Stage.DROPPED]
    same = [p for p in found if fold_name(p.name) == fold_name(name)] or found
    if len(same) != 1:
        raise UnknownPerson(name=name)
    return same[0]


def _cells_named(tx: Tx, home: Unit, phrase: str) -> tuple[list[Unit], list[Unit]]:
    """The party cells that a phrase names, looked for nearest first, and similar ones of the same parent.

    Names of units are no secret, and a transfer leads out of the own subtree. "Khu phố 3, phường Quyết
    Thắng" is looked for in that ward only.
    """
    place, _, within = phrase.partition(",")
    above = units.ancestors(tx, home)
    scopes = [(unit.left, unit.right) for unit in above] + [units.EVERYTHING]
    if within:
        wards = gazetteer.find(tx, within, [units.EVERYTHING]).exact
        scopes = [(ward.left, ward.right) for ward in wards]
    near: list[Unit] = []
    for scope in scopes:
        match = gazetteer.find(tx, place, [scope])
        near = near or _cells(match.near)
        if found := _cells(match.exact):
            return found, []
    return [], near[:_MOST_NEAR]


def _cells(found: Sequence[Unit]) -> list[Unit]:
    return [unit for unit in found if unit.kind is UnitKind.PARTY_CELL and unit.valid_to is None]


def _show(tx: Tx, turn: Turn, draft: Draft, card: TransferCard, offered: Sequence[Unit]) -> Reply:
    left = units.get(tx, card.left)
    joined = units.get(tx, card.joined) if card.joined else None
    others = () if joined else offered
    is_own = all(side and turn.user.may(Permission.REPORT, side) for side in (left, joined))
    return Reply(
        text=words.card(card, left, joined, is_asking=bool(others), waits=not is_own),
        choices=(
            *(
                choices.of_card(
                    words.unit_label(unit, _above(tx, unit)), Action.TRANSFER_UNIT, draft, unit=unit.id
                )
                for unit in others
            ),
            choices.confirm(draft),
            choices.discard(draft),
        ),
    )


def _above(tx: Tx, unit: Unit) -> Unit | None:
    return units.get(tx, unit.parent_id) if unit.parent_id else None


def _transfer_card(draft: Draft) -> TransferCard:
    if not isinstance(draft.card, TransferCard):
        raise Expired
    return draft.card
