"""Several questions of one message answered together, each button named for the answer that it opens."""

from collections.abc import Sequence
from dataclasses import replace

from domain.answers import Answer
from domain.figures import FigureAnswer
from domain.messages import Reply
from domain.units import Unit
from rendering.wording.answers import MOST_CHOICES, answer
from rendering.wording.format import number, period_name
from rendering.wording.steps import DID

ANSWER = "answer"  # the argument of a button under several answers: of which of them it is


def answers(given: Sequence[Answer]) -> Reply:
    """The reply to several questions in one message, each button named for the answer that it opens."""
    replies = [answer(one) for one in given]
    if len(replies) == 1:
        return replies[0]
    each = max(1, MOST_CHOICES // len(replies))
    named = zip(replies, _told_apart(given), strict=True)
    choices = (
        replace(choice, label=f"{choice.label}: {name}", arguments={**choice.arguments, ANSWER: place})
        for place, (reply, name) in enumerate(named)
        for choice in reply.choices[:each]
    )
    return Reply(
        text="\n\n".join(reply.text for reply in replies),
        choices=tuple(choices)[:MOST_CHOICES],
        tells_of=tuple(person for reply in replies for person in reply.tells_of),
    )


def only_in_words() -> str:
    """Of what falls due no picture and no file is made."""
    return "Việc đến hạn chưa vẽ được biểu đồ, chưa xuất được ra tệp."


def _told_apart(given: Sequence[Answer]) -> list[str]:
    """By what each of several answers is known: its span, else what it counts, else its unit or its place."""
    figures = [one for one in given if isinstance(one, FigureAnswer)]
    if len(figures) == len(given):
        spans, steps = [period_name(one.period) for one in figures], [DID[one.stage] for one in figures]
        for names in (spans, steps, [f"{step} {span}" for step, span in zip(steps, spans, strict=True)]):
            if len(set(names)) == len(names):
                return names
    units = [getattr(one, "unit", None) for one in given]
    names = [unit.name if isinstance(unit, Unit) else "" for unit in units]
    return names if len(set(names)) == len(names) else [number(place) for place in range(1, len(given) + 1)]
