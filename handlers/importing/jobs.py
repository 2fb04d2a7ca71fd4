"""A list of one's own, taken in whole: shown first, then stored and taken back as one report.

Here is what a chat asks for; work.py does it beside the chat. A row that says what is on record
already changes nothing, so the same list may come again.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from domain.errors import Expired, NotAllowed, NothingToUndo
from domain.messages import Reply
from domain.text import fold
from domain.users import User
from handlers.context import Turn
from handlers.importing.answered import Answered, column_told
from handlers.importing.told import reporting_units
from handlers.importing.unit_planning import reach_of
from rendering.wording import importing as wording
from rendering.wording import reconciling
from storage import imports
from storage.database import Tx
from storage.imports import Job, JobState

COMPARE_WORD = "doi chieu"  # beside a file, folded


def preview_file(tx: Tx, turn: Turn, name: str, content: bytes) -> Reply:
    """A list sent to the chat: kept as a job, read beside the chat; what it would change follows as a message
    of its own, with [Nhập], [Đối chiếu] and [Bỏ]. With "đối chiếu" beside it, it is only compared.

    Raises NotAllowed for somebody who may take in no list at all.
    """
    _may_import(turn.user)
    is_to_compare = COMPARE_WORD in fold(turn.message.text)
    imports.start(
        tx,
        user_id=turn.user.id,
        address=turn.address,
        name=name,
        content=content,
        now=turn.now,
        state=JobState.COMPARING if is_to_compare else JobState.RECEIVED,
    )
    return Reply(text=reconciling.comparing(name) if is_to_compare else wording.reading(name))


def confirm(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Nhập]: decided; from here it is carried through. Raises Expired, also at a second press."""
    job = _own(tx, turn.user, arguments)
    _may_import(turn.user)
    if not imports.move(tx, job.id, [JobState.SHOWN], JobState.CONFIRMED, turn.now):
        raise Expired
    return Reply(text=wording.storing(job.name))


def discard(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Bỏ]: nothing was stored, and nothing is kept."""
    job = _own(tx, turn.user, arguments)
    if not imports.move(tx, job.id, [JobState.SHOWN], JobState.DISCARDED, turn.now):
        raise Expired
    imports.drop_slices(tx, job.id)
    return Reply(text=wording.discarded(job.name))


def pick_column(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """Which date or number a column holds, or that it is to be left out; or whether day and month of its
    dates were swapped. Raises Expired."""
    place = arguments["place"]
    if "turned" in arguments:
        return _answer(tx, turn, arguments, lambda known: known.with_turned(place, arguments["turned"]))
    meaning = column_told(arguments["meaning"])
    return _answer(tx, turn, arguments, lambda known: known.with_column(place, meaning))


def pick_unit(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """Which unit some words of the list mean, or that their rows are to be left out. Raises Expired."""
    return _answer(tx, turn, arguments, lambda known: known.with_unit(arguments["unit"]))


def _answer(tx: Tx, turn: Turn, arguments: Mapping[str, Any], add: Callable[[Answered], Answered]) -> Reply:
    """Keep an answer; the list is then looked at again, and shown with what is still open."""
    job = _own(tx, turn.user, arguments)
    if not imports.move(tx, job.id, [JobState.SHOWN], JobState.RECEIVED, turn.now):
        raise Expired
    known = Answered.from_plain(imports.answers(tx, job.id))
    imports.keep_answers(tx, job.id, add(known).as_plain())
    return Reply(text=wording.answered(job.name))


def compare(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đối chiếu]: only compared with what is on record, which follows; the list is not kept."""
    job = _own(tx, turn.user, arguments)
    if not imports.move(tx, job.id, [JobState.SHOWN], JobState.COMPARING, turn.now):
        raise Expired
    return Reply(text=reconciling.comparing(job.name))


def undo(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Hoàn tác] under the receipt of an import."""
    return take_back(tx, turn, _own(tx, turn.user, arguments))


def take_back(tx: Tx, turn: Turn, job: Job) -> Reply:
    """Take a whole import back: "hoàn tác" when it was the last thing reported. Raises NothingToUndo."""
    decide_undo(tx, turn.user, job.report_id, turn.now)
    return Reply(text=wording.undoing(job.name))


def decide_undo(tx: Tx, user: User | None, report_id: int, now: datetime) -> Job:
    """From here it is carried through. Raises NothingToUndo: not the user's (None: the operator's), or taken
    back already."""
    job = imports.by_report(tx, report_id)
    if job is None or job.user_id != (user.id if user else None):
        raise NothingToUndo
    if not imports.move(tx, job.id, [JobState.DONE], JobState.UNDOING, now):
        raise NothingToUndo
    return job


def _may_import(user: User) -> None:
    """Some list or other: what this one needs is seen when it is read. Raises NotAllowed."""
    try:
        reporting_units(user)
    except NotAllowed:
        reach_of(user)


def _own(tx: Tx, user: User, arguments: Mapping[str, Any]) -> Job:
    job = imports.by_id(tx, arguments["job"])
    if job is None or job.user_id != user.id:
        raise Expired
    return job
