"""Where the web chat listens, and whom it tells the way in."""

import re
import socket
from datetime import datetime

from bot import demo
from bot.assistant import Assistant, rule_book
from bot.settings import Settings
from bot.sides import port_for, web_side
from bot.vitals import Vitals
from storage.database import Store
from tests.cast import found_commune
from tests.web_chat import Browser


def test_a_program_on_the_usual_port_is_no_obstacle_and_a_set_port_is_kept() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        usual = Settings.model_construct(_fields_set=set(), web_host="127.0.0.1", web_port=taken)
        chosen = Settings.model_construct(_fields_set={"web_port"}, web_host="127.0.0.1", web_port=taken)
        assert port_for(usual) == 0
        assert port_for(chosen) == taken
    assert port_for(usual) == taken


def assistant_of(store: Store, now: datetime) -> Assistant:
    return Assistant(settings=Settings(web_port=0), store=store, book=rule_book(), clock=lambda: now)


async def test_a_demo_tells_a_link_for_each_account_that_opens_once(store: Store, now: datetime) -> None:
    assistant = assistant_of(store, now)
    await store.write(demo.load_if_empty, assistant.book, now)
    told: list[str] = []
    async with web_side(assistant, Vitals(store, assistant.clock, {}), told.append):
        links = [re.fullmatch(r"(\S+: .+)\n  (http://\S+)/sign-in#(\w+)", line) for line in told[1:]]
        assert [link and link[1] for link in links] == await store.read(demo.account_lines, now)
        for link in links:
            assert link
            async with Browser(link[2]) as browser:
                assert await browser.sign_in(link[3]) == 200
        assert links and links[0]
        async with Browser(links[0][2]) as late:
            assert await late.sign_in(links[0][3]) == 403


async def test_an_organisation_of_ones_own_has_no_way_in_printed(store: Store, now: datetime) -> None:
    assistant = assistant_of(store, now)
    await store.write(found_commune, assistant.book)
    told: list[str] = []
    async with web_side(assistant, Vitals(store, assistant.clock, {}), told.append):
        assert len(told) == 1 and "#" not in told[0]
