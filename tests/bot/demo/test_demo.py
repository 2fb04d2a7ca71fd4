"""The demo organisation: complete, the same however often it is loaded, and something is due today."""

from datetime import date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import demo
from domain.answers import DeadlinesAnswer, PersonAnswer
from domain.errors import NotAllowed
from domain.figures import FigureAnswer, PipelineAnswer
from domain.localtime import VIET_NAM
from domain.people import PersonFacts
from domain.pipeline import Stage
from domain.rules import Subject
from domain.units import UnitKind
from handlers import recording
from handlers.recording import Origin
from handlers.reminding.replanning import replan_if_changed
from storage import facts, gazetteer, people, rebuild, units
from storage.database import Store, Tx
from storage.ids import new_id
from storage.keys import Keys
from storage.schema import deadline, person
from tests.bot.demo.asked import BOOK, LOADED_AT, answer, ask


async def test_an_asked_period_is_told_with_both_of_its_days(store: Store) -> None:
    record = await ask(store, "lethuy", "năm 2016 và quý I năm 2017")
    assert record["period"] == {"start": "2016-01-01", "end": "2017-03-31"}
    assert (record["intent"], record["metric"], record["counted_by"]) == (
        "query_totals",
        "admission",
        "ceremony",
    )
    assert record["scope"] == "Đảng bộ huyện Lệ Thủy"


async def test_eleven_dossiers_were_considered_in_nine_months(store: Store) -> None:
    question = "9 tháng đầu năm có bao nhiêu hồ sơ đảng ủy đã xét"
    record = await ask(store, "chiengbom", question, "2020-09-30T09:00")
    assert record["value"] == 11


async def test_twenty_six_dossiers_were_open_three_with_a_foreign_element(store: Store) -> None:
    record = await ask(store, "damha", "có bao nhiêu hồ sơ đang làm", "2022-09-30T15:00")
    assert record["value"] == 26
    assert "nước ngoài: 3 hồ sơ" in record["text"]
    assert (await ask(store, "damha", "có bao nhiêu hồ sơ đang làm"))["value"] == 0


async def test_the_districts_figure_holds_its_commune_and_its_school(store: Store) -> None:
    record = await ask(
        store, "thanhhoa", "từ đầu năm đến nay các chi bộ kết nạp được bao nhiêu", "2023-10-15T09:00"
    )
    by_unit = {row["label"]: row["value"] for row in record["breakdown"]["unit"]}
    assert by_unit["Đảng bộ xã Tân Đông"] == 4
    assert by_unit["Chi bộ Trường THPT Thạnh Hóa"] == 3
    assert sum(by_unit.values()) == 60


def _cells(tx: Tx, name: str) -> list[str]:
    (commune,) = gazetteer.find(tx, name, [units.EVERYTHING]).exact
    return [unit.name for unit in units.children(tx, commune.id) if unit.kind is UnitKind.PARTY_CELL]


async def test_the_communes_have_their_published_cells(store: Store) -> None:
    assert len(await store.read(_cells, "xã Đắk Ha")) == 12
    cells = await store.read(_cells, "xã Chiềng Bôm")
    assert len(cells) == 24
    assert sum(name.startswith("bản ") for name in cells) == 19
    assert sum(name.startswith("Trường ") for name in cells) == 3
    assert len(await store.read(_cells, "xã Sông Mã Thượng")) == 5


async def test_everybody_has_a_name_of_their_own(store: Store) -> None:
    def names(tx: Tx) -> list[str | None]:
        known = [row.id for row in tx.execute(sa.select(person.c.id))]
        return [one.facts.full_name for one in people.load(tx, known).values()]

    found = await store.read(names)
    assert len(found) == len(set(found)) > 600


async def test_nobody_of_the_published_places_is_due_today(store: Store) -> None:
    for account in ("damha", "lethuy", "hamthuanbac", "thanhhoa", "dakha", "chiengbom"):
        found: DeadlinesAnswer = await answer(store, account, "ai sắp đến hạn")
        assert found.value == 0


async def test_no_quota_is_reminded_of_late(store: Store) -> None:
    def next_reminders(tx: Tx) -> list[date]:
        rows = tx.execute(
            sa.select(deadline.c.remind_on).where(deadline.c.subject_kind == Subject.QUOTA.value)
        )
        return [row.remind_on for row in rows if row.remind_on]

    found = await store.read(next_reminders)
    assert len(found) == 7  # the invented commune and its cells, and the last term of xã Tân Đông
    assert min(found) >= LOADED_AT.date()


async def test_today_something_is_due_in_the_invented_commune(store: Store) -> None:
    found: DeadlinesAnswer = await answer(store, "nala", "ai sắp đến hạn")
    due = {item.deadline.rule: item.deadline.due_on for item in found.items}
    assert due["probation_end"] == date(2025, 12, 1)
    assert due["recognition"] < LOADED_AT.date()


async def test_the_invented_commune_has_dossiers_at_several_stages(store: Store) -> None:
    found: PipelineAnswer = await answer(store, "songma", "hồ sơ đến đâu rồi")
    open_at = {stage for stage, number in found.by_stage if number}
    assert {
        Stage.CANDIDATE, Stage.DOSSIER_OPENED, Stage.VERIFICATION_SENT, Stage.CELL_RESOLUTION, Stage.DECISION,
    } <= open_at  # fmt: skip


async def test_the_worst_cell_of_the_invented_commune_comes_first(store: Store) -> None:
    found: FigureAnswer = await answer(store, "songma", "chi bộ nào chưa đạt chỉ tiêu")
    assert [item.unit.name for item in found.lagging] == ["bản Huổi Men", "bản Nà La", "bản Co Ngần"]
    assert found.progress is not None
    assert (found.value, found.progress.quota.low) == (5, 12)


async def test_a_person_is_found_by_a_name_typed_without_diacritics(store: Store) -> None:
    found: PersonAnswer = await answer(store, "songma", "ho so cua Giang A Tenh den dau roi")
    (one,) = found.found
    assert one.person.path.stage is Stage.ADMISSION
    assert one.unit.name == "bản Pá Công"


async def test_the_administrator_asks_in_vain(store: Store) -> None:
    with pytest.raises(NotAllowed):
        await ask(store, "admin", "năm nay kết nạp được bao nhiêu")


async def test_loading_again_changes_nothing(store: Store) -> None:
    before = await store.read(demo.account_lines, LOADED_AT)
    assert not await store.write(demo.load_demo, BOOK, LOADED_AT)
    assert await store.read(demo.account_lines, LOADED_AT) == before
    accounts = "hom chiengbom dakha thanhhoa tandong thpt damha lethuy hamthuanbac songma nala huoimen admin"
    assert [line.split(":")[0] for line in before] == accounts.split()


async def test_the_projections_of_the_demo_equal_its_events(store: Store) -> None:
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2028, 2, 29), date(2026, 3, 31)])
async def test_the_demo_loads_on_any_day_of_the_year(database: Path, keys: Keys, today: date) -> None:
    now = datetime(today.year, today.month, today.day, 0, 5, tzinfo=VIET_NAM)
    opened = await Store.open(database, keys)
    try:
        assert await opened.write(demo.load_demo, BOOK, now)
        assert await opened.read(facts.get, facts.DEMO) == today.isoformat()
    finally:
        await opened.close()


async def test_a_database_with_other_data_is_refused(database: Path, keys: Keys) -> None:
    def somebody_else(tx: Tx) -> None:
        unit = units.add(tx, parent=None, kind=UnitKind.COMMUNE, name="xã Mường Lạn")
        origin = Origin(report_id=new_id(), recorded_at=LOADED_AT)
        recording.add_person(tx, origin, unit, PersonFacts(full_name="Lò Thị Mai"))

    opened = await Store.open(database, keys)
    try:
        await opened.write(somebody_else)
        with pytest.raises(demo.NotEmpty):
            await opened.write(demo.load_demo, BOOK, LOADED_AT)
        assert not await opened.write(demo.load_if_empty, BOOK, LOADED_AT)
        assert await opened.read(demo.account_lines, LOADED_AT) == []
    finally:
        await opened.close()


async def test_the_first_start_finds_every_date_planned_already(store: Store) -> None:
    assert await replan_if_changed(store, BOOK, LOADED_AT) is None
