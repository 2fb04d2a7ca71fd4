"""Silence that somebody asks for: until a day, for a reason that the superiors read."""

from datetime import timedelta

from domain.actions import Action
from domain.messages import Choice, Reply
from handlers import notices
from handlers.context import Turn
from language.requests.everyday import MuteRequest
from rendering.wording import responses as words
from storage import audit, mutes
from storage.database import Tx
from storage.recipients import Recipients

_LONGEST_DAYS = 92
_LONGEST_REASON = 300


def mute(tx: Tx, turn: Turn, request: MuteRequest) -> Reply:
    """ "tắt nhắc đến 1/12 vì đi học": what falls due meanwhile goes to the superiors, who are told why."""
    latest = turn.today + timedelta(days=_LONGEST_DAYS)
    if request.until is None or not turn.today < request.until <= latest:
        return Reply(text=words.how_to_mute(_LONGEST_DAYS))
    if request.reason is None:
        return Reply(text=words.why_to_mute(request.until))
    reason = request.reason[:_LONGEST_REASON]
    mutes.add(tx, turn.user.id, request.until, reason, turn.now)
    audit.add(tx, "mute", turn.now, user_id=turn.user.id)
    recipients = Recipients(tx, turn.now)
    is_told = False
    for unit in {a.unit.id: a.unit for a in turn.user.assignments}.values():
        for superior in recipients.above(unit.id, turn.user.id):
            notice = Reply(text=words.muted_below(turn.user.display_name, unit, request.until, reason))
            is_told = notices.tell(tx, turn.context, superior, notice) or is_told
    back = Choice(label=words.unmute_label(), action=Action.REMINDER_UNMUTE)
    return Reply(text=words.muted(request.until, reason, is_told=is_told), choices=(back,))


def unmute(tx: Tx, turn: Turn) -> Reply:
    """ "bật nhắc": what was held back comes with the next digest."""
    was_muted = mutes.end(tx, turn.user.id, turn.now)
    if was_muted:
        audit.add(tx, "unmute", turn.now, user_id=turn.user.id)
    return Reply(text=words.unmuted(was_muted=was_muted))
