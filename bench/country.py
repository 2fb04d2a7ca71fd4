"""A generated country: 15 provinces, 60,000 party cells and a million people, in the product's own tables.

Every person was admitted once between 2021 and 2025, has a sealed name that is searchable, and one deadline,
settled for most. Recognition as an official member is left out: it would only make the file three times as
large. Rows are written in bulk, but by the product's own folding, tags, keys and intervals.
"""

import hashlib
import json
import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from bench.measuring import Scale
from domain.calendar import add_months
from domain.people import BirthDate, Category, Gender, PersonFacts
from domain.pipeline import Stage
from domain.tags import tags_at
from domain.text import fold, fold_name
from domain.units import WHOLE_TREE, UnitKind, child_interval
from storage import migrations, schema
from storage.keys import Keys
from storage.people import plain_facts
from storage.prepared import DIALECT

TODAY = date(2025, 11, 24)
KEYS = Keys({1: b"a key for nobody's data, 32 bytes"[:32]})
PROVINCES = 15

_COMMUNES = 40  # in a province
_CELLS = 100  # in a commune, for a million people
_FIRST_DAY = date(2021, 1, 1)
_IDS_FROM = 33_000_000_000 << 20  # as large as ids of those years are
_IDS_STEP = 977_777
_CHUNK = 20_000

_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Lò", "Quàng", "Giàng", "Nông")
_MIDDLES = {
    Gender.MALE: ("Văn", "Văn", "Văn", "Đức", "Minh", "Quang", "Xuân", "Hữu"),
    Gender.FEMALE: ("Thị", "Thị", "Thị", "Ngọc", "Thu", "Kim", "Thanh", "Mỹ"),
}
_GIVEN = {
    Gender.MALE: (
        "Hùng",
        "Dũng",
        "Nam",
        "Sơn",
        "Tuấn",
        "Thắng",
        "Long",
        "Hải",
        "Kiên",
        "Phúc",
        "Bình",
        "Páo",
    ),
    Gender.FEMALE: ("Mai", "Lan", "Hoa", "Hương", "Nga", "Linh", "Thảo", "Yến", "Phượng", "Dung", "Hà", "Dợ"),
}
_SYLLABLES = ("An", "Bảo", "Chi", "Đạt", "Giang", "Hiếu", "Khánh", "Lâm", "Nhung", "Quyên", "Tâm", "Vân")
_PEOPLES = ("Kinh",) * 8 + ("Thái", "Tày")
_CATEGORIES = ((), (), (), (Category.TEACHER,), (Category.FARMER,))
_GENDERS = (Gender.MALE, Gender.FEMALE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A generated database, and where a province of it stands."""

    path: Path
    people: int
    province: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Cell:
    unit_id: int
    position: int


def generated(scale: Scale) -> Country:
    """The country with so many people: the file of an earlier run where it still fits, else built anew."""
    scale.folder.mkdir(parents=True, exist_ok=True)
    path = scale.folder / f"country-{scale.people}-{_edition()}.sqlite3"
    if not path.exists():
        for older in scale.folder.glob(f"country-{scale.people}-*"):
            older.unlink()
        with TemporaryDirectory(dir=scale.folder) as folder:
            unfinished = Path(folder) / path.name
            _build(unfinished, scale.people)
            unfinished.rename(path)
    return Country(path=path, people=scale.people, province=child_interval(WHOLE_TREE, PROVINCES // 2))


def _edition() -> str:
    """Changes with the generator and with the tables, as the database is told of them."""
    told: tuple[sa.schema.ExecutableDDLElement, ...] = (
        *(sa.schema.CreateTable(table) for table in _TABLES),
        *(sa.schema.CreateIndex(index) for table in _TABLES for index in table.indexes),
    )
    tables = migrations.HEAD + "".join(sorted(str(each.compile(dialect=DIALECT)) for each in told))
    return hashlib.sha256(Path(__file__).read_bytes() + tables.encode()).hexdigest()[:10]


_TABLES = (
    schema.unit,
    schema.event,
    schema.person,
    schema.person_identity,
    schema.person_word,
    schema.milestone,
    schema.tally,
    schema.deadline,
)


def _build(path: Path, people: int) -> None:
    migrations.prepare(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-600000", "temp_store=MEMORY"):
            raw.execute(f"PRAGMA {pragma}")
        indexes = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        names_and_sql = indexes.fetchall()
        for name, _ in names_and_sql:
            raw.execute(f'DROP INDEX "{name}"')
        raw.execute("BEGIN")
        cells = _add_units(raw, people)
        chosen = random.Random(people)
        everybody = (_person(chosen, number, people, cells) for number in range(people))
        while chunk := list(islice(everybody, _CHUNK)):
            for table in _TABLES[1:]:
                _insert(raw, table, (row for rows in chunk for row in rows[table.name]))
        for _, sql in names_and_sql:
            raw.execute(sql)
        raw.execute("COMMIT")
        raw.execute("PRAGMA journal_mode=WAL")


def _insert(raw: sqlite3.Connection, table: sa.Table, rows: Iterable[dict[str, Any]]) -> None:
    """Rows of one shape, which leave out only what may be null."""
    listed = list(rows)
    columns = ", ".join(f'"{name}"' for name in listed[0])
    marks = ", ".join(f":{name}" for name in listed[0])
    statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'  # noqa: S608 - our own names
    raw.executemany(statement, listed)


def _add_units(raw: sqlite3.Connection, people: int) -> list[_Cell]:
    """The tree; returns the party cells."""
    in_commune = max(1, _CELLS * people // 1_000_000)
    ids = iter(range(1, 10**9))
    rows: list[dict[str, Any]] = []
    cells: list[_Cell] = []

    def add(
        parent: dict[str, Any] | None, slot: int, children: int, kind: UnitKind, name: str
    ) -> dict[str, Any]:
        interval = (parent["left"], parent["right"]) if parent else WHOLE_TREE
        left, right = child_interval(interval, slot)
        row = {
            "id": next(ids),
            "parent_id": parent["id"] if parent else None,
            "kind": kind.value,
            "name": name,
            "folded": fold(name),
            "left": left,
            "right": right,
            "children": children,
        }
        rows.append(row)
        return row

    for p in range(PROVINCES):
        province = add(None, p, _COMMUNES, UnitKind.PROVINCE, f"tỉnh số {p + 1}")
        for c in range(_COMMUNES):
            commune = add(province, c, in_commune, UnitKind.COMMUNE, f"xã số {c + 1}")
            for n in range(in_commune):
                party_cell = add(commune, n, 0, UnitKind.PARTY_CELL, f"bản số {n + 1}")
                cells.append(_Cell(party_cell["id"], party_cell["left"]))
    _insert(raw, schema.unit, rows)
    return cells


def _person(
    chosen: random.Random, number: int, people: int, cells: list[_Cell]
) -> dict[str, list[dict[str, Any]]]:
    """Everything of one person, by table. People come in the order of their admission, as reports do."""
    admitted_on = _FIRST_DAY + timedelta(days=(TODAY - _FIRST_DAY).days * number // people)
    described, admitted, person_id, deadline_id = islice(_ids(number), 4)
    home = chosen.choice(cells)
    full_name, birth_date = _name(chosen, gender := chosen.choice(_GENDERS)), _born(chosen, admitted_on)
    folded = _folded(full_name)
    ethnicity, categories = chosen.choice(_PEOPLES), chosen.choice(_CATEGORIES)
    facts = PersonFacts(birth_date=birth_date, gender=gender, ethnicity=ethnicity, categories=categories)
    told = f"{admitted_on}T10:00:00.000000Z"
    common = {"report_id": described, "unit_id": home.unit_id, "person_id": person_id, "recorded_at": told}
    day = admitted_on.isoformat()
    return {
        "event": [
            {
                **common,
                "id": described,
                "kind": "described",
                "happened_on": None,
                "data": _plain(gender, ethnicity, categories, birth_date.year),
            },
            {
                **common,
                "id": admitted,
                "kind": "stage",
                "happened_on": day,
                "data": '{"stage": "admission"}',
            },
        ],
        "person": [
            {
                "id": person_id,
                "unit_id": home.unit_id,
                "position": home.position,
                "stage": Stage.ADMISSION.value,
                "stage_on": day,
                "name_digest": _digest(folded),
                "birth_year": birth_date.year,
                "gender": gender,
                "ethnicity": ethnicity,
                "categories": _listed(categories),
            }
        ],
        "person_identity": [
            {
                "event_id": described,
                "person_id": person_id,
                "full_name_sealed": _sealed("full_name", described, full_name),
                "birth_date_sealed": _sealed("birth_date", described, birth_date),
            }
        ],
        "person_word": [
            {"word_digest": _digest(word), "position": home.position, "person_id": person_id}
            for word in set(folded.split())
        ],
        "milestone": [
            {
                "event_id": admitted,
                "person_id": person_id,
                "stage": Stage.ADMISSION.value,
                "unit_id": home.unit_id,
                "position": home.position,
                "since": day,
            }
        ],
        "tally": [
            {
                "stage": Stage.ADMISSION.value,
                "tag": tag,
                "month": day[:7],
                "position": home.position,
                "happened_on": day,
                "event_id": admitted,
            }
            for tag in ("", *tags_at(facts, admitted_on))
        ],
        "deadline": [_deadline(chosen, deadline_id, person_id, admitted, home, admitted_on)],
    }


def _deadline(
    chosen: random.Random, deadline_id: int, person_id: int, admitted: int, home: _Cell, admitted_on: date
) -> dict[str, Any]:
    """The end of probation. One in a hundred that are over is still unsettled and reminded of weekly."""
    due_on = _a_year_later(admitted_on)
    is_open = due_on >= TODAY or chosen.random() < 0.01
    remind_on = None
    if is_open:
        steps = (due_on - timedelta(days=days) for days in (30, 7, 0))
        overdue = TODAY + timedelta(days=chosen.randrange(-3, 4))
        remind_on = next((step for step in steps if step >= TODAY), overdue)
    return {
        "id": deadline_id,
        "subject_kind": "person",
        "subject_id": person_id,
        "rule": "probation_end",
        "edition": "2011-01-19",
        "unit_id": home.unit_id,
        "position": home.position,
        "event_id": admitted,
        "trigger_on": admitted_on.isoformat(),
        "due_on": due_on.isoformat(),
        "remind_on": remind_on.isoformat() if remind_on else None,
        "settled_by": None if is_open else admitted,
    }


def _name(chosen: random.Random, gender: Gender) -> str:
    last = chosen.choice(_GIVEN[gender])
    given = f"{chosen.choice(_SYLLABLES)} {last}" if chosen.random() < 0.3 else last
    return f"{chosen.choice(_FAMILIES)} {chosen.choice(_MIDDLES[gender])} {given}"


def _born(chosen: random.Random, admitted_on: date) -> BirthDate:
    year = admitted_on.year - chosen.randrange(19, 46)
    return BirthDate(year=year, month=chosen.randrange(1, 13), day=chosen.randrange(1, 29))


def _ids(number: int) -> Iterator[int]:
    first = _IDS_FROM + number * 8 * _IDS_STEP
    return iter(range(first, first + 8 * _IDS_STEP, _IDS_STEP))


_folded = cache(fold_name)  # a few thousand names and days, a million people
_digest = cache(KEYS.digest)
_a_year_later = cache(lambda day: add_months(day, 12))
_encode = json.JSONEncoder(ensure_ascii=False).encode
_listed = cache(_encode)


@cache
def _plain(gender: Gender, ethnicity: str, categories: tuple[Category, ...], year: int) -> str:
    """What the event of a person's facts holds in the open."""
    facts = PersonFacts(
        birth_date=BirthDate(year=year), gender=gender, ethnicity=ethnicity, categories=categories
    )
    return _encode(plain_facts(facts))


def _sealed(column: str, event_id: int, value: object) -> bytes:
    return KEYS.seal("person_identity", column, event_id, str(value))
