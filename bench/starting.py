"""From nothing to the first answer, in fresh processes, against importing the Telegram library alone."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.measuring import Row, Scale, compared, interleaved
from tests.fakes.telegram_server import TOKEN, TelegramServer

_FLOOR = (sys.executable, "-c", "import telegram.ext")
CHIBO = (sys.executable, "-m", "bot")
_QUESTION = "Từ đầu năm đến nay kết nạp được bao nhiêu?"

# A process starts with the memory mark of the one that started it, so something small starts it.
_LAUNCHER = """
import os, sys, time
silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
started = time.perf_counter()
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
_, status, usage = os.wait4(pid, 0)
print(time.perf_counter() - started, usage.ru_maxrss / 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""

_numbers = count(5_000)  # each update is new to the database

Cost = tuple[float, float]  # seconds, megabytes


async def first_answer(scale: Scale) -> list[Row]:
    """One question on the command line; and `chibo run` until a message on Telegram has its answer."""
    scale.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=scale.folder.absolute()) as name:
        folder = Path(name)  # nobody's .env lies there
        await ended((*CHIBO, "demo"), folder)
        floor, ask, run = await interleaved(
            scale,
            lambda: ended(_FLOOR, folder),
            lambda: ended((*CHIBO, "ask", "--as", "hom", _QUESTION), folder),
            lambda: _answering(folder),
        )
    rows: list[Row] = []
    for name, costs in (
        ("a question on the command line", ask),
        ("`chibo run`, the first Telegram answer", run),
    ):
        for what, place, unit, goal in (("time", 0, "ms", 3.0), ("memory", 1, "MB", 2.2)):
            ours, theirs = [cost[place] for cost in costs], [cost[place] for cost in floor]
            rows.append(
                compared(f"{name}: {what}", "import telegram.ext", ours, theirs, goal=goal, unit=unit)
            )
    return rows


async def ended(command: Sequence[str], folder: Path) -> Cost:
    """A process from its start to its end."""
    launcher = (sys.executable, "-I", "-S", "-c", _LAUNCHER)
    process = await asyncio.create_subprocess_exec(
        *launcher, *command, cwd=folder, env=_environment(folder), stdout=PIPE, stderr=PIPE
    )
    told, complaint = await process.communicate()
    assert process.returncode == 0, complaint.decode()
    seconds, megabytes = map(float, told.split())
    return seconds, megabytes


async def _answering(folder: Path) -> Cost:
    """The service from its start until the platform took its first answer."""
    server = TelegramServer()
    await server.start()
    await server.update(update_id=next(_numbers), message=server.message(7, text="Xin chào"))
    settings = {**_environment(folder), "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
    try:
        started = perf_counter()
        process = await asyncio.create_subprocess_exec(
            *CHIBO, "run", cwd=folder, env=settings, stdout=DEVNULL, stderr=DEVNULL
        )
        await server.wait_until(lambda: server.to(7), seconds=60)
        seconds, megabytes = perf_counter() - started, _peak_of(process.pid)
        process.terminate()
        await process.wait()
        return seconds, megabytes
    finally:
        await server.stop()


def _environment(folder: Path) -> dict[str, str]:
    """No setting of whoever measures; bytecode is kept, as it is wherever the assistant is installed."""
    foreign = ("TELEGRAM_", "CHIBO_", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    root = str(Path(__file__).resolve().parents[1])
    return {
        **kept,
        "PYTHONPATH": root,
        "CHIBO_DATABASE": str(folder / "chibo.sqlite3"),
        "CHIBO_WEB_PORT": "0",
    }


def _peak_of(pid: int) -> float:
    """The most memory a living process ever held, in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    mark = next(line for line in lines if line.startswith("VmHWM:"))
    return int(mark.split()[1]) / 1024
