"""The conversations in README.md, played on the demo organisation and compared to the letter.

A block opens with ```chat ACCOUNT MOMENT; its lines are those of tests/scenarios. What is due at that moment
is reminded of first, as by a living `chibo run`. `CHIBO_ACCEPT=1 pytest tests/docs` writes the answers anew.
"""

import os
import re
from datetime import datetime
from pathlib import Path

from bot import demo
from domain.localtime import VIET_NAM
from storage.database import Store
from tests.scenarios.test_dialogues import Stage, differences, exchanges_in

README = Path(__file__).parents[2] / "README.md"
LOADED_AT = datetime(2025, 10, 1, 8, 0, tzinfo=VIET_NAM)

_BLOCK = re.compile(r"```chat (?P<account>\S+) (?P<day>\S+)T(?P<hour>\S+)\n(?P<talk>.*?)```", re.DOTALL)


async def test_the_conversations_of_the_readme_are_true(store: Store) -> None:
    stage = Stage(store)
    await store.write(demo.load_demo, stage.assistant.book, LOADED_AT)
    text = README.read_text(encoding="utf-8")
    kept, written = 0, ""
    found: list[str] = []
    for block in _BLOCK.finditer(text):
        setting = f"@ {block['day']} {block['hour']} {block['account']}\n~ sweep\n"
        played: list[str] = []
        for exchange in exchanges_in(setting + block["talk"]):
            answer = await stage.play(exchange.said)
            said = [line for line in exchange.said if line[0] in ">+"]
            played.append("\n".join([*said, answer] if answer else said))
            found.append(differences(exchange, answer))
        written += text[kept : block.start("talk")] + "\n\n".join(filter(None, played)) + "\n"
        kept = block.end("talk")
    assert found
    if os.environ.get("CHIBO_ACCEPT"):
        README.write_text(written + text[kept:], encoding="utf-8")
        return
    assert not any(found), "\n".join(found)
