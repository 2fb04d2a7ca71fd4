"""The cast's commune with ways to report and to ask."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bot.assistant import rule_book
from domain.actions import Action
from domain.answers import Answer
from domain.localtime import VIET_NAM
from domain.messages import ChannelName, Choice
from domain.people import Gender, PersonFacts
from domain.periods import Period
from domain.pipeline import Stage
from domain.quotas import Quota
from domain.units import Unit
from domain.users import User
from handlers import recording
from handlers.asking import one_person, questions
from handlers.context import Context
from handlers.recording import Origin
from language.reading import Found, Intent, PersonReading, Reading
from rendering.wording import answers as wording
from storage import users
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import Cast

BOOK = rule_book()
TODAY = date(2025, 10, 15)


def said(value: Any) -> Found[Any]:
    """A value somewhere in the text."""
    return Found(value=value, start=0, end=0)


def person(name: str) -> PersonReading:
    """Somebody as a question names them."""
    return PersonReading(full_name=said(name))


@dataclass(frozen=True, kw_only=True)
class Commune:
    """The cast's store, with ways to report and to ask on TODAY."""

    store: Store
    cast: Cast

    async def reach(self, unit: Unit, name: str, **steps: date) -> int:
        """Record somebody's steps, each reported on its day; returns the person."""

        def report(tx: Tx) -> int:
            origins = {stage: told_on(on) for stage, on in steps.items()}
            first = next(iter(origins.values()))
            facts = PersonFacts(full_name=name, gender=Gender.FEMALE, ethnicity="Thái")
            person = recording.add_person(tx, first, unit, facts)
            for stage, on in steps.items():
                recording.add_stage(tx, origins[stage], unit, person, Stage(stage), on)
            recording.settle_person(tx, BOOK, person, told_on(TODAY).recorded_at)
            return person

        return await self.store.write(report)

    async def quota(self, unit: Unit, period: Period, low: int, high: int | None = None) -> None:
        origin = told_on(min(period.start, TODAY))
        target = Quota(unit_id=unit.id, period=period, low=low, high=high)
        await self.store.write(recording.add_quota, BOOK, origin, unit, target)

    async def ask(self, account: str, intent: Intent, **read: Any) -> Any:
        """The answer to a reading with these fields."""
        reading = Reading(intent=intent, **read)
        return await self._as(account, lambda tx, context, user: questions.answer(tx, context, user, reading))

    async def press(self, account: str, choice: Choice) -> Any:
        """The answer to a button of an earlier answer."""
        again = {Action.ASK_QUERY: questions.answer_again, Action.ASK_PERSON: one_person.answer_about}[
            choice.action
        ]
        return await self._as(account, lambda tx, context, user: again(tx, context, user, choice.arguments))

    async def record(self, account: str, intent: Intent, **read: Any) -> dict[str, Any]:
        reading = Reading(intent=intent, **read)
        found: dict[str, Any] = await self._as(
            account, lambda tx, context, user: questions.record(tx, context, user, reading)
        )
        return found

    async def _as(self, account: str, run: Callable[[Tx, Context, User], Any]) -> Any:
        now = datetime.combine(TODAY, time(9), VIET_NAM)

        def work(tx: Tx) -> Any:
            user = users.by_identity(tx, ChannelName.TERMINAL, account, now)
            assert user is not None
            return run(tx, Context(now=now, book=BOOK), user)

        return await self.store.read(work)


def told_on(day: date) -> Origin:
    """Where a report of that day comes from."""
    return Origin(report_id=new_id(), recorded_at=datetime.combine(day, time(8), VIET_NAM))


def choice(answer: Answer, label: str) -> Choice:
    """The button of an answer."""
    return next(c for c in wording.answer(answer).choices if c.label == label)
