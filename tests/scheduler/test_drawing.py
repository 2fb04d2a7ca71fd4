"""Files for messages."""

import asyncio
import multiprocessing
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from pathlib import Path

import pytest

from bot.channels.terminal import TerminalChannel
from domain.localtime import VIET_NAM
from domain.messages import (
    Address,
    Attachment,
    AttachmentKind,
    ChannelName,
    File,
    OutgoingMessage,
    Reply,
)
from domain.sheets import Column, Sheet
from scheduler.drawing import Drawing
from storage import deliveries, outbox
from storage.database import Store

NOW = datetime(2025, 11, 24, 8, tzinfo=VIET_NAM)
SHEET = Sheet(name="Danh sách", columns=(Column(title="Họ và tên"),), rows=(("Lò Thị Mai",),))
ATTACHMENT = Attachment(
    kind=AttachmentKind.WORKBOOK, name="ban-hom.xlsx", figures={"sheets": [SHEET.as_plain()]}
)
HOM = Address(channel=ChannelName.TERMINAL, chat_id="hom")


async def test_a_file_is_drawn_in_another_process() -> None:
    drawing = Drawing()
    try:
        file = await drawing.file_of(ATTACHMENT)
    finally:
        drawing.close()
    assert file.name == "ban-hom.xlsx"
    assert file.content.startswith(b"PK")


async def test_a_bad_recipe_fails_alone() -> None:
    drawing = Drawing()
    try:
        with pytest.raises(KeyError):
            await drawing.file_of(Attachment(kind=AttachmentKind.WORKBOOK, name="x.xlsx", figures={}))
        assert (await drawing.file_of(ATTACHMENT)).content
    finally:
        drawing.close()


async def test_who_waits_behind_a_file_that_takes_too_long_is_told_so_and_the_next_is_drawn() -> None:
    drawing = Drawing(patience=0.01)

    async def later() -> File:
        await asyncio.sleep(0.005)
        return await drawing.file_of(ATTACHMENT)

    try:
        late = await asyncio.gather(drawing.file_of(ATTACHMENT), later(), later(), return_exceptions=True)
        assert [type(one) for one in late] == [TimeoutError] * 3
        drawing.patience = 60.0
        assert (await drawing.file_of(ATTACHMENT)).content
    finally:
        drawing.close()


async def test_a_file_waits_while_a_message_is_answered() -> None:
    drawing = Drawing()
    try:
        await drawing.file_of(ATTACHMENT)  # the worker has started
        with drawing.giving_way(), drawing.giving_way():
            file = asyncio.create_task(drawing.file_of(ATTACHMENT))
            await asyncio.sleep(0.3)
            assert not file.done()
        assert (await file).content
    finally:
        drawing.close()


async def test_a_file_that_has_waited_for_long_gives_way_no_more() -> None:
    drawing = Drawing(courtesy=0.1)
    try:
        await drawing.file_of(ATTACHMENT)
        with drawing.giving_way():
            assert (await drawing.file_of(ATTACHMENT)).content
    finally:
        drawing.close()


async def test_a_worker_that_ended_by_itself_holds_nobody_up() -> None:
    others = multiprocessing.active_children()
    drawing = Drawing()
    try:
        await drawing.file_of(ATTACHMENT)
        (worker,) = (child for child in multiprocessing.active_children() if child not in others)
        worker.kill()
        with drawing.giving_way(), pytest.raises(BrokenProcessPool):
            await drawing.file_of(ATTACHMENT)
        assert (await drawing.file_of(ATTACHMENT)).content
    finally:
        drawing.close()


async def test_the_figures_of_a_file_are_kept_sealed_with_its_message(store: Store) -> None:
    reply = Reply(text="Tệp Excel", attachment=ATTACHMENT)
    row_id = await store.write(outbox.add_reply, address=HOM, reply=reply, user=None, inbox_id=None, now=NOW)
    claimed = await store.write(
        deliveries.claim, row_id, now=NOW, real_now=NOW, until=NOW, compose=lambda tx, row, now: None
    )
    assert claimed is not None
    assert claimed.message.attachment == ATTACHMENT
    assert b"Mai" not in store.path.read_bytes()


async def test_the_terminal_keeps_files_in_a_folder_and_none_is_overwritten(tmp_path: Path) -> None:
    shown: list[str] = []
    channel = TerminalChannel(shown.append, tmp_path / "files")
    file = File(name="ban-hom.xlsx", content=b"one")
    for content in (b"one", b"two"):
        file = File(name="ban-hom.xlsx", content=content)
        await channel.send(OutgoingMessage(address=HOM, text="Tệp Excel", file=file))
    assert (tmp_path / "files" / "ban-hom.xlsx").read_bytes() == b"one"
    assert (tmp_path / "files" / "ban-hom-2.xlsx").read_bytes() == b"two"
    assert shown[0] == f"Tệp: {tmp_path / 'files' / 'ban-hom.xlsx'}"
