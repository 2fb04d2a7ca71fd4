"""`chibo` in a process of its own, forked off one that has imported what every command needs.

So a command costs what it does, and not its imports; that the script itself starts is seen in tests/docs
and tests/bench.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryDirectory

_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload(["bot.assistant"])
_MORE = os.O_WRONLY | os.O_CREAT | os.O_APPEND


def started(
    arguments: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    typed: Path = Path(os.devnull),
    out: Path = Path(os.devnull),
    errors: Path = Path(os.devnull),
) -> BaseProcess:
    """The command at work in a folder; what it reads and prints are files, those printed to grow."""
    process = _FORKED.Process(target=_run, args=(arguments, folder, dict(environment), typed, out, errors))
    process.start()
    return process


def done(
    arguments: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    typed: str = "",
    seconds: float = 60.0,
) -> CompletedProcess[str]:
    """The command, once it has ended. Raises TimeoutExpired."""
    with TemporaryDirectory() as place:
        read, out, errors = (Path(place) / name for name in ("in", "out", "errors"))
        read.write_text(typed, encoding="utf-8")
        process = started(
            arguments, folder=folder, environment=environment, typed=read, out=out, errors=errors
        )
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            raise TimeoutExpired(list(arguments), seconds)
        code = process.exitcode
        process.close()
        return CompletedProcess(
            arguments, code, out.read_text(encoding="utf-8"), errors.read_text(encoding="utf-8")
        )


def _run(
    arguments: Sequence[str], folder: Path, environment: dict[str, str], typed: Path, out: Path, errors: Path
) -> None:
    for number, path, how in ((0, typed, os.O_RDONLY), (1, out, _MORE), (2, errors, _MORE)):
        opened = os.open(path, how, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - for the life of the process
    sys.stdout, sys.stderr = (open(n, "w", 1, encoding="utf-8", closefd=False) for n in (1, 2))  # noqa: SIM115 - as above
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["chibo", *arguments]
    from bot.__main__ import main  # here and not above: the tests do not need it

    main()
