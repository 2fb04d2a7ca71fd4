"""A whole workbook as it leaves, read back cell by cell against a dump that a person has read.

`CHIBO_ACCEPT=1 pytest tests/handlers/asking/test_golden_workbook.py` writes the dumps anew, to be read before
they are kept.
"""

import os
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.assistant import rule_book
from domain.localtime import VIET_NAM
from domain.people import BirthDate, Category, Gender, PersonFacts
from domain.periods import year_period
from domain.pipeline import Stage
from domain.units import Unit
from handlers import recording
from handlers.asking import exports
from handlers.context import Context
from handlers.recording import Origin
from rendering.workbook import workbook
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import Cast, found_commune
from tests.handlers.turns import NOW, turn

BOOK = rule_book()
GOLDEN = Path(__file__).parents[2] / "data" / "workbooks"
TYPES = {"s": "text", "n": "number", "d": "date"}

MAI = PersonFacts(
    full_name="Lò Thị Mai",
    birth_date=BirthDate.parse("1998-03-12"),
    gender=Gender.FEMALE,
    ethnicity="Thái",
    categories=(Category.TEACHER,),
)
PEOPLE = (
    ("hom", MAI, (Stage.ADMISSION, date(2024, 3, 8)), (Stage.OFFICIAL, date(2025, 3, 8))),
    (
        "hom",
        PersonFacts(full_name="Đinh Văn Ốc", birth_date=BirthDate(year=1990), gender=Gender.MALE),
        (Stage.CANDIDATE, date(2025, 1, 15)),
        (Stage.CLASS, date(2025, 2, 20)),
    ),
    (
        "lau",
        PersonFacts(full_name='=HYPERLINK("x")', birth_date=BirthDate(year=1995, month=4), ethnicity="Mông"),
        (Stage.ADMISSION, date(2025, 9, 2)),
    ),
    ("lau", PersonFacts(full_name="Ánh"), (Stage.DOSSIER_OPENED, date(2025, 5, 5))),
    (
        "lau",
        PersonFacts(
            full_name="Quàng Thị Ăm Nguyễn Hoàng Phương Thảo", gender=Gender.FEMALE, religion="Công giáo"
        ),
        (Stage.ADMISSION, date(2025, 4, 30)),
        (Stage.DROPPED, date(2025, 8, 1)),
    ),
)


@pytest.fixture
async def cast(store: Store) -> Cast:
    """The commune with people of every sort: whole and half birth dates, none, a formula for a name."""
    cast = await store.write(found_commune, BOOK)
    homes: dict[str, Unit] = {"hom": cast.hom, "lau": cast.lau}

    def tell(tx: Tx) -> None:
        for home, facts, *steps in PEOPLE:
            at = datetime(2025, 9, 30, 17, tzinfo=VIET_NAM)
            origin = Origin(report_id=new_id(), recorded_at=at)
            person = recording.add_person(tx, origin, homes[home], facts)
            for stage, on in steps:
                recording.add_stage(tx, origin, homes[home], person, stage, on)
            recording.settle_person(tx, BOOK, person, at)

    await store.write(tell)
    return cast


def dump(content: bytes) -> Iterator[str]:
    """Every cell with its type, format and value, and what of each sheet stays in sight."""
    for page in load_workbook(BytesIO(content)).worksheets:
        yield f"# {page.title} · frozen {page.freeze_panes} · filtered {page.auto_filter.ref}"
        yield f"# {page.oddHeader.center.text if page.oddHeader else None}"
        for row in page.iter_rows():
            for cell in row:
                if cell.value is None:
                    continue
                kind = TYPES[cell.data_type] + (" quoted" if cell.quotePrefix else "")
                value = cell.value.date() if isinstance(cell.value, datetime) else cell.value
                yield f"{cell.coordinate} | {kind} | {cell.number_format} | {value!r}"
        yield ""


@pytest.mark.parametrize("account", ["xa", "hom"])
async def test_every_cell_of_a_workbook_is_as_it_was_read(store: Store, cast: Cast, account: str) -> None:
    def made(tx: Tx) -> bytes:
        context = Context(now=NOW, book=BOOK)
        user = turn(tx, account).user
        sheets, _ = exports.sheets_for(tx, context, user, year_period(2025), "Báo cáo ban thường vụ")
        return workbook(sheets)

    found = "\n".join(dump(await store.read(made)))
    path = GOLDEN / f"{account}.txt"
    if os.environ.get("CHIBO_ACCEPT"):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")
