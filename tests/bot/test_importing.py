"""Imports beside a living service, and one at a time."""

import asyncio
from pathlib import Path

import pytest

from bot.assistant import Assistant, opened
from bot.importing import Importing, alone
from bot.settings import Settings
from domain.messages import Address, ChannelName
from storage import imports, users
from storage.database import Tx
from storage.imports import Job, JobState
from tests.cast import found_commune
from tests.handlers.turns import NOW

LIST = "Họ và tên;Năm sinh;Ngày kết nạp\nLò Văn Thử;1990;3/2/2024\n".encode()


def sent(tx: Tx) -> Job:
    user = users.by_identity(tx, ChannelName.TERMINAL, "hom", NOW)
    assert user is not None
    chat = Address(channel=ChannelName.TERMINAL, chat_id="hom")
    return imports.start(tx, user_id=user.id, address=chat, name="a.csv", content=LIST, now=NOW)


async def until(assistant: Assistant, job: Job, state: JobState) -> None:
    async with asyncio.timeout(120):
        while (found := await assistant.store.read(imports.by_id, job.id)) and found.state is not state:  # noqa: ASYNC110 - see below
            await asyncio.sleep(0.1)  # another process moves it


async def test_the_service_has_lists_worked_off_in_a_process_of_their_own(tmp_path: Path) -> None:
    settings = Settings.model_validate({"CHIBO_DATABASE": str(tmp_path / "chibo.sqlite3")})
    async with opened(settings) as assistant:
        await assistant.store.write(found_commune, assistant.book)
        job = await assistant.store.write(sent)
        heard = asyncio.Event()
        running = asyncio.create_task(Importing(assistant, heard.set).run())
        await until(assistant, job, JobState.SHOWN)
        await assistant.store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
        await until(assistant, job, JobState.DONE)
        assert heard.is_set()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


async def test_one_works_at_a_time(tmp_path: Path) -> None:
    database = tmp_path / "chibo.sqlite3"
    async with alone(database) as first, alone(database) as second:
        assert (first, second) == (True, False)
    async with alone(database) as again:
        assert again
