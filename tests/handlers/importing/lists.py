"""Lists of members on their way in: shown, decided, stored, in somebody's name."""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO

from openpyxl import Workbook

from domain.cards import ReorganisationCard
from domain.messages import ChannelName
from domain.periods import year_period
from domain.pipeline import Stage
from domain.rules import RuleBook
from domain.sheets import Value
from domain.units import Change
from domain.users import User
from handlers.context import Context
from handlers.importing.replies import Preview
from handlers.importing.work import work, work_off
from handlers.importing.worker import Outcome, Worker
from handlers.organising import unit_changes
from handlers.recording import Origin
from storage import imports, statistics, users
from storage.database import Store, Tx
from storage.ids import new_id
from storage.imports import Job, JobState
from tests.cast import Cast
from tests.handlers.turns import NOW
from tests.rules import BOOK

TODAY = date(2025, 10, 15)
GIVEN = (
    "An",
    "Bình",
    "Cường",
    "Dũng",
    "Giang",
    "Hà",
    "Khoa",
    "Linh",
    "Minh",
    "Nam",
    "Phúc",
    "Quân",
    "Sơn",
)
LIST: list[tuple[Value, ...]] = [
    ("DANH SÁCH ĐẢNG VIÊN MỚI KẾT NẠP", None, None, None, None),
    ("TT", "Họ và tên", "Năm sinh", "Chi bộ", "Ngày vào Đảng"),
    (1, "Lò Thị Mai", 1998, "bản Hỏm", date(2025, 3, 8)),
    (2, "VÌ THỊ ÁNH", "05/09/1995", "CB bản Lầu", "15/4/2025"),
    (3, "Quàng Văn Trai", 1990, "bản Không Có", date(2025, 5, 1)),
    (4, "Cà Văn Trẻ", 2012, "bản Hỏm", date(2025, 5, 1)),
    (5, "Lò Văn Xuân", 1990, "bản Hỏm", "31/2/2025"),
    (6, "Lò Thị Mai", 1998, "bản Hỏm", date(2025, 3, 8)),
    (None, "Tổng cộng: 6", None, None, None),
]


def user_of(tx: Tx, account: str) -> User:
    user = users.by_identity(tx, ChannelName.TERMINAL, account, NOW)
    assert user is not None
    return user


def as_file(rows: Sequence[Sequence[Value]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


async def nobody_listens(job: Job, text: str) -> None:
    raise AssertionError("no word is due in two seconds of a clock that stands still")


def worker(store: Store, book: RuleBook = BOOK) -> Worker:
    return Worker(store=store, book=book, clock=lambda: NOW, seconds=lambda: 0.0, say=nobody_listens)


async def shown(
    store: Store, account: str, rows: Sequence[Sequence[Value]] = LIST, book: RuleBook = BOOK
) -> tuple[Job, Outcome]:
    def start(tx: Tx) -> Job:
        user = user_of(tx, account)
        return imports.start(
            tx, user_id=user.id, address=None, name="danh-sach.xlsx", content=as_file(rows), now=NOW
        )

    job = await store.write(start)
    return job, await work(worker(store, book), job)


async def planned(
    store: Store, account: str, rows: Sequence[Sequence[Value]] = LIST, book: RuleBook = BOOK
) -> Preview:
    _, outcome = await shown(store, account, rows, book)
    assert outcome.found is not None
    return outcome.found


async def stored(store: Store, account: str, rows: Sequence[Sequence[Value]] = LIST) -> tuple[Preview, int]:
    job, outcome = await shown(store, account, rows)
    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
    await work_off(worker(store))
    assert outcome.found is not None
    return outcome.found, job.report_id


def admitted(tx: Tx, cast: Cast) -> int:
    return admitted_in(tx, cast, 2025)


def admitted_in(tx: Tx, cast: Cast, year: int) -> int:
    interval = (cast.commune.left, cast.commune.right)
    return statistics.total(tx, Stage.ADMISSION, interval, year_period(year), TODAY).value


def many(count: int) -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = [("Họ và tên", "Ngày sinh", "Chi bộ", "Ngày kết nạp", "Ngày chính thức")]
    for number in range(count):
        born = date(1990, 1, 1) + timedelta(days=number)
        name = f"Lò Văn {GIVEN[number % len(GIVEN)]} {GIVEN[number // len(GIVEN) % len(GIVEN)]}"
        rows.append((name, born, "bản Hỏm" if number % 2 else "bản Lầu", date(2023, 5, 1), date(2024, 5, 1)))
    return rows


def of_one(name: str, unit: str, step: str, on: date, born: int = 1990) -> list[tuple[Value, ...]]:
    return [("Họ và tên", "Năm sinh", "Chi bộ", step), (name, born, unit, on)]


async def merge_hom_into_lau(store: Store, cast: Cast) -> None:
    def merge(tx: Tx) -> None:
        card = ReorganisationCard(
            change=Change.MERGED, unit_ids=(cast.hom.id, cast.lau.id), into=("bản Lầu",), on=date(2025, 7, 1)
        )
        origin = Origin(report_id=new_id(), recorded_at=NOW)
        unit_changes.carry_out(tx, Context(now=NOW, book=BOOK), card, origin)

    await store.write(merge)
