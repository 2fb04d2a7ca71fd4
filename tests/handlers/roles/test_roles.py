"""Who holds which role: inviting, letting in, handing over, withdrawing; and that it holds at once."""

import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain.invitations import sheets_from_plain
from domain.localtime import VIET_NAM
from domain.messages import Address, AttachmentKind, ChannelName, Reply
from domain.people import PersonFacts
from domain.pipeline import Stage
from domain.units import UnitKind
from domain.users import Role, User
from handlers import recording
from handlers.recording import Origin
from scheduler import reminding
from storage import audit, facts, gazetteer, join_requests, schema, sign_in, units, users
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import LONG_AGO, Cast
from tests.handlers.chat import BOOK, Chat

NOT_ALLOWED = "Bạn chưa được phân công đơn vị này."
NOT_JOINED = "Chào bạn. Đây là Trợ lý chi bộ. Bạn chưa được phân công đơn vị nào."


def code_in(reply: Reply) -> str:
    found = re.search(r"\b[A-HJ-NP-Z2-9]{10}\b", reply.text)
    assert found, reply.text
    return found.group()


async def user(store: Store, account: str, now: datetime) -> User:
    found = await store.read(users.by_identity, ChannelName.TERMINAL, account, now)
    assert found is not None
    return found


def roles(of: User) -> list[tuple[Role, str]]:
    return [(one.role, one.unit.name) for one in of.assignments]


async def written_to(store: Store, account: str) -> list[str]:
    """What waits for an account, oldest first."""

    def read(tx: Tx) -> list[str]:
        out = schema.outbox.c
        rows = tx.execute(
            sa.select(out.id, out.body_sealed)
            .where(
                out.chat_id == account, out.state == "pending", out.kind == "reply", out.inbox_id.is_(None)
            )
            .order_by(out.id)
        )
        return [tx.keys.open("outbox", "body", row.id, row.body_sealed) for row in rows]

    return await store.read(read)


async def probation_ending(store: Store, cast: Cast, now: datetime) -> None:
    """Somebody of bản Hỏm whose probation ends in a week, and a sweep that has planned the reminder."""

    def report(tx: Tx) -> None:
        origin = Origin(report_id=new_id(), recorded_at=now - timedelta(days=300))
        person = recording.add_person(tx, origin, cast.hom, PersonFacts(full_name="Quàng Văn Hặc"))
        recording.add_stage(tx, origin, cast.hom, person, Stage.ADMISSION, date(2024, 12, 1))
        recording.settle_person(tx, BOOK, person, now - timedelta(days=300))

    await store.write(report)
    await reminding.sweep_all(store, BOOK, now)


async def waiting_for(store: Store) -> dict[str, int]:
    """How many reminders of the ledger are still to be sent, by the name of their recipient."""

    def read(tx: Tx) -> dict[str, int]:
        of = schema.reminder.c
        waiting = sa.select(of.recipient_id).where(of.state.in_(("planned", "held", "sending")))
        found = (users.by_id(tx, row.recipient_id, LONG_AGO) for row in tx.execute(waiting).all())
        return Counter(one.display_name for one in found if one)

    return await store.read(read)


# --- inviting ---------------------------------------------------------------------------------------


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


# --- letting in -------------------------------------------------------------------------------------


INTRODUCTION = "tôi là Lò Văn Minh, bí thư chi bộ bản Hỏm"


async def test_two_officers_tap_and_one_of_them_decides(store: Store, cast: Cast, now: datetime) -> None:
    def second_officer(tx: Tx) -> None:
        user_id = users.add_user(tx, "xa2", LONG_AGO)
        users.add_identity(tx, user_id, ChannelName.TERMINAL, "xa2", "xa2", LONG_AGO)
        users.assign(tx, user_id, Role.OFFICER, cast.commune.id, LONG_AGO)

    await store.write(second_officer)
    await Chat(store, "moi", now).say(INTRODUCTION)
    first, second = [await Chat(store, each, now).last() for each in ("xa", "xa2")]
    assert "✅" in (await Chat(store, "xa", now).press("Duyệt: bí thư bản Hỏm, xã Mường Lạn", first)).text
    assert "đã được xử lý" in (await Chat(store, "xa2", now).press("Từ chối", second)).text
    assert roles(await user(store, "moi", now)) == [(Role.SECRETARY, "bản Hỏm")]


async def test_a_request_that_ran_out_lets_nobody_in(store: Store, cast: Cast, now: datetime) -> None:
    await Chat(store, "moi", now).say(INTRODUCTION)
    shown = await Chat(store, "xa", now).last()
    late = Chat(store, "xa", now + join_requests.LIFETIME)
    assert "đã hết hạn" in (await late.press("Duyệt: bí thư bản Hỏm, xã Mường Lạn", shown)).text
    assert await store.read(users.by_identity, ChannelName.TERMINAL, "moi", now) is None


async def test_repeated_requests_are_one_and_another_takes_its_place(
    store: Store, cast: Cast, now: datetime
) -> None:
    stranger = Chat(store, "moi", now)
    for _ in range(5):
        await stranger.say(INTRODUCTION)
    assert len(await written_to(store, "xa")) == 1
    await stranger.say("tôi là Lò Văn Minh, bí thư bản Lầu")
    (waiting,) = await store.read(join_requests.waiting, now)
    assert waiting.unit_id == cast.lau.id


async def test_a_flood_of_strangers_stops_before_the_officer(store: Store, cast: Cast, now: datetime) -> None:
    for number in range(70):
        await Chat(store, f"x{number}", now).say(INTRODUCTION)
    assert len(await written_to(store, "xa")) == 60


async def test_without_an_officer_the_administrator_is_asked(store: Store, cast: Cast, now: datetime) -> None:
    await Chat(store, "admin", now).press("Thu quyền", await Chat(store, "admin", now).show("thu quyền xa"))
    await Chat(store, "moi", now).say(INTRODUCTION)
    assert "xin dùng trợ lý" in (await written_to(store, "admin"))[-1]


async def test_a_unit_of_that_name_in_two_places_is_chosen_by_who_decides(
    store: Store, cast: Cast, now: datetime
) -> None:
    def second(tx: Tx) -> None:
        other = gazetteer.find(tx, "xã Púng Bánh", [units.EVERYTHING]).exact[0]
        units.add(tx, parent=other, kind=UnitKind.PARTY_CELL, name="bản Hỏm")

    await store.write(second)
    await Chat(store, "moi", now).say(INTRODUCTION)
    shown = await Chat(store, "admin", now).last()
    assert [choice.label for choice in shown.choices] == [
        "Duyệt: bí thư bản Hỏm, xã Mường Lạn",
        "Duyệt: bí thư bản Hỏm, xã Púng Bánh",
        "Từ chối",
    ]
    await Chat(store, "khac", now).say("tôi là Cà Văn Ún, bí thư bản Hỏm xã Púng Bánh")
    assert "chi bộ bản Hỏm" in (await written_to(store, "admin"))[-1]  # that commune has no officer


# --- handing over -----------------------------------------------------------------------------------


async def test_a_successor_takes_over_reminders_and_role_and_the_former_is_out(
    store: Store, cast: Cast, now: datetime
) -> None:
    await probation_ending(store, cast, now)
    assert (await waiting_for(store)).get("hom")
    hom = Chat(store, "hom", now)
    card = await hom.show("kết nạp đ/c Lò Văn Pánh sn 2001 ngày 10/11/2025")
    made = await hom.say("bàn giao chi bộ cho đ/c Lò Văn Minh")
    assert "✅ Đã ghi nhận" in (await hom.press("Đúng", card)).text  # nothing changes before the code is used
    summary = await Chat(store, "minh", now).say(f"/start {code_in(made)}")
    assert "nhận bàn giao từ hom" in summary.text
    assert "Quàng Văn Hặc: hết 12 tháng dự bị, hạn 01/12/2025, còn 7 ngày" in summary.text
    assert "1/4" in summary.text
    assert roles(await user(store, "minh", now)) == [(Role.SECRETARY, "bản Hỏm")]
    assert roles(await user(store, "hom", now)) == []
    waiting = await waiting_for(store)
    assert "hom" not in waiting
    assert waiting["Lò Văn Minh"]
    assert (await hom.say("năm nay kết nạp được bao nhiêu")).text.startswith(NOT_JOINED)
    assert any("Lò Văn Minh đã nhận bàn giao" in text for text in await written_to(store, "xa"))
    assert any("Đã bàn giao" in text for text in await written_to(store, "hom"))


async def test_drafts_stay_private_in_a_handover(store: Store, cast: Cast, now: datetime) -> None:
    hom = Chat(store, "hom", now)
    await hom.say("kết nạp đ/c Lò Văn Pánh sn 2001 ngày 10/11/2025")
    made = await hom.say("bàn giao chi bộ cho đ/c Lò Văn Minh")
    minh = Chat(store, "minh", now)
    summary = await minh.say(f"/start {code_in(made)}")
    assert "Pánh" not in summary.text
    assert "Pánh" not in (await minh.say("đúng")).text


async def test_an_officer_undoes_a_handover_once(store: Store, cast: Cast, now: datetime) -> None:
    await probation_ending(store, cast, now)
    made = await Chat(store, "xa", now).say("bàn giao chi bộ bản Hỏm cho đ/c Lò Văn Minh")
    await Chat(store, "minh", now).say(f"/start {code_in(made)}")
    xa = Chat(store, "xa", now)
    shown = await xa.last()
    assert "hom phụ trách lại" in (await xa.press("Hoàn tác bàn giao", shown)).text
    assert roles(await user(store, "hom", now)) == [(Role.SECRETARY, "bản Hỏm")]
    assert roles(await user(store, "minh", now)) == []
    assert "minh" not in await waiting_for(store)
    assert (await waiting_for(store))["hom"]
    assert "đã được hoàn tác" in (await xa.press("Hoàn tác bàn giao", shown)).text


async def test_a_secretary_of_two_cells_hands_both_over(store: Store, cast: Cast, now: datetime) -> None:
    made = await Chat(store, "haibe", now).say("ban giao chi bo cho dc Lo Van Minh")
    await Chat(store, "minh", now).say(f"/start {code_in(made)}")
    assert {name for _, name in roles(await user(store, "minh", now))} == {"bản Lầu", "trường THCS Mường Lạn"}
    assert roles(await user(store, "haibe", now)) == []


async def test_of_two_secretaries_the_officer_says_who_is_replaced(
    store: Store, cast: Cast, now: datetime
) -> None:
    xa = Chat(store, "xa", now)
    asked = await xa.show("bàn giao chi bộ bản Lầu cho đ/c Lò Văn Minh")
    assert [choice.label for choice in asked.choices] == ["Thay lau", "Thay haibe"]
    made = await xa.press("Thay lau", asked)
    await Chat(store, "minh", now).say(f"/start {code_in(made)}")
    assert roles(await user(store, "lau", now)) == []
    assert len(roles(await user(store, "haibe", now))) == 2


async def test_what_the_successor_is_reminded_of_anyway_comes_once(
    store: Store, cast: Cast, now: datetime
) -> None:
    """A deputy who takes over holds the same reminders already."""

    def deputy(tx: Tx) -> None:
        user_id = users.add_user(tx, "pho", LONG_AGO)
        users.add_identity(tx, user_id, ChannelName.TERMINAL, "pho", "pho", LONG_AGO)
        users.assign(tx, user_id, Role.SECRETARY, cast.hom.id, LONG_AGO)

    await store.write(deputy)
    await probation_ending(store, cast, now)
    before = (await waiting_for(store))["pho"]
    made = await Chat(store, "hom", now).say("bàn giao chi bộ cho đ/c Phó")
    await Chat(store, "pho", now).say(f"/start {code_in(made)}")
    after = await waiting_for(store)
    assert (after["pho"], after.get("hom", 0)) == (before, 0)
    assert roles(await user(store, "pho", now)) == [(Role.SECRETARY, "bản Hỏm")]


async def test_nobody_hands_over_what_is_not_theirs(store: Store, cast: Cast, now: datetime) -> None:
    assert (await Chat(store, "hom", now).say("bàn giao chi bộ bản Lầu cho đ/c X")).text == NOT_ALLOWED


async def test_a_handover_made_by_somebody_who_lost_the_role_since_is_worth_nothing(
    store: Store, cast: Cast, now: datetime
) -> None:
    made = await Chat(store, "hom", now).say("bàn giao chi bộ cho đ/c Lò Văn Minh")
    xa = Chat(store, "xa", now)
    await xa.press("Thu quyền", await xa.show("thu quyền đ/c hom"))
    refused = await Chat(store, "minh", now).say(f"/start {code_in(made)}")
    assert "Mã mời không đúng" in refused.text
    assert await store.read(users.by_identity, ChannelName.TERMINAL, "minh", now) is None


# --- withdrawing ------------------------------------------------------------------------------------


async def test_a_role_that_ended_leaves_nothing_open(store: Store, cast: Cast, now: datetime) -> None:
    await probation_ending(store, cast, now)
    hom = Chat(store, "hom", now)
    card = await hom.show("kết nạp đ/c Lò Văn Pánh sn 2001 ngày 10/11/2025")
    person = await user(store, "hom", now)

    def come_in(tx: Tx) -> tuple[str, str]:
        account = sign_in.open_account(tx, sign_in.create_code(tx, person.id, now), now)
        assert account
        return sign_in.start_session(tx, account, now), sign_in.create_code(tx, person.id, now)

    session, code = await store.write(come_in)
    xa = Chat(store, "xa", now)
    assert "✅ Đã thu quyền của hom" in (await xa.press("Thu quyền", await xa.show("thu quyền đ/c hom"))).text
    assert (await hom.press("Đúng", card)).text.startswith(NOT_JOINED)
    assert (await hom.say("ai sắp đến hạn")).text.startswith(NOT_JOINED)
    assert await store.read(sign_in.account_of, session, now) is None
    assert await store.write(sign_in.spend_code, code, now) is None
    waiting = await waiting_for(store)
    assert "hom" not in waiting
    assert waiting["xa"]
    since = now - timedelta(minutes=1)
    assert await store.read(audit.count_since, (await user(store, "xa", now)).id, "revoke", since) == 1


async def test_only_what_lies_within_reach_is_withdrawn(store: Store, cast: Cast, now: datetime) -> None:
    def elsewhere(tx: Tx) -> None:
        other = gazetteer.find(tx, "bản Phải", [units.EVERYTHING]).exact[0]
        found = users.by_identity(tx, ChannelName.TERMINAL, "hom", now)
        assert found
        users.assign(tx, found.id, Role.SECRETARY, other.id, LONG_AGO)

    await store.write(elsewhere)
    xa = Chat(store, "xa", now)
    asked = await xa.show("thu quyền đ/c hom")
    assert "bản Phải" not in asked.text
    await xa.press("Thu quyền", asked)
    assert roles(await user(store, "hom", now)) == [(Role.SECRETARY, "bản Phải")]


async def test_a_role_is_withdrawn_by_its_unit_too(store: Store, cast: Cast, now: datetime) -> None:
    xa = Chat(store, "xa", now)
    assert "Thu quyền của hom" in (await xa.say("thu quyền bí thư bản Hỏm")).text
    both = await xa.show("thu quyen bi thu ban Lau")
    assert [choice.label.split(",")[0] for choice in both.choices] == ["lau", "haibe"]
    assert "Thu quyền của haibe" in (await xa.press(both.choices[1].label, both)).text
    assert "Không có ai" in (await xa.say("thu quyền bí thư bản Phải")).text


async def test_who_was_withdrawn_may_be_invited_again(store: Store, cast: Cast, now: datetime) -> None:
    xa = Chat(store, "xa", now)
    await xa.press("Thu quyền", await xa.show("thu quyền đ/c hom"))
    code = code_in(await xa.say("mời bí thư bản Lầu"))
    hom = Chat(store, "hom", now)
    assert "bí thư chi bộ bản Lầu" in (await hom.say(f"/start {code}")).text
    assert roles(await user(store, "hom", now)) == [(Role.SECRETARY, "bản Lầu")]


async def test_an_officer_does_not_withdraw_an_administrator(store: Store, cast: Cast, now: datetime) -> None:
    def local_admin(tx: Tx) -> None:
        user_id = users.add_user(tx, "Tòng Văn Ún", LONG_AGO)
        users.assign(tx, user_id, Role.ADMIN, cast.commune.id, LONG_AGO)

    await store.write(local_admin)
    assert "Không có ai tên" in (await Chat(store, "xa", now).say("thu quyền đ/c Tòng Văn Ún")).text
    assert "Tòng Văn Ún" in (await Chat(store, "admin", now).say("thu quyền đ/c Tòng Văn Ún")).text


# --- one person, several channels and roles ---------------------------------------------------------


@pytest.mark.parametrize("source", list(ChannelName))
@pytest.mark.parametrize("to", list(ChannelName))
async def test_a_code_of_any_channel_brings_the_same_person_to_any_other(
    store: Store, cast: Cast, now: datetime, source: ChannelName, to: ChannelName
) -> None:
    hom = await user(store, "hom", now)
    if source is not ChannelName.TERMINAL:
        await store.write(users.add_identity, hom.id, source, "hom", "hom", now)
    told = await Chat(store, "hom", now, channel=source).say("/web")
    found = re.search(r"/start ([A-HJ-NP-Z2-9]{12})", told.text)
    assert found
    there = Chat(store, "elsewhere", now, channel=to)
    assert "Bạn là bí thư chi bộ bản Hỏm" in (await there.say(f"/start {found[1]}")).text
    linked = await store.read(users.by_identity, to, "elsewhere", now)
    assert linked is not None
    assert linked.id == hom.id
    assert "Chi bộ bản Hỏm" in (await there.say("năm nay kết nạp được bao nhiêu")).text
    again = Chat(store, "third", now, channel=to)
    assert "Mã mời không đúng" in (await again.say(f"/start {found[1]}")).text


async def test_which_of_several_units_is_only_asked_where_it_is_not_said(
    store: Store, cast: Cast, now: datetime
) -> None:
    haibe = Chat(store, "haibe", now)
    assert "của đơn vị nào?" in (await haibe.say("kết nạp đ/c Lò Văn Pánh sn 2001 ngày 10/11")).text
    said = await haibe.say("kết nạp đ/c Lò Văn Tại sn 2001 ngày 10/11, chi bộ bản Lầu")
    assert "Chi bộ bản Lầu" in said.text


# --- who is not reached -----------------------------------------------------------------------------


async def test_who_blocked_the_assistant_is_listed_within_the_own_tree(
    store: Store, cast: Cast, now: datetime
) -> None:
    address = Address(channel=ChannelName.TERMINAL, chat_id="hom")
    since = datetime(2025, 11, 12, tzinfo=VIET_NAM)
    await store.write(users.set_blocked, address, since)
    told = (await Chat(store, "xa", now).say("ai đang chặn?")).text
    assert "1 người không nhận được tin nhắc nào" in told
    assert "hom, bí thư chi bộ bản Hỏm: chặn cửa sổ lệnh từ 12/11/2025" in told
    assert "Không" not in told
