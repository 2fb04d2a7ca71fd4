"""A disk whose power can be cut: what SQLite wrote but did not sync may be there, in part, or not at all."""

import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import apsw

_SECTOR = 512
_names = iter(range(1_000_000))


class Did(StrEnum):
    """What happened to a file."""

    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"


@dataclass(frozen=True, slots=True)
class Operation:
    """One call to the disk."""

    file: str
    did: Did
    at: int = 0  # the offset of a write, the size of a truncation
    data: bytes = b""


class _Disk(apsw.VFS):
    """The real files, with every call kept in order."""

    def __init__(self, log: list[Operation]) -> None:
        self.name = f"recording-{next(_names)}"
        self._log = log
        super().__init__(self.name, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> "_File":  # noqa: N802 - SQLite's
        return _File(name, flags, self._log)


class _File(apsw.VFSFile):
    def __init__(self, name: str | apsw.URIFilename | None, flags: list[int], log: list[Operation]) -> None:
        super().__init__("", name, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else name or ""
        self._file = Path(path).name
        self._log = log

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        self._log.append(Operation(self._file, Did.WRITE, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802 - SQLite's name
        self._log.append(Operation(self._file, Did.TRUNCATE, size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        self._log.append(Operation(self._file, Did.SYNC))
        super().xSync(flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Everything that reached the disk, and after how many calls each batch was acknowledged."""

    before: bytes  # the database as it stood, safely, when the recording began
    operations: Sequence[Operation]
    acknowledged: Sequence[tuple[int, Sequence[str]]]

    def promised(self, cut: int) -> set[str]:
        """What had been acknowledged when the power went after so many calls."""
        return {one for calls, batch in self.acknowledged if calls <= cut for one in batch}

    def after_the_cut(self, cut: int, chance: random.Random) -> dict[str, bytes]:
        """The files as they may be found: synced writes whole, of the others any sectors in any mixture."""
        names = {operation.file for operation in self.operations}
        found = {name: bytearray(self.before if name == DATABASE else b"") for name in names | {DATABASE}}
        unsynced: defaultdict[str, list[Operation]] = defaultdict(list)
        for operation in self.operations[:cut]:
            if operation.did is Did.SYNC:
                for sure in unsynced.pop(operation.file, []):
                    _carry_out(found[operation.file], sure)
            else:
                unsynced[operation.file].append(operation)
        for name, open_ones in unsynced.items():
            luck = chance.choice((0.0, 0.5, 1.0))
            for operation in open_ones:
                for part in _sectors(operation):
                    if chance.random() < luck:
                        _carry_out(found[name], part)
        return {name: bytes(content) for name, content in found.items()}


DATABASE = "chibo.sqlite3"


def replayed(
    folder: Path, before: bytes, pragmas: Iterable[str], trace: Sequence[str | Sequence[str]]
) -> Recording:
    """Run recorded statements on a recording disk; a list among them is a batch acknowledged there."""
    folder.mkdir()
    (folder / DATABASE).write_bytes(before)
    log: list[Operation] = []
    disk = _Disk(log)
    acknowledged: list[tuple[int, Sequence[str]]] = []
    with closing(apsw.Connection(str(folder / DATABASE), vfs=disk.name)) as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")  # a disk of our own has no shared memory
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        for step in trace:
            if isinstance(step, str):
                connection.execute(step)
            else:
                acknowledged.append((len(log), step))
        operations = list(log)  # closing the database writes more: the power went before
    return Recording(before=before, operations=operations, acknowledged=acknowledged)


def opened_again(folder: Path, files: dict[str, bytes], question: str) -> set[str] | None:
    """What the database answers when the power is back; None when it is damaged."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        with closing(sqlite3.connect(folder / DATABASE)) as raw:
            if raw.execute("PRAGMA quick_check").fetchone() != ("ok",):
                return None
            return {row[0] for row in raw.execute(question)}
    except sqlite3.DatabaseError:
        return None
    finally:
        for file in folder.iterdir():
            file.unlink()


def _carry_out(content: bytearray, operation: Operation) -> None:
    if operation.did is Did.TRUNCATE:
        del content[operation.at :]
        return
    if len(content) < operation.at:
        content.extend(bytes(operation.at - len(content)))
    content[operation.at : operation.at + len(operation.data)] = operation.data


def _sectors(operation: Operation) -> Iterable[Operation]:
    if operation.did is Did.TRUNCATE:
        yield operation
    for start in range(0, len(operation.data), _SECTOR):
        yield Operation(
            operation.file, Did.WRITE, operation.at + start, operation.data[start : start + _SECTOR]
        )
