"""The authorisation matrix: every command, by every role, in the own tree and outside, however it comes.

What is expected stands in tests/data/authorisation/matrix.toml. Each attempt runs in a transaction that is
rolled back, in a world that has the same things inside the reader's tree and outside.
"""

import re
import tomllib
import types
import typing
from collections.abc import AsyncIterator, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa

from domain.actions import Action
from domain.messages import Address, ChannelName, Choice, IncomingMessage, MessageKind, Reply
from domain.text import fold
from handlers import router, routes
from handlers.context import Context
from language.requests import announcements, quota_orders, roles
from language.requests import everyday as requests
from rendering.wording.refusals import MATTER
from storage import menus, schema, users
from storage.database import Store, Tx
from storage.keys import Keys
from tests.handlers.two_provinces import BOOK, NOW, Place, World, found

FILE = Path(__file__).parents[1] / "data" / "authorisation" / "matrix.toml"
MATRIX = tomllib.loads(FILE.read_text(encoding="utf-8"))
ROLES: list[str] = MATRIX["roles"]
STRANGERS = ("unknown", "pending", "revoked")
ROWS: list[dict[str, Any]] = [{**row, "kind": "said", "name": row["covers"][0]} for row in MATRIX["said"]] + [
    {**row, "kind": "pressed", "name": action, "action": action}
    for row in MATRIX["pressed"]
    for action in row["covers"]
]
# What only stands in the records of the cell outside: nobody who asks from elsewhere may read any of it.
CANARIES = ("1987", "12/03", "Lự", "Bế Văn Giúp", "Người Canh Giữ", "Phù Lá")
GONE = "Nút này không còn dùng được"
REFUSED = (
    "Bạn chưa được phân công đơn vị này",
    *(f"{matter} là việc của" for matter in MATTER.values()),
    "Không tìm thấy",
    "Không có ai tên",
    "Yêu cầu này đã được xử lý",
)
STRANGER = ("Chào bạn. Đây là Trợ lý chi bộ. Bạn chưa được phân công", "Yêu cầu của bạn gửi ngày")
KEPT = tuple(
    table
    for name, table in schema.metadata.tables.items()
    if name not in ("audit", "outbox", "inbox", "menu", "draft", "fact", "web_code", "join_request")
)


COUNTS = sa.union_all(
    *(sa.select(sa.func.count()).select_from(table) for table in KEPT),
    sa.select(sa.func.count()).where(schema.assignment.c.valid_to.is_(None)),
    sa.select(sa.func.count()).where(schema.join_request.c.decided_at.is_not(None)),
    sa.select(sa.func.count()).where(schema.invitation.c.used_at.is_not(None)),
)


class Delivery(StrEnum):
    """How what is said or pressed comes in.

    Forwarded or put in by another bot is no way of its own: a channel reads it as the sender's own words.
    """

    MESSAGE = "message"
    EDITED = "edited"
    IN_A_GROUP = "in a group"
    DEEP_LINK = "deep link"
    NOT_THEIRS = "somebody else's button"


class RolledBack(Exception):
    """Ends an attempt without a trace."""

    def __init__(self, reply: Reply | None, *, changed: bool) -> None:
        self.reply = reply
        self.changed = changed


# --- attempts ---------------------------------------------------------------------------------------


def attempt(tx: Tx, account: str, row: Mapping[str, Any], place: Place, delivery: Delivery) -> None:
    """Say or press it, look what became of it, and undo it all. Raises RolledBack."""
    message = _message(tx, account, row, place, delivery)
    before = _kept(tx)
    context = Context(now=NOW, book=BOOK)
    reply = router.answer(tx, context, message, None) or router.act(tx, context, message, None)
    raise RolledBack(reply, changed=_kept(tx) != before)


def _message(
    tx: Tx, account: str, row: Mapping[str, Any], place: Place, delivery: Delivery
) -> IncomingMessage:
    address = Address(channel=ChannelName.TERMINAL, chat_id=account)
    kind, text, pressed = MessageKind.TEXT, "", None
    if row["kind"] == "pressed":
        kind, pressed = MessageKind.PRESS, _button(tx, account, row, place, delivery)
    else:
        text = _filled(row["text"], place)
    if delivery is Delivery.EDITED:
        kind = MessageKind.EDITED
    if delivery is Delivery.DEEP_LINK:  # 64 of these letters are all that a link may carry
        text = "/start " + re.sub(r"[^A-Za-z0-9_-]+", "-", fold(text))[:64]
    return IncomingMessage(
        address=address,
        sender_id=account,
        sender_name="Cầm Văn Lạ",
        message_id="1",
        sent_at=NOW,
        kind=kind,
        text=text,
        pressed=pressed,
        is_private=delivery is not Delivery.IN_A_GROUP,
    )


def _button(tx: Tx, account: str, row: Mapping[str, Any], place: Place, delivery: Delivery) -> str:
    """A menu with the button, kept as if it had been shown to the account, or to somebody else."""
    shown_to = f"holder of {place.unit_name}" if delivery is Delivery.NOT_THEIRS else account
    address = Address(channel=ChannelName.TERMINAL, chat_id=shown_to)
    user = users.by_identity(tx, ChannelName.TERMINAL, shown_to, NOW)
    if user is None:
        return "nothing.0"
    choice = Choice(label="x", action=Action(row["action"]), arguments=_filled(row["arguments"], place))
    return f"{menus.open_menu(tx, user=user, address=address, choices=(choice,), now=NOW)}.0"


def _filled(value: Any, place: Place) -> Any:
    """The value with the names and ids of the place."""
    match value:
        case str() if value.startswith("$"):
            return getattr(place, value[1:])
        case str():
            names = {"unit": place.unit_name, "person": place.person_name, "holder": place.holder_name}
            return value.format(**names)
        case dict():
            return {key: _filled(each, place) for key, each in value.items()}
        case list():
            return [_filled(each, place) for each in value]
    return value


def _kept(tx: Tx) -> list[int]:
    """How much stands in the tables that an act changes."""
    return [row[0] for row in tx.execute(COUNTS)]


async def tried(
    store: Store, account: str, row: Mapping[str, Any], place: Place, delivery: Delivery = Delivery.MESSAGE
) -> RolledBack:
    try:
        await store.write(attempt, account, row, place, delivery)
    except RolledBack as done:
        return done
    raise AssertionError("an attempt always ends")


def outcome(done: RolledBack) -> str:
    """The letter of the matrix for what came back."""
    text = done.reply.text if done.reply else ""
    if text.startswith(GONE):
        return "g"
    if text.startswith(REFUSED):
        return "r"
    return "s" if text.startswith(STRANGER) else "d"


def has_place(row: Mapping[str, Any]) -> bool:
    """Whether it is about some unit or somebody of one."""
    told = [row["text"]] if "text" in row else list(row["arguments"].values())
    return any(mark in str(value) for value in told for mark in ("$", "{"))


def anonymous(text: str, place: Place) -> str:
    for name in (place.unit_name, place.person_name, place.holder_name):
        text = text.replace(name, "…")
    return text


def text_of(done: RolledBack) -> str:
    """Everything that is said: the text, the labels, and what a file is drawn from."""
    if done.reply is None:
        return ""
    labels = [choice.label for choice in done.reply.choices]
    drawn = repr(dict(done.reply.attachment.figures)) if done.reply.attachment else ""
    return "\n".join([done.reply.text, *labels, drawn])


def canaries_in(done: RolledBack, place: Place) -> list[str]:
    """What was told of the place beyond the names that the asker typed."""
    text = anonymous(text_of(done), place)
    return [each for each in CANARIES if each in text]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def walked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Store, World]]:
    """One world for all rows: every attempt is rolled back."""
    path = tmp_path_factory.mktemp("matrix") / "chibo.sqlite3"
    store = await Store.open(path, Keys({1: b"k" * 32}))
    yield store, await store.write(found)
    await store.close()


# --- the matrix -------------------------------------------------------------------------------------


def commands() -> Iterator[str]:
    """Everything that has a row in the tables of routes.py."""
    yield from routes.PRESSES
    yield from (intent.value for intent in routes.INTENTS)
    yield from (form.value for form in routes.FORMS)
    yield from routes.COMMANDS
    yield from (request.__name__ for words in routes.SET_WORDS for request in words.use_cases)


@pytest.mark.parametrize(
    "union",
    [requests.Request, roles.RoleRequest, quota_orders.QuotaRequest, announcements.AnnouncementRequest],
)
def test_every_request_that_a_reader_can_find_leads_to_its_use_case(union: types.UnionType) -> None:
    assert set(typing.get_args(union)) in [set(words.use_cases) for words in routes.SET_WORDS]


def test_every_command_has_its_row() -> None:
    covered = {name for row in ROWS for name in row["covers"]}
    assert set(commands()) - covered == set(), f"add a row to {FILE.name}"
    assert covered - set(commands()) == set(), "a row of a command that is no more"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
class TestRow:
    """One row of the matrix."""

    pytestmark = pytest.mark.asyncio(loop_scope="module")

    async def test_each_role_gets_what_the_row_says(
        self, row: dict[str, Any], walked: tuple[Store, World]
    ) -> None:
        store, world = walked
        for place, expected in ((world.inside, row["inside"]), (world.outside, _outside(row))):
            done = [await tried(store, role, row, place) for role in ROLES]
            told = dict(zip(ROLES, [outcome(each) for each in done], strict=True))
            assert told == dict(zip(ROLES, expected, strict=True)), [text_of(each) for each in done]
            assert not any(each.changed for each in done if outcome(each) in "rg")

    async def test_nothing_outside_is_told_or_changed_and_reads_as_if_it_were_not_there(
        self, row: dict[str, Any], walked: tuple[Store, World]
    ) -> None:
        store, world = walked
        if not has_place(row):
            return
        for role in ROLES:
            outside = await tried(store, role, row, world.outside)
            assert not canaries_in(outside, world.outside)
            assert not outside.changed
            edited = await tried(store, role, row, world.outside, Delivery.EDITED)
            assert not canaries_in(edited, world.outside)
            assert not edited.changed
            if row["kind"] == "said":
                nowhere = await tried(store, role, row, world.nowhere)
                there, not_there = (
                    anonymous(text_of(done), place)
                    for done, place in ((outside, world.outside), (nowhere, world.nowhere))
                )
                assert there == not_there

    async def test_who_holds_no_role_is_told_how_to_come_in_and_changes_nothing(
        self, row: dict[str, Any], walked: tuple[Store, World]
    ) -> None:
        store, world = walked
        for account in STRANGERS:
            for place in (world.inside, world.outside):
                done = await tried(store, account, row, place)
                assert outcome(done) == "s", (account, text_of(done))
                assert not done.changed
                assert place.person_name not in text_of(done)

    async def test_nothing_personal_is_told_in_a_group_and_nothing_done(
        self, row: dict[str, Any], walked: tuple[Store, World]
    ) -> None:
        store, world = walked
        for account in (*ROLES, *STRANGERS):
            done = await tried(store, account, row, world.inside, Delivery.IN_A_GROUP)
            assert world.inside.person_name not in text_of(done)
            assert not done.changed

    async def test_neither_a_link_nor_somebody_elses_button_has_any_authority(
        self, row: dict[str, Any], walked: tuple[Store, World]
    ) -> None:
        store, world = walked
        delivery = Delivery.DEEP_LINK if row["kind"] == "said" else Delivery.NOT_THEIRS
        for account in (*ROLES, "unknown"):
            done = await tried(store, account, row, world.inside, delivery)
            assert text_of(done).startswith(("Mã mời không đúng", GONE, *STRANGER)), text_of(done)
            assert not done.changed


def _outside(row: Mapping[str, Any]) -> str:
    """What each role gets elsewhere; the same as inside where it is about no place."""
    expected: str = row.get("outside", "rrrr") if has_place(row) else row["inside"]
    return expected
