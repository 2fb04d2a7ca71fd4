"""Groups: nothing personal is said; totals of one unit where an officer has allowed it by a code."""

import re

from domain.errors import UnknownUnit
from domain.messages import ChannelName, IncomingMessage, MessageKind, Reply
from domain.questions import Query, Topic
from domain.units import Unit
from domain.users import Permission
from handlers.asking.figures import figure
from handlers.asking.queries import query_of
from handlers.context import Context, Turn
from language.reading import Intent, Reading
from language.requests.everyday import GroupCodeRequest
from language.understanding import understand
from rendering.wording import groups as words
from rendering.wording.totals import headline
from storage import audit, chats, facts, gazetteer, groups, units, users
from storage.database import Tx

_BIND = re.compile(r"(?:/bind(?:@\w+)?\s+)?(?P<code>[A-Za-z2-9]{8})\s*")
_BIND_COMMAND = re.compile(r"/bind(?:@\w+)?(?:\s+(?P<code>\S+))?\s*")
_MENTION = re.compile(r"@\w{3,30}bot\b|@\w+ ?(?=/)", re.IGNORECASE)
_COMMAND = re.compile(r"/(?P<name>[a-z]+)(?:@\w+)?(?:\s.*)?", re.DOTALL)
_ASKS_TOTALS = (Intent.QUERY_TOTALS, Intent.QUERY_QUOTA_GAP)


def answer(tx: Tx, context: Context, message: IncomingMessage) -> Reply | None:
    """The reply to what is asked in a group; None where nobody asked the assistant, or `act` has to write."""
    if message.kind is MessageKind.ADDED:
        return Reply(text=words.added(_private_link(tx, message)))
    if not message.is_addressed or message.kind in (MessageKind.BLOCKED, MessageKind.MOVED):
        return None
    if message.kind is MessageKind.TEXT and _code_in(message.text):
        return None
    unit = _bound_unit(tx, context, message)
    if unit is None:
        return Reply(text=words.not_here(_private_link(tx, message)))
    query = _query(tx, context, message, unit)
    if query is None:
        return Reply(text=words.only_totals(unit, _private_link(tx, message)))
    return Reply(text=words.total(headline(figure(tx, query, unit, context.today))))


def act(tx: Tx, context: Context, message: IncomingMessage) -> Reply | None:
    """What a group's own changes do, and the code that binds it."""
    match message.kind:
        case MessageKind.MOVED:
            chats.move(tx, message.address, message.text)
            return None
        case MessageKind.BLOCKED:
            groups.unbind(tx, message.address)
            return None
    code = _code_in(message.text) if message.is_addressed and message.kind is MessageKind.TEXT else None
    return _bind(tx, context, message, code) if code else None


def create_code(tx: Tx, turn: Turn, request: GroupCodeRequest) -> Reply:
    """ "mã nhóm": a code for one group, by whoever follows the unit from above. Raises UnknownUnit."""
    own = turn.user.units_for(Permission.NUDGE)
    if request.unit:
        match = gazetteer.find(tx, request.unit, [(unit.left, unit.right) for unit in own])
        if len(match.exact) != 1:
            raise UnknownUnit(name=request.unit, near=tuple(unit.name for unit in match.exact or match.near))
        own = match.exact
    if len(own) != 1:
        return Reply(text=words.code_for_which())
    (unit,) = own
    code = groups.create_code(tx, unit.id, turn.user.id, turn.now)
    audit.add(tx, "group_code", turn.now, user_id=turn.user.id, unit_id=unit.id)
    return Reply(text=words.code_for(unit, code))


def _bind(tx: Tx, context: Context, message: IncomingMessage, code: str) -> Reply:
    binding = groups.spend_code(tx, code, context.now)
    if binding is None:
        return Reply(text=words.wrong_code())
    groups.bind(tx, message.address, binding, context.now)
    audit.add(tx, "group_bound", context.now, user_id=binding.bound_by, unit_id=binding.unit_id)
    return Reply(text=words.bound(units.get(tx, binding.unit_id)))


def _bound_unit(tx: Tx, context: Context, message: IncomingMessage) -> Unit | None:
    """The unit that the group may ask about, as long as whoever allowed it holds the right."""
    binding = groups.binding_of(tx, message.address)
    allowed_by = users.by_id(tx, binding.bound_by, context.now) if binding else None
    if binding is None or allowed_by is None:
        return None
    unit = units.get(tx, binding.unit_id)
    return unit if allowed_by.may(Permission.NUDGE, unit) else None


def _query(tx: Tx, context: Context, message: IncomingMessage, unit: Unit) -> Query | None:
    """A question for a total of that unit, without any breakdown; /tongso is the one of this year."""
    text = _MENTION.sub(" ", message.text).strip()
    if message.kind is not MessageKind.TEXT:
        return None
    if command := _COMMAND.fullmatch(text):
        return Query(topic=Topic.TOTALS) if command["name"] == "tongso" else None
    reading = understand(text, context.today)
    if reading.intent not in _ASKS_TOTALS or reading.people or _is_of_another(tx, reading, text, unit):
        return None
    asked = query_of(reading, context.today)
    if asked.topic not in (Topic.TOTALS, Topic.QUOTA_GAP):
        return None
    return Query(topic=asked.topic, stage=asked.stage, period=asked.period)


def _is_of_another(tx: Tx, reading: Reading, text: str, unit: Unit) -> bool:
    """Whether another unit is named than the group's, or one may be: its total would be a false answer."""
    if reading.unit is None:
        return bool(reading.unread) or bool(gazetteer.mentioned(tx, text, [(unit.left + 1, unit.right)]))
    return gazetteer.find(tx, reading.unit.value, [(unit.left, unit.right)]).exact != (unit,)


def _code_in(text: str) -> str | None:
    text = _MENTION.sub(" ", text).strip()
    if found := _BIND_COMMAND.fullmatch(text):
        return found["code"] or "-"  # a command without a code is told so
    found = _BIND.fullmatch(text)
    # A word of eight letters is no code: one is written in capitals, or has a digit.
    return found["code"] if found and (text.isupper() or any(map(str.isdecimal, text))) else None


def _private_link(tx: Tx, message: IncomingMessage) -> str:
    """Where a private chat opens by one tap."""
    bot = facts.get(tx, facts.TELEGRAM_BOT) if message.address.channel is ChannelName.TELEGRAM else None
    return f"https://t.me/{bot}" if bot else ""
