"""Ending roles: from the next message on, with every button, session and code; reminders find others."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.actions import Action
from domain.errors import NotAllowed
from domain.messages import Choice, Reply
from domain.reminders import ReminderState, Step, step_on
from domain.text import fold_name
from domain.units import Unit
from domain.users import Assignment, Permission, Role, User
from handlers import notices
from handlers.context import Context, Turn
from handlers.roles.inviting import is_admin_of
from language.requests.roles import RevokeRequest
from rendering.wording import labels
from rendering.wording import revoking as wording
from storage import audit, deadlines, gazetteer, invitations, outbox, reminders, sign_in, users
from storage.database import Tx
from storage.recipients import Recipients
from storage.reminders import NewReminder

_OFFERED = 8


def start(tx: Tx, turn: Turn, request: RevokeRequest) -> Reply:
    """ "thu quyền đ/c X": whose roles would end, to be confirmed. Writes nothing."""
    reachable = within_reach(tx, turn.user, turn.context)
    fitting = named(reachable, request.name) or _holding(tx, turn.user, reachable, request.name)
    if len(fitting) == 1:
        return _card(turn.user, fitting[0])
    if not fitting:
        return Reply(text=wording.nobody_of_that_name(request.name))
    return Reply(
        text=wording.which_person(len(fitting)),
        choices=tuple(
            Choice(
                label=wording.who(one.display_name, revocable(turn.user, one)),
                action=Action.ROLE_WHICH,
                arguments={"user": one.id},
            )
            for one in fitting[:_OFFERED]
        ),
    )


def ask(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """The person meant, of several."""
    return _card(turn.user, _person(tx, turn, arguments))


def confirm(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Thu quyền]: everything within the presser's reach ends now."""
    person = _person(tx, turn, arguments)
    ended = revocable(turn.user, person)
    end(tx, turn.context, person, ended, by=turn.user.id)
    return Reply(text=wording.revoked(person.display_name, ended))


def end(tx: Tx, context: Context, person: User, ended: Sequence[Assignment], *, by: int | None) -> None:
    """End these roles of a person, tell them, and let others have what they were to be reminded of."""
    keeps_some = len(person.assignments) > len(ended)
    if not keeps_some:
        outbox.cancel_for(tx, person.id, context.now)
    notices.tell(tx, context, person.id, Reply(text=wording.your_role_ended(ended)))
    for role in {one.role for one in ended}:
        users.end_roles(
            tx, person.id, [one.unit.id for one in ended if one.role is role], [role], context.now
        )
    for one in ended:
        audit.add(
            tx,
            "revoke",
            context.now,
            user_id=by,
            unit_id=one.unit.id,
            subject_id=person.id,
            data={"role": one.role.value},
        )
    redirect(tx, context, person.id, [one.unit for one in ended])
    if not keeps_some:
        shut_out(tx, context, person.id)


def shut_out(tx: Tx, context: Context, user_id: int) -> None:
    """Nothing of somebody without a role is left open: sessions, codes, codes they gave out."""
    sign_in.shut_out(tx, user_id)
    invitations.cancel_all_of(tx, user_id, context.now)


def redirect(tx: Tx, context: Context, user_id: int, former: Iterable[Unit]) -> None:
    """What somebody was to be reminded of for these units goes to whoever answers for them now."""
    recipients = Recipients(tx, context.now)
    book = context.book
    for unit in former:
        undone = reminders.undone_of(tx, user_id, (unit.left, unit.right))
        found = deadlines.by_ids(tx, {row.deadline_id for row in undone if row.deadline_id is not None})
        reminders.settle(tx, [row.id for row in undone], ReminderState.CANCELLED, context.now, "role_ended")
        reminders.add_new(
            tx,
            [
                NewReminder(
                    deadline=deadline,
                    step=Step(key=row.step, on=step_on(row.step, row.due_on, book.calendar)),
                    recipient_id=other,
                    because=because,
                )
                for row in undone
                if (deadline := found.get(row.deadline_id or 0)) and (rule := book.rules.by_id.get(row.rule))
                for other, because in recipients.of(rule, deadline.unit_id).items()
                if other != user_id
            ],
            context.now,
        )


def within_reach(tx: Tx, user: User, context: Context) -> list[User]:
    """Everybody who holds a role that this user may end, but for themselves."""
    ids = {
        user_id: None
        for unit in user.units_for(Permission.REVOKE)
        for user_id in users.placed_in(tx, (unit.left, unit.right), context.now)
    }
    found = (users.by_id(tx, user_id, context.now) for user_id in ids if user_id != user.id)
    return [one for one in found if one and revocable(user, one)]


def revocable(user: User, person: User) -> tuple[Assignment, ...]:
    """Which of a person's roles the user may end: those within reach, an administrator's only as one."""
    return tuple(
        one
        for one in person.assignments
        if user.may(Permission.REVOKE, one.unit)
        and (one.role is not Role.ADMIN or is_admin_of(user, one.unit))
    )


def named(people: Sequence[User], name: str) -> list[User]:
    """Those who bear the name: the whole of it, else with these words among others."""
    known = {one.id: fold_name(one.display_name).split() for one in people}
    wanted = fold_name(name).split()
    of = {one.id: one for one in people}
    whole = [of[user_id] for user_id, words in known.items() if words == wanted]
    return whole or [of[user_id] for user_id, words in known.items() if set(wanted) <= set(words)]


def _holding(tx: Tx, user: User, people: Sequence[User], phrase: str) -> list[User]:
    """Those of them who hold a role at the one unit that a phrase names: "bí thư bản Hỏm"."""
    scopes = [(unit.left, unit.right) for unit in user.units_for(Permission.REVOKE)]
    meant = gazetteer.find(tx, phrase, scopes).exact
    return [one for one in people if len(meant) == 1 and one.belongs_to(meant[0])]


def _person(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> User:
    """The person of a button, within the presser's reach still. Raises NotAllowed."""
    person = users.by_id(tx, arguments["user"], turn.now)
    if person is None or person.id == turn.user.id or not revocable(turn.user, person):
        raise NotAllowed
    return person


def _card(user: User, person: User) -> Reply:
    arguments = {"user": person.id}
    return Reply(
        text=wording.sure(person.display_name, revocable(user, person)),
        choices=(
            Choice(label=wording.revoke_label(), action=Action.ROLE_REVOKE, arguments=arguments),
            Choice(label=labels.DROP, action=Action.ROLE_KEEP),
        ),
    )
