"""One person on several channels and with several roles, and who is not reached."""

import re
from datetime import datetime

import pytest

from domain.localtime import VIET_NAM
from domain.messages import Address, ChannelName
from storage import users
from storage.database import Store
from tests.cast import Cast
from tests.handlers.chat import Chat
from tests.handlers.roles.seen import (
    user,
)


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
