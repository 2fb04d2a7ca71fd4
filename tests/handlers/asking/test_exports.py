"""Workbooks: totals for who may ask, names for who reads people there, with a reason, on record."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.assistant import rule_book
from domain.errors import NotAllowed, TooManyExports
from domain.localtime import VIET_NAM
from domain.messages import AttachmentKind, Reply
from domain.people import Gender, PersonFacts
from domain.periods import year_period
from domain.pipeline import Stage
from domain.questions import Query, Topic
from domain.sheets import Sheet
from domain.units import Unit
from handlers import recording
from handlers.asking import exports
from handlers.recording import Origin
from storage.database import Store, Tx
from storage.ids import new_id
from storage.schema import audit
from tests.cast import Cast, found_commune
from tests.handlers.chat import Chat
from tests.handlers.turns import NOW, turn

BOOK = rule_book()


@pytest.fixture
async def cast(store: Store) -> Cast:
    """The commune with one admission in each of two cells."""
    cast = await store.write(found_commune, BOOK)

    def admit(tx: Tx) -> None:
        for unit, name, on in (
            (cast.hom, "Lò Thị Mai", date(2025, 3, 8)),
            (cast.lau, "Vì Thị Ánh", date(2025, 4, 8)),
        ):
            at = datetime(on.year, on.month, on.day, 17, tzinfo=VIET_NAM)
            origin = Origin(report_id=new_id(), recorded_at=at)
            facts = PersonFacts(full_name=name, gender=Gender.FEMALE, ethnicity="Thái")
            person = recording.add_person(tx, origin, unit, facts)
            recording.add_stage(tx, origin, unit, person, Stage.ADMISSION, on)
            recording.settle_person(tx, BOOK, person, at)

    await store.write(admit)
    return cast


def about(unit: Unit) -> dict[str, object]:
    return Query(topic=Topic.TOTALS, unit_id=unit.id, period=year_period(2025)).arguments()


def named(tx: Tx, account: str, unit: Unit) -> Reply:
    return exports.export_named(tx, turn(tx, account), {**about(unit), "reason": "check"})


def totals(tx: Tx, account: str, unit: Unit) -> Reply:
    return exports.open_totals(tx, turn(tx, account), about(unit))


def sheets(reply: Reply) -> dict[str, Sheet]:
    assert reply.attachment is not None
    return {s.name: s for s in map(Sheet.from_plain, reply.attachment.figures["sheets"])}


async def test_the_totals_have_a_line_for_each_unit_and_the_whole_last(store: Store, cast: Cast) -> None:
    found = sheets(await store.read(totals, "xa", cast.commune))
    assert set(found) == {"Tổng hợp", "Theo nhóm"}
    page = found["Tổng hợp"]
    admitted = [column.title for column in page.columns].index("Kết nạp")
    assert [(row[0], row[admitted]) for row in page.rows] == [
        ("Chi bộ bản Hỏm", 1),
        ("Chi bộ bản Lầu", 1),
        ("Chi bộ trường THCS Mường Lạn", 0),
        ("Đảng bộ xã Mường Lạn", 2),
    ]
    assert page.rows[0][-3:] == (4, 25.0, 3)
    groups = found["Theo nhóm"].rows
    assert ("Chi bộ bản Hỏm", "Kết nạp", "nữ", 1) in groups
    assert not any("dân tộc thiểu số" in row for row in groups)  # so few that a line would tell who


async def opened(store: Store, reply: Reply) -> dict[str, Sheet]:
    """The sheets of a list, as they are made when its file leaves."""
    assert reply.attachment is not None
    assert reply.attachment.kind is AttachmentKind.NAMED_LIST
    figures = await store.read(exports.opened_list, json.loads(json.dumps(reply.attachment.figures)))
    return {s.name: s for s in map(Sheet.from_plain, figures["sheets"])}


async def test_names_leave_with_a_reason_on_record(store: Store, cast: Cast) -> None:
    reply = await store.write(named, "xa", cast.commune)
    assert reply.attachment is not None
    assert "Lò" not in json.dumps(reply.attachment.figures, ensure_ascii=False)
    found = await opened(store, reply)
    noted = {row[0]: row[1] for row in found["Ghi chú"].rows}
    assert (noted["Người xuất"], noted["Lý do"]) == ("xa", "Đối chiếu hồ sơ")
    assert noted["Lúc"] == "09:00 15/10/2025"
    page = found["Danh sách"]
    assert "Dân tộc" not in [column.title for column in page.columns]
    assert [(row[1], row[-1]) for row in page.rows] == [
        ("Lò Thị Mai", date(2025, 3, 8)),
        ("Vì Thị Ánh", date(2025, 4, 8)),
    ]
    taken = sa.select(audit).where(audit.c.action == "export_named")
    (row,) = await store.read(lambda tx: tx.execute(taken).all())
    assert (row.unit_id, row.data) == (cast.commune.id, {"reason": "Đối chiếu hồ sơ"})


async def test_a_list_too_long_for_a_chat_is_refused_and_counts_as_no_export(
    store: Store, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_MOST_NAMED_IN_CHAT", 1)
    reply = await store.write(named, "xa", cast.commune)
    assert (reply.attachment, "dài hơn 1 người" in reply.text) == (None, True)
    taken = sa.select(audit).where(audit.c.action == "export_named")
    assert await store.read(lambda tx: tx.execute(taken).all()) == []


async def test_what_a_workbook_is_too_long_for_is_counted_beside_it(
    store: Store, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(tx: Tx) -> tuple[list[Sheet], int]:
        today = turn(tx, "xa")
        return exports.sheets_for(tx, today.context, today.user, year_period(2025), "họp")

    assert (await store.read(made))[1] == 0
    monkeypatch.setattr(exports, "_MOST_NAMED", 1)
    found, left_out = await store.read(made)
    assert (len(found[2].rows), left_out) == (1, 1)
    assert ("Danh sách", "Danh sách quá dài nên thiếu 1 dòng; xin xuất từng kỳ ngắn hơn.") in found[3].rows


async def test_what_the_names_are_for_is_told_in_own_words(store: Store, cast: Cast) -> None:
    chat = Chat(store, "xa", NOW)
    given = {}
    for said in ("thôi", "4", "kết nạp được mấy", "phục vụ đại hội"):
        for before in ("excel", "kèm họ tên"):
            await chat.say(before)
        given[said] = await chat.say(said)
    assert [said for said, reply in given.items() if reply.attachment] == ["phục vụ đại hội"]
    taken = sa.select(audit.c.data).where(audit.c.action == "export_named")
    (row,) = await store.read(lambda tx: tx.execute(taken).all())
    assert row.data == {"reason": "phục vụ đại hội"}
    told = (await chat.say("nhật ký của Lò Thị Mai")).text
    assert "Đã xuất tệp có họ tên của đơn vị: xa 1 lần, gần nhất 09:00 15/10/2025." in told


async def test_ethnicity_is_listed_for_the_own_cell_only(store: Store, cast: Cast) -> None:
    page = (await opened(store, await store.write(named, "hom", cast.hom)))["Danh sách"]
    assert [row[4] for row in page.rows] == ["Thái"]


@pytest.mark.parametrize("account", ["lau", "admin"])
async def test_nobody_takes_away_what_is_not_theirs(store: Store, cast: Cast, account: str) -> None:
    for unit in (cast.hom, cast.commune):
        with pytest.raises(NotAllowed):
            await store.write(named, account, unit)
        with pytest.raises(NotAllowed):
            await store.read(totals, account, unit)


async def test_ten_lists_a_day_are_enough(store: Store, cast: Cast) -> None:
    for _ in range(10):
        await store.write(named, "hom", cast.hom)
    with pytest.raises(TooManyExports):
        await store.write(named, "hom", cast.hom)

    def tomorrow(tx: Tx) -> Reply:
        today = turn(tx, "hom")
        later = replace(today, context=replace(today.context, now=NOW + timedelta(days=1, minutes=1)))
        return exports.export_named(tx, later, {**about(cast.hom), "reason": "check"})

    assert (await store.write(tomorrow)).attachment is not None
