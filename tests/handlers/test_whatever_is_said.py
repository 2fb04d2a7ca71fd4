"""Whatever somebody says, in whatever pieces: there is an answer, and no failure."""

import os
import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.localtime import VIET_NAM
from tests.cast import found_commune
from tests.handlers.chat import BOOK, Chat
from tests.language.corpus import BATCHES, messages
from tests.stores import store_of_its_own

EXAMPLES = 1_000 if "CHIBO_SOAK" in os.environ else 15
NOW = datetime(2025, 10, 15, 9, tzinfo=VIET_NAM)
_TOLD = [one.text for file in ("dev.jsonl", *BATCHES) for one in messages(file)]
_CLAUSES = sorted({part for text in _TOLD for cut in re.split(r"[,.;?\n]", text) if (part := cut.strip())})
_SAID = st.lists(st.sampled_from(_CLAUSES), min_size=1, max_size=4)
_JOINED = st.builds(str.join, st.sampled_from([", ", " rồi ", "; ", "\n", " "]), _SAID)

# A question that is none any more with the clause behind it.
_HURRIED = (
    "may ban cua xa minh tu dau nam toi gio chua ket nap duoc ai thi liet ke het ra cho anh, "
    "roi cai ban hom nam ngoai duoc may nguoi nua, nhanh len nhe"
)


@pytest.mark.soak  # more of it there; it also runs every time
@settings(max_examples=EXAMPLES, deadline=None)
@given(account=st.sampled_from(["hom", "xa"]), said=st.lists(_JOINED, min_size=1, max_size=6))
@example(account="xa", said=[_HURRIED])
async def test_no_message_fails(empty_database: Path, account: str, said: list[str]) -> None:
    async with store_of_its_own(empty_database) as store:
        await store.write(found_commune, BOOK)
        chat = Chat(store, account, NOW)
        for text in said:
            assert (await chat.say(text)).text
