"""Whoever works imports off, what they say meanwhile, and how a job ends."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from domain.errors import DomainError, NotAllowed
from domain.messages import Reply
from domain.rules import RuleBook
from domain.users import User
from handlers.importing.replies import Preview
from rendering.wording import refusals
from storage import imports, outbox, users
from storage.database import Store, Tx
from storage.imports import Job, JobState

_PATIENCE = 2.0  # seconds before somebody hears how far it is
_AGAIN = 10.0  # and between two such words


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Whoever works imports off. `clock` stamps rows, `seconds` only measures; `say` hears how far it is."""

    store: Store
    book: RuleBook
    clock: Callable[[], datetime]
    seconds: Callable[[], float]
    say: Callable[[Job, str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where a job stands now and what was said of it; `found` where its list was read."""

    state: JobState
    text: str
    found: Preview | None = None
    reply: Reply | None = None  # of a comparison, with its workbook


class Progress:
    """Says how far it is, first after two seconds."""

    def __init__(self, worker: Worker, job: Job, worded: Callable[[int, int], str]) -> None:
        self._worker = worker
        self._job = job
        self._worded = worded
        self._next_at = worker.seconds() + _PATIENCE

    async def at(self, done: int, of: int) -> None:
        """So much is done."""
        if self._worker.seconds() >= self._next_at and done < of:
            self._next_at = self._worker.seconds() + _AGAIN
            await self._worker.say(self._job, self._worded(done, of))


def user_of(tx: Tx, job: Job, now: datetime) -> User:
    """In whose name the list comes, with the rights of now. Raises NotAllowed for the operator's."""
    user = users.by_id(tx, job.user_id, now) if job.user_id is not None else None
    if user is None:
        raise NotAllowed
    return user


def refusal(worker: Worker, error: DomainError) -> Reply:
    """Why it ends here."""
    return Reply(text=refusals.refusal(error, worker.clock()))


async def settle(worker: Worker, job: Job, after: JobState, reply: Reply) -> Outcome:
    """`end` in a transaction of its own."""
    await worker.store.write(end, job, after, reply, worker.clock())
    return Outcome(state=after, text=reply.text)


def end(tx: Tx, job: Job, after: JobState, reply: Reply, now: datetime) -> None:
    """The job is there; its chat hears of it."""
    imports.move(tx, job.id, imports.WORKING, after, now)
    if after is not JobState.SHOWN:
        imports.drop_slices(tx, job.id)
    tell(tx, job, reply, now)


def tell(tx: Tx, job: Job, reply: Reply, now: datetime) -> None:
    """A message to the chat from which the file came; a command shows it itself."""
    user = users.by_id(tx, job.user_id, now) if job.user_id is not None else None
    if job.address is not None and user is not None:
        outbox.add_reply(tx, address=job.address, reply=reply, user=user, inbox_id=None, now=now)
