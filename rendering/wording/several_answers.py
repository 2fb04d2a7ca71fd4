"""Several questions of one message answered together, each button named for the answer that it opens."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.actions import Action
from domain.answers import Answer
from domain.figures import FigureAnswer, PipelineAnswer
from domain.messages import Choice, Reply
from domain.quotas import Shares
from domain.units import Unit
from rendering.wording.answers import MOST_CHOICES, answer
from rendering.wording.format import decimal, mid_sentence, number, period_name, unit_title
from rendering.wording.steps import DID

_UNITS_NAMED = 20
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
        for choice in _foremost(reply.choices, each)
    )
    return Reply(
        text="\n\n".join(reply.text for reply in replies),
        choices=tuple(choices)[:MOST_CHOICES],
        tells_of=tuple(person for reply in replies for person in reply.tells_of),
    )


def beside_each_other(replies: Sequence[Reply]) -> Reply:
    """The replies to different questions of one message, each button with the number of its answer."""
    each = max(1, MOST_CHOICES // len(replies))
    choices = (
        replace(
            choice, label=f"{choice.label} (câu {place + 1})", arguments={**choice.arguments, ANSWER: place}
        )
        for place, reply in enumerate(replies)
        for choice in _foremost(reply.choices, each)
    )
    return Reply(
        text="\n\n".join(reply.text for reply in replies),
        choices=tuple(choices),
        tells_of=tuple(person for reply in replies for person in reply.tells_of),
    )


def _foremost(choices: Sequence[Choice], most: int) -> Sequence[Choice]:
    """The first buttons, with the picture's among them where others open the units below: it is of the very
    figure, on which a follow-up leans."""
    drawn = next((choice for choice in choices if choice.action is Action.CHART_OPEN), None)
    units = {choice.arguments.get("unit") for choice in choices[:most]}
    is_below = drawn is not None and drawn.arguments.get("unit") not in units
    return (*choices[: most - 1], drawn) if drawn and is_below else choices[:most]


def mean_of_units(given: Sequence[Answer]) -> str:
    """ "Bình quân mỗi đơn vị 0,4 người (10 người, 24 đơn vị)." Of each figure that is divided by units."""
    lines: list[str] = []
    for one in given:
        tables = one.tables if isinstance(one, FigureAnswer | PipelineAnswer) else ()
        units = sum(row.unit is not None for table in tables for row in table.rows)
        if units and isinstance(one, FigureAnswer | PipelineAnswer):
            mean = decimal(Decimal(one.value) / units)
            lines.append(
                f"Bình quân mỗi đơn vị {mean} người ({number(one.value)} người, {number(units)} đơn vị)."
            )
    return "\n".join(lines)


def units_with(given: Sequence[Answer], few: Shares) -> str:
    """ "Hơn 1 người: chi bộ bản Hỏm (2)." Of the figures that are divided by units those with so many."""
    lines: list[str] = []
    for one in given:
        tables = one.tables if isinstance(one, FigureAnswer | PipelineAnswer) else ()
        rows = [row for table in tables for row in table.rows if row.unit]
        named = [
            f"{mid_sentence(unit_title(row.unit))} ({number(row.value)})"
            for row in rows
            if row.unit and few.hold(Decimal(row.value))
        ]
        if rows:
            shown = ", ".join(named[:_UNITS_NAMED]) or "không có đơn vị nào"
            more = len(named) - _UNITS_NAMED
            lines.append(f"{so_many(few)}: {shown}{f' và {number(more)} đơn vị nữa' if more > 0 else ''}.")
    return "\n".join(lines)


def so_many(few: Shares) -> str:
    """ "Hơn 1 người", "Dưới 2 người", "Từ 2 người trở lên", "Đúng 2 người" """
    least, most = number(few.least or 0), number(few.most or 0)
    if few.least is None:
        return f"{'Dưới' if few.is_strict else 'Không quá'} {most} người"
    if few.most is None:
        return f"Hơn {least} người" if few.is_strict else f"Từ {least} người trở lên"
    return f"Đúng {least} người" if least == most else f"Từ {least} đến {most} người"


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
