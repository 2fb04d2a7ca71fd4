"""A long list on its way in: whoever asks for figures meanwhile is told that they still change."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from domain.answers import (
    Answer,
    ParagraphAnswer,
    PersonAnswer,
    StatusAnswer,
    SupposedAnswer,
    UnitsAnswer,
    WhichUnit,
)
from domain.messages import Reply
from domain.units import WHOLE_TREE, Unit
from domain.users import Permission
from handlers.context import Context
from rendering.wording import importing as wording
from rendering.wording.answers import answer as worded
from storage import imports, users
from storage.database import Tx
from storage.imports import Job, JobState


def told(tx: Tx, context: Context, given: Answer) -> Reply:
    """The answer in words, with what still changes of it."""
    return noted(tx, context, worded(given), _units_of(given))


def noted(tx: Tx, context: Context, reply: Reply, about: Iterable[Unit]) -> Reply:
    """The reply with a line for each list that is being stored, or taken back, in one of these units."""
    places = [(unit.left, unit.right) for unit in about]
    lines = [
        wording.still_growing(job.done, job.rows, is_undone=job.state is JobState.UNDOING)
        for job in imports.half_done(tx)
        if _touches(_scopes_of(tx, job, context.now), places)
    ]
    return replace(reply, text="\n".join([reply.text, *lines])) if lines else reply


def _touches(scopes: list[tuple[int, int]], places: list[tuple[int, int]]) -> bool:
    return any(left < end and start < right for left, right in scopes for start, end in places)


def _scopes_of(tx: Tx, job: Job, now: datetime) -> list[tuple[int, int]]:
    """Where the list may tell of somebody; the operator's tells of units anywhere."""
    user = users.by_id(tx, job.user_id, now) if job.user_id is not None else None
    if user is None:
        return [WHOLE_TREE]
    own = (*user.units_for(Permission.REPORT), *user.units_for(Permission.SET_QUOTA))
    return [(unit.left, unit.right) for unit in own] or [WHOLE_TREE]


def _units_of(given: Answer) -> list[Unit]:
    """Which units an answer tells of."""
    match given:
        case WhichUnit():
            return []
        case UnitsAnswer():
            return [row.unit for row in given.rows if row.unit]
        case SupposedAnswer() | ParagraphAnswer():
            return [given.figure.unit]
        case StatusAnswer():
            return [given.year.unit]
        case PersonAnswer():
            return [found.unit for found in given.found]
        case _:
            return [given.unit]
