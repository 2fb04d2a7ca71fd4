"""What was acknowledged outlives the power: the writer's statements on a disk that forgets what lies open."""

import os
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from domain.localtime import VIET_NAM
from domain.messages import Address, ChannelName, Reply
from storage import inbox, outbox
from storage.database import Tx
from storage.keys import Keys
from storage.sqlite import Work, Writer, connect, write_lock
from tests.faults.power import Recording, opened_again, replayed

CUTS = 60
SOAK = (
    pytest.mark.soak,
    pytest.mark.skipif("CHIBO_SOAK" not in os.environ, reason="long figures: make soak"),
)
BATCHES = 150
NOW = datetime(2025, 11, 24, 8, 0, tzinfo=VIET_NAM)
# A message is there only together with its answer: both came in one transaction.
ANSWERED = "SELECT update_id FROM inbox JOIN outbox ON outbox.inbox_id = inbox.id"
RECEIVED = "SELECT update_id FROM inbox"


@pytest.fixture
def traced(database: Path, keys: Keys) -> tuple[bytes, list[str], list[str | Sequence[str]]]:
    """The database before, the pragmas in force, the statements of all batches and what each acknowledged."""
    before = database.read_bytes()
    chance = random.Random(7)
    trace: list[str | Sequence[str]] = []
    raw = connect(database)
    raw.set_trace_callback(trace.append)
    with closing(Writer(raw, write_lock(database))) as writer:
        pragmas = _in_force(raw)
        trace.clear()
        number = 0
        for _ in range(BATCHES):
            ids = [f"u{number + n}" for n in range(chance.randint(1, 6))]
            number += len(ids)
            outcomes = writer.run([_message(keys, update_id) for update_id in ids], lambda: False)
            trace.append(ids[: len(outcomes)])  # on a slow machine a batch leaves its last for another
    return before, pragmas, trace


def _in_force(raw: object) -> list[str]:
    """The settings of the writer's own connection, read back from it."""
    names = ("journal_mode", "synchronous", "wal_autocheckpoint", "foreign_keys")
    return [f"{name}={raw.execute(f'PRAGMA {name}').fetchone()[0]}" for name in names]  # type: ignore[attr-defined]


def _message(keys: Keys, update_id: str) -> Work:
    """A message and its answer in one transaction."""

    def keep(raw: sqlite3.Connection) -> None:
        tx = Tx(raw, keys)
        row = inbox.store(tx, ChannelName.TELEGRAM, "1", update_id, "5", "x" * 900, NOW)
        address = Address(channel=ChannelName.TELEGRAM, chat_id="5")
        outbox.add_reply(tx, address=address, reply=Reply(text="Đã ghi."), user=None, inbox_id=row, now=NOW)

    return keep


def lost_and_damaged(recording: Recording, folder: Path, cuts: int) -> tuple[int, int, int]:
    """Over all cuts: acknowledged messages that are gone, damaged files, messages without their answer."""
    folder.mkdir()
    chance = random.Random(11)
    lost = damaged = halves = 0
    for _ in range(cuts):
        cut = chance.randrange(len(recording.operations) + 1)
        files = recording.after_the_cut(cut, chance)
        answered = opened_again(folder, files, ANSWERED)
        received = opened_again(folder, files, RECEIVED)
        if answered is None or received is None:
            damaged += 1
        else:
            lost += len(recording.promised(cut) - answered)
            halves += len(received - answered)
    return lost, damaged, halves


@pytest.mark.timeout(600)
@pytest.mark.parametrize("cuts", [CUTS, pytest.param(2000, marks=SOAK)])
def test_a_power_cut_loses_nothing_that_was_acknowledged(
    traced: tuple[bytes, list[str], list[str | Sequence[str]]], tmp_path: Path, cuts: int
) -> None:
    before, pragmas, trace = traced
    assert "journal_mode=wal" in pragmas and "synchronous=2" in pragmas
    recording = replayed(tmp_path / "disk", before, pragmas, trace)
    assert any(operation.file == "chibo.sqlite3" for operation in recording.operations)  # checkpoints too
    assert lost_and_damaged(recording, tmp_path / "found", cuts) == (0, 0, 0)


@pytest.mark.timeout(600)
def test_the_same_cuts_lose_messages_where_commits_are_not_synced(
    traced: tuple[bytes, list[str], list[str | Sequence[str]]], tmp_path: Path
) -> None:
    before, pragmas, trace = traced
    weaker = [pragma.replace("synchronous=2", "synchronous=1") for pragma in pragmas]
    recording = replayed(tmp_path / "disk", before, weaker, trace)
    lost, damaged, halves = lost_and_damaged(recording, tmp_path / "found", CUTS)
    assert lost > 0 and (damaged, halves) == (0, 0)
