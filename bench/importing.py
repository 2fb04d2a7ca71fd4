"""A province's members from one workbook: against the minute and the memory that it may take."""

import asyncio
import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bench.measuring import Row, Scale, compared
from bench.starting import CHIBO, Cost, ended
from bot.assistant import Assistant, opened
from bot.settings import Settings
from domain.localtime import VIET_NAM
from domain.messages import ChannelName
from domain.people import PersonFacts
from domain.pipeline import Stage
from domain.rules import RuleBook
from domain.sheets import Column, ColumnKind, Sheet, Value
from domain.units import UnitKind
from domain.users import Role
from handlers.recording import Origin, add_person, add_stage, settle_person
from rendering.workbook import workbook
from storage import gazetteer, units, users
from storage.database import Tx
from storage.ids import new_id

_LONG_AGO = datetime(2020, 1, 1, tzinfo=VIET_NAM)
_BETWEEN = 0.02
_CELLS = 25  # of a commune
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Lò", "Quàng", "Giàng", "Nông")
_MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Thanh", "Ngọc", "Hữu", "Thu", "Xuân", "Quốc")
_GIVEN = ("An", "Bình", "Cường", "Dũng", "Giang", "Hà", "Khoa", "Linh", "Minh", "Nam", "Phúc", "Quân", "Sơn")
_PEOPLES = ("Kinh", "Thái", "Mông", "Mường", "Tày", "Nùng")
_WORK = ("Nông dân", "Giáo viên", "Công chức", "Công nhân", "Y tế", None)


async def of_a_province(scale: Scale) -> list[Row]:
    """`chibo import --yes` of one row for each twentieth person of the country: time and memory."""
    people = scale.people // 20
    scale.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=scale.folder.absolute()) as name:
        folder = Path(name)
        costs = [await _one(folder, people)]
        (folder / "beside").mkdir()
        alone, beside = await _reports_beside(folder / "beside", max(100, people // 5), scale.quiet)
    name = f"{people:,} people from a workbook"
    return [
        compared(f"{name}: time", "a minute", [c[0] for c in costs], [60.0] * len(costs), goal=1, unit="ms"),
        compared("a report stored beside an import, p99", "the same, idle", [beside], [alone], unit="ms"),
        compared(f"{name}: memory", "300 MB", [c[1] for c in costs], [300.0] * len(costs), goal=1, unit="MB"),
    ]


async def _reports_beside(folder: Path, people: int, quiet: float) -> tuple[float, float]:
    """p99 of storing a report, idle and while another process takes the list in."""
    cells = await founded(folder, people)
    file = folder / "members.xlsx"
    await asyncio.to_thread(file.write_bytes, members(people, cells))
    settings = Settings.model_validate({"CHIBO_DATABASE": str(folder / "chibo.sqlite3")})
    async with opened(settings) as assistant:
        alone = await _report_for(assistant, asyncio.create_task(asyncio.sleep(quiet)))
        command = (*CHIBO, "import", "--as", "officer", "--yes", str(file))
        beside = await _report_for(assistant, asyncio.create_task(ended(command, folder)))
    return _p99(alone), _p99(beside)


async def _report_for(assistant: Assistant, until: asyncio.Task[Any]) -> list[float]:
    """Store a report fifty times a second until then; how long each took."""
    took: list[float] = []
    while not until.done():
        started = perf_counter()
        await assistant.store.write(_report, assistant.book, len(took))
        took.append(perf_counter() - started)
        await asyncio.sleep(_BETWEEN)
    await until
    return took


def _report(tx: Tx, book: RuleBook, number: int) -> None:
    cell = gazetteer.find(tx, "bản 0", [units.EVERYTHING]).exact[0]
    origin = Origin(report_id=new_id(), recorded_at=_LONG_AGO)
    person = add_person(tx, origin, cell, PersonFacts(full_name=f"Lò Thị Báo {number}"))
    add_stage(tx, origin, cell, person, Stage.ADMISSION, _LONG_AGO.date())
    settle_person(tx, book, person, _LONG_AGO)


def _p99(took: Sequence[float]) -> float:
    return sorted(took)[len(took) * 99 // 100]


async def _one(folder: Path, people: int) -> Cost:
    cells = await founded(folder, people)
    file = folder / "members.xlsx"
    await asyncio.to_thread(file.write_bytes, members(people, cells))
    return await ended((*CHIBO, "import", "--as", "officer", "--yes", str(file)), folder)


async def founded(folder: Path, people: int) -> list[str]:
    """A province with cells of fifty and an officer, in the folder; the cells as a list names them."""
    cells: list[str] = []

    def found(tx: Tx) -> None:
        province = units.add(tx, parent=None, kind=UnitKind.PROVINCE, name="tỉnh Sơn La")
        for number in range(max(1, people // 50)):
            if number % _CELLS == 0:
                commune = units.add(
                    tx, parent=province, kind=UnitKind.COMMUNE, name=f"xã Số {number // _CELLS}"
                )
            units.add(tx, parent=commune, kind=UnitKind.PARTY_CELL, name=f"bản {number}")
            cells.append(f"Chi bộ bản {number}")
        officer = users.add_user(tx, "officer", _LONG_AGO)
        users.add_identity(tx, officer, ChannelName.TERMINAL, "officer", "officer", _LONG_AGO)
        users.assign(tx, officer, Role.OFFICER, province.id, _LONG_AGO)

    settings = Settings.model_validate({"CHIBO_DATABASE": str(folder / "chibo.sqlite3")})
    async with opened(settings) as assistant:
        await assistant.store.write(found)
    return cells


def members(people: int, cells: list[str]) -> bytes:
    """A list as an office keeps it: a title, a header, a row for each member."""
    chosen = random.Random(people)
    titles = (
        "TT",
        "Họ và tên",
        "Ngày sinh",
        "Giới tính",
        "Dân tộc",
        "Nghề nghiệp",
        "Chi bộ",
        "Ngày vào Đảng",
        "Ngày chính thức",
    )
    columns = tuple(Column(title=title, kind=ColumnKind.TEXT) for title in titles)
    return workbook(
        [Sheet(name="Danh sách", columns=columns, rows=tuple(_row(chosen, n, cells) for n in range(people)))]
    )


def _row(chosen: random.Random, number: int, cells: list[str]) -> tuple[Value, ...]:
    admitted_on = date(2005, 1, 1) + timedelta(days=chosen.randrange(7_000))
    born_on = admitted_on - timedelta(days=chosen.randrange(19 * 366, 45 * 365))
    middle = chosen.choice(_MIDDLE)
    official_on = date(admitted_on.year + 1, admitted_on.month, min(admitted_on.day, 28)) + timedelta(days=5)
    return (
        number + 1,
        f"{chosen.choice(_FAMILY)} {middle} {chosen.choice(_GIVEN)} {chosen.choice(_GIVEN)}",
        born_on if chosen.random() < 0.5 else f"{born_on:%d/%m/%Y}",
        "Nữ" if middle in ("Thị", "Thu") else "Nam",
        chosen.choice(_PEOPLES),
        chosen.choice(_WORK),
        cells[number % len(cells)],
        admitted_on,
        official_on if chosen.random() < 0.9 else None,
    )
