"""Files that users sent, sealed: those attached to a report, and for a while those that are not yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from domain.files import FileKind
from domain.messages import File
from storage.database import Tx
from storage.ids import new_id
from storage.schema import received_file
from storage.types import Instant

HELD = timedelta(days=1)  # how long a file waits for a report

_ADD = sa.insert(received_file)
_HEAD = (
    received_file.c.id,
    received_file.c.user_id,
    received_file.c.kind,
    received_file.c.received_at,
    received_file.c.report_id,
)
_ONE = sa.select(*_HEAD).where(received_file.c.id == sa.bindparam("file"))
_CONTENT = sa.select(
    received_file.c.id, received_file.c.kind, received_file.c.name_sealed, received_file.c.content_sealed
).where(received_file.c.id == sa.bindparam("file"))
_LOOSE = (
    sa.select(*_HEAD)
    .where(
        received_file.c.user_id == sa.bindparam("user"),
        received_file.c.report_id.is_(None),
        received_file.c.received_at >= sa.bindparam("since", type_=Instant),
    )
    .order_by(received_file.c.id)
)
_OF_REPORTS = (
    sa.select(*_HEAD)
    .where(received_file.c.report_id.in_(sa.bindparam("reports", expanding=True)))
    .order_by(received_file.c.id)
)
_ATTACH = (
    sa.update(received_file)
    .where(received_file.c.id == sa.bindparam("file"), received_file.c.report_id.is_(None))
    .values(report_id=sa.bindparam("report"), attached_at=sa.bindparam("at", type_=Instant))
)
_DELETE = sa.delete(received_file).where(received_file.c.id == sa.bindparam("file"))
_FORGET = sa.delete(received_file).where(
    received_file.c.report_id.is_(None),
    received_file.c.received_at < sa.bindparam("before", type_=Instant),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A stored file, without its content."""

    id: int
    user_id: int
    kind: FileKind
    received_at: datetime
    report_id: int | None = None


def keep(tx: Tx, user_id: int, *, name: str, kind: FileKind, content: bytes, now: datetime) -> int:
    """Store a file that a user sent; its id."""
    file_id = new_id()
    tx.execute(
        _ADD,
        {
            "id": file_id,
            "user_id": user_id,
            "kind": kind.value,
            "size": len(content),
            "received_at": now,
            "name_sealed": tx.keys.seal("received_file", "name", file_id, name),
            "content_sealed": tx.keys.seal_bytes("received_file", "content", file_id, content),
        },
    )
    return file_id


def head(tx: Tx, file_id: int) -> Kept | None:
    """What is known of a stored file without opening it."""
    row = tx.execute(_ONE, {"file": file_id}).first()
    return _kept(row) if row else None


def opened(tx: Tx, file_id: int) -> File | None:
    """The file itself; None once it was deleted."""
    row = tx.execute(_CONTENT, {"file": file_id}).first()
    if row is None:
        return None
    return File(
        name=tx.keys.open("received_file", "name", file_id, row.name_sealed),
        content=tx.keys.open_bytes("received_file", "content", file_id, row.content_sealed),
        is_picture=FileKind(row.kind).is_picture,
    )


def loose(tx: Tx, user_id: int, since: datetime) -> list[Kept]:
    """What the user has sent since a moment and attached to nothing, oldest first."""
    return [_kept(row) for row in tx.execute(_LOOSE, {"user": user_id, "since": since})]


def of_reports(tx: Tx, report_ids: Iterable[int]) -> list[Kept]:
    """What is attached to any of the reports, oldest first."""
    return [_kept(row) for row in tx.execute(_OF_REPORTS, {"reports": list(report_ids)})]


def attach(tx: Tx, file_id: int, report_id: int, now: datetime) -> bool:
    """Attach a file to a report. False when it is attached already, or gone."""
    return tx.execute(_ATTACH, {"file": file_id, "report": report_id, "at": now}).rowcount == 1


def delete(tx: Tx, file_id: int) -> bool:
    """Delete a file. False when it was gone already."""
    return tx.execute(_DELETE, {"file": file_id}).rowcount == 1


def forget(tx: Tx, now: datetime) -> int:
    """Delete what has waited for a report long enough; how many."""
    return tx.execute(_FORGET, {"before": now - HELD}).rowcount


def _kept(row: "sa.Row[tuple[object, ...]]") -> Kept:
    values = dict(row._mapping)
    values["kind"] = FileKind(values["kind"])
    return Kept(**values)
