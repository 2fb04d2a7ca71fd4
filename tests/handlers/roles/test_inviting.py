"""Who may be invited as what, by a code that opens exactly that and once."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from domain.invitations import sheets_from_plain
from domain.messages import AttachmentKind, Reply
from domain.users import Role
from storage import facts, schema
from storage.database import Store, Tx
from tests.cast import Cast
from tests.handlers.chat import Chat
from tests.handlers.roles.seen import NOT_ALLOWED, code_in, roles, user


async def test_an_officer_invites_in_one_sentence_and_the_code_opens_exactly_that_role(
    store: Store, cast: Cast, now: datetime
) -> None:
    made = await Chat(store, "xa", now).say("mời đ/c Lò Văn Minh làm bí thư bản Lầu")
    assert made.attachment is not None
    assert made.attachment.kind is AttachmentKind.INVITATION
    (sheet,) = sheets_from_plain(made.attachment.figures)
    assert sheet.code == code_in(made)
    assert "Chi bộ bản Lầu" in sheet.unit
    joined = await Chat(store, "minh", now).say(f"/start {code_in(made).lower()}")
    assert "bí thư chi bộ bản Lầu" in joined.text
    found = await user(store, "minh", now)
    assert roles(found) == [(Role.SECRETARY, "bản Lầu")]
    assert found.display_name == "Lò Văn Minh"  # as the officer wrote it, not as the messenger says it


async def test_links_carry_the_code_where_there_is_a_bot_and_a_web_address(
    store: Store, cast: Cast, now: datetime
) -> None:
    await store.write(facts.put, facts.TELEGRAM_BOT, "chi_bo_bot")
    made = await Chat(store, "xa", now, web_address="https://xa.example").say("mời bí thư bản Lầu")
    code = code_in(made)
    assert f"https://t.me/chi_bo_bot?start={code}" in made.text
    assert f"https://xa.example/sign-in#{code}" in made.text
    assert made.attachment is not None
    assert made.attachment.figures["sheets"][0]["scanned"] == f"https://t.me/chi_bo_bot?start={code}"


async def test_a_code_stands_in_no_table_of_codes(store: Store, cast: Cast, now: datetime) -> None:
    code = code_in(await Chat(store, "xa", now).say("mời bí thư bản Lầu"))

    def rows(tx: Tx) -> str:
        tables = (schema.invitation, schema.audit, schema.menu, schema.outbox)
        return "".join(repr(row) for table in tables for row in tx.execute(sa.select(table)))

    assert code not in await store.read(rows)


async def test_every_cell_without_a_secretary_gets_a_page_and_a_second_time_none(
    store: Store, cast: Cast, now: datetime
) -> None:
    await Chat(store, "xa", now).press("Thu quyền", await Chat(store, "xa", now).show("thu quyền đ/c hom"))
    xa = Chat(store, "xa", now)
    made = await xa.say("tạo mã mời cho các chi bộ chưa có bí thư")
    assert "Chi bộ bản Hỏm" in made.text
    assert "bản Phải" not in made.text  # of another commune
    assert made.attachment is not None
    assert len(made.attachment.figures["sheets"]) == 1
    assert "cũng đã có bí thư" in (await xa.say("tạo mã mời cho các chi bộ chưa có bí thư")).text


async def test_a_code_taken_back_opens_nothing(store: Store, cast: Cast, now: datetime) -> None:
    xa = Chat(store, "xa", now)
    made = await xa.show("mời bí thư bản Lầu")
    await xa.press("Hủy mã mời", made)
    code = code_in(Reply(text=made.text))
    assert "Mã mời không đúng" in (await Chat(store, "moi", now).say(f"/start {code}")).text


@pytest.mark.parametrize(
    ("account", "text"),
    [
        ("xa", "mời bí thư bản Phải"),
        ("xa", "mời bí thư bản Không Có"),
        ("xa", "mời quản trị"),
    ],
)
async def test_outside_ones_rights_everything_reads_the_same(
    store: Store, cast: Cast, now: datetime, account: str, text: str
) -> None:
    assert (await Chat(store, account, now).say(text)).text == NOT_ALLOWED


@pytest.mark.parametrize("unit", ["bản Hỏm", "bản Phải", "bản Không Có"])
@pytest.mark.parametrize(
    ("request_", "matter"),
    [
        ("mời bí thư {}", "Mời, duyệt người dùng"),
        ("tạo mã mời cho các chi bộ chưa có bí thư", "Mời, duyệt người dùng"),
        ("ai không nhận được nhắc", "Mời, duyệt người dùng"),
        ("thu quyền đ/c lau", "Thu quyền"),
        ("giao chỉ tiêu năm 2026: {} 4", "Giao chỉ tiêu"),
        ("khóa số liệu tháng 10 của {}", "Khóa, mở số liệu tháng"),
    ],
)
async def test_what_a_role_may_do_nowhere_is_said_to_be_whose_it_is_whatever_the_unit(
    store: Store, cast: Cast, now: datetime, request_: str, matter: str, unit: str
) -> None:
    said = (await Chat(store, "hom", now).say(request_.format(unit))).text
    assert said.startswith(f"{matter} là việc của cán bộ cấp trên")
    assert unit not in said
