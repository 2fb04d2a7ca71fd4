"""Imports as jobs: a file that was sent, its rows in slices, and how far each has come.

A job is worked by one worker at a time (bot/importing.py holds a lock), so nothing here is leased.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from domain.messages import Address, ChannelName
from domain.sheets import Value
from storage.database import Tx
from storage.ids import new_id
from storage.schema import audit, import_answer, import_job, import_part
from storage.types import Instant

STORED = "import"  # the audit row of a list, made as it is stored
ROWS_IN_A_SLICE = 500  # read, planned and made ready together; all slices are stored at once


class JobState(StrEnum):
    """What is to be done with a job, or what became of it."""

    RECEIVED = "received"  # to be read and shown
    SHOWN = "shown"  # waits for its user
    COMPARING = "comparing"  # to be set against what is on record, and then left
    CONFIRMED = "confirmed"  # decided: is stored, whatever happens meanwhile
    DONE = "done"
    UNDOING = "undoing"  # decided: is taken back
    UNDONE = "undone"
    DISCARDED = "discarded"
    REFUSED = "refused"


WORKING = (JobState.RECEIVED, JobState.COMPARING, JobState.CONFIRMED, JobState.UNDOING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One import. `address` is the chat that hears of it: None for a command's.

    `report_id` binds everything it stored; `rows` are those of the file, `stored` the people or units.
    """

    id: int
    user_id: int | None
    address: Address | None
    state: JobState
    report_id: int
    name: str
    rows: int
    stored: int
    created_at: datetime


_JOB = sa.select(*(column for column in import_job.c if column.name != "content_sealed"))
_ADD = sa.insert(import_job)
_BY_ID = _JOB.where(import_job.c.id == sa.bindparam("job"))
_BY_REPORT = _JOB.where(import_job.c.report_id == sa.bindparam("report"))
# By the row that the transaction made which stored the list: its events are as old as its preparation.
_LAST_STORED = (
    _JOB.join(audit, audit.c.subject_id == import_job.c.report_id)
    .where(
        audit.c.user_id == sa.bindparam("user"),
        audit.c.id > sa.bindparam("after"),
        audit.c.action == STORED,
        import_job.c.state == JobState.DONE.value,
    )
    .order_by(audit.c.id.desc())
    .limit(1)
)
# The states stand in the statement, as in the index: only so is the index used.
_NEXT = (
    _JOB.where(import_job.c.state.in_([sa.literal_column(f"'{state.value}'") for state in WORKING]))
    .order_by(import_job.c.id)
    .limit(1)
)
_CONTENT = sa.select(import_job.c.content_sealed).where(import_job.c.id == sa.bindparam("job"))
_MOVE = (
    sa.update(import_job)
    .where(
        import_job.c.id == sa.bindparam("job"),
        import_job.c.state.in_(sa.bindparam("before", expanding=True)),
    )
    .values(state=sa.bindparam("after"), changed_at=sa.bindparam("now", type_=Instant))
)
_DROP_CONTENT = (
    sa.update(import_job)
    .where(import_job.c.id == sa.bindparam("job"))
    .values(content_sealed=None, rows=sa.bindparam("counted"))
)
_KEEP_COUNT = (
    sa.update(import_job).where(import_job.c.id == sa.bindparam("job")).values(stored=sa.bindparam("count"))
)
_ADD_PART = sa.insert(import_part)
_PARTS = (
    sa.select(import_part.c.rows_sealed)
    .where(import_part.c.job_id == sa.bindparam("job"), import_part.c.number == sa.bindparam("number"))
    .limit(1)
)
_COUNT_PARTS = (
    sa.select(sa.func.count()).select_from(import_part).where(import_part.c.job_id == sa.bindparam("job"))
)
_ANSWERS = sa.select(import_answer.c.answers_sealed).where(import_answer.c.job_id == sa.bindparam("job"))
_ADD_ANSWERS = sa.insert(import_answer)
_DROP_ANSWERS = sa.delete(import_answer).where(import_answer.c.job_id == sa.bindparam("job"))
_DROP_PARTS = sa.delete(import_part).where(import_part.c.job_id == sa.bindparam("job"))
_OLD = (
    sa.select(import_job.c.id)
    .where(
        import_job.c.changed_at < sa.bindparam("before", type_=Instant),
        import_job.c.state.not_in([state.value for state in WORKING]),
        sa.or_(
            import_job.c.content_sealed.is_not(None),
            sa.exists().where(import_part.c.job_id == import_job.c.id),
        ),
    )
    .limit(20)
)


def start(
    tx: Tx,
    *,
    user_id: int | None,
    address: Address | None,
    name: str,
    content: bytes,
    now: datetime,
    state: JobState = JobState.RECEIVED,
) -> Job:
    """Keep a file that is to be read."""
    job_id = new_id()
    values = {
        "id": job_id,
        "user_id": user_id,
        "channel": address.channel.value if address else None,
        "chat_id": address.chat_id if address else None,
        "state": state.value,
        "report_id": new_id(),
        "name_sealed": tx.keys.seal("import_job", "name", job_id, name),
        "content_sealed": tx.keys.seal_bytes("import_job", "content", job_id, content),
        "created_at": now,
        "changed_at": now,
    }
    tx.execute(_ADD, values)
    found = by_id(tx, job_id)
    assert found is not None  # noqa: S101 - it was written a line above
    return found


def by_id(tx: Tx, job_id: int) -> Job | None:
    """The job of that id."""
    row = tx.execute(_BY_ID, {"job": job_id}).first()
    return _job(tx, row) if row else None


def by_report(tx: Tx, report_id: int) -> Job | None:
    """The job that stored that report."""
    row = tx.execute(_BY_REPORT, {"report": report_id}).first()
    return _job(tx, row) if row else None


def of_report(tx: Tx, report_id: int) -> Job | None:
    """The job whose list, or whose undo, that report is: an undo goes by the id of its job."""
    return by_report(tx, report_id) or by_id(tx, report_id)


def last_stored(tx: Tx, user_id: int, after: int) -> Job | None:
    """The user's list that was stored last and stands, where that was after the row of that id was made."""
    row = tx.execute(_LAST_STORED, {"user": user_id, "after": after}).first()
    return _job(tx, row) if row else None


def next_to_work(tx: Tx) -> Job | None:
    """The oldest job that something is to be done with."""
    row = tx.execute(_NEXT).first()
    return _job(tx, row) if row else None


def content(tx: Tx, job_id: int) -> bytes | None:
    """The file; None once it has been read."""
    sealed = tx.execute(_CONTENT, {"job": job_id}).scalar()
    return tx.keys.open_bytes("import_job", "content", job_id, sealed) if sealed else None


def move(tx: Tx, job_id: int, before: Sequence[JobState], after: JobState, now: datetime) -> bool:
    """From one of these states to another; False when it stands elsewhere: a second press changes nothing."""
    told = {"job": job_id, "before": [state.value for state in before], "after": after.value, "now": now}
    return tx.execute(_MOVE, told).rowcount == 1


def keep_slice(tx: Tx, job_id: int, number: int, rows: Sequence[Sequence[Value]]) -> None:
    """Keep the rows of one slice, the first is number 0."""
    text = json.dumps([[_plain(value) for value in row] for row in rows], ensure_ascii=False)
    sealed = tx.keys.seal("import_part", "rows", f"{job_id}.{number}", text)
    tx.execute(_ADD_PART, {"job_id": job_id, "number": number, "rows_sealed": sealed})


def drop_content(tx: Tx, job_id: int, rows: int) -> None:
    """The file has been read whole: its rows are kept, itself no longer."""
    tx.execute(_DROP_CONTENT, {"job": job_id, "counted": rows})


def drop_slices(tx: Tx, job_id: int) -> None:
    """Forget the rows, and what was answered about them."""
    tx.execute(_DROP_PARTS, {"job": job_id})
    tx.execute(_DROP_ANSWERS, {"job": job_id})


def answers(tx: Tx, job_id: int) -> dict[str, Any]:
    """What was answered about the list, in plain values."""
    sealed = tx.execute(_ANSWERS, {"job": job_id}).scalar()
    if sealed is None:
        return {}
    plain: dict[str, Any] = json.loads(tx.keys.open("import_answer", "answers", job_id, sealed))
    return plain


def keep_answers(tx: Tx, job_id: int, plain: Mapping[str, Any]) -> None:
    """All that has been answered so far."""
    sealed = tx.keys.seal("import_answer", "answers", job_id, json.dumps(plain, ensure_ascii=False))
    tx.execute(_DROP_ANSWERS, {"job": job_id})
    tx.execute(_ADD_ANSWERS, {"job_id": job_id, "answers_sealed": sealed})


def slice_of(tx: Tx, job_id: int, number: int) -> list[tuple[Value, ...]]:
    """The rows of one slice; none after the last."""
    sealed = tx.execute(_PARTS, {"job": job_id, "number": number}).scalar()
    if sealed is None:
        return []
    text = tx.keys.open("import_part", "rows", f"{job_id}.{number}", sealed)
    return [tuple(_value(value) for value in row) for row in json.loads(text)]


def slices_of(tx: Tx, job_id: int) -> int:
    """How many slices its rows make."""
    count: int = tx.execute(_COUNT_PARTS, {"job": job_id}).scalar_one()
    return count


def keep_count(tx: Tx, job_id: int, stored: int) -> None:
    """It stored so many people or units."""
    tx.execute(_KEEP_COUNT, {"job": job_id, "count": stored})


def forget(tx: Tx, before: datetime) -> int:
    """Drop the files and rows of jobs that nobody has answered since that moment."""
    old = [row.id for row in tx.execute(_OLD, {"before": before})]
    for job_id in old:
        tx.execute(_DROP_CONTENT, {"job": job_id, "counted": 0})
        drop_slices(tx, job_id)
    return len(old)


def sliced(rows: Sequence[tuple[Value, ...]]) -> Iterator[Sequence[tuple[Value, ...]]]:
    """The rows as slices."""
    return (rows[at : at + ROWS_IN_A_SLICE] for at in range(0, len(rows), ROWS_IN_A_SLICE))


def _job(tx: Tx, row: "sa.Row[tuple[object, ...]]") -> Job:
    told: Any = row._mapping
    address = (
        Address(channel=ChannelName(told["channel"]), chat_id=told["chat_id"]) if told["chat_id"] else None
    )
    return Job(
        id=told["id"],
        user_id=told["user_id"],
        address=address,
        state=JobState(told["state"]),
        report_id=told["report_id"],
        name=tx.keys.open("import_job", "name", told["id"], told["name_sealed"]),
        rows=told["rows"],
        stored=told["stored"],
        created_at=told["created_at"],
    )


def _plain(value: Value) -> Any:
    return [value.isoformat()] if isinstance(value, date) else value


def _value(plain: Any) -> Value:
    value: Value = date.fromisoformat(plain[0]) if isinstance(plain, list) else plain
    return value
