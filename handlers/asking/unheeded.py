"""Conditions of a question that its answer does not count: they are said above it.

An answer names what it counts: its unit, its span, the group, the age. So whatever the question names and the
answer does not is not counted, whichever way the question took.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from domain.messages import Reply
from domain.periods import Period
from domain.questions import Dimension, Topic, as_plain
from domain.text import fold
from domain.users import Permission
from handlers.asking.queries import query_of
from handlers.asking.scoping import scopes
from handlers.context import Turn
from language.reading import Reading
from language.requests.narrowing import narrowing_of
from language.words.phrases import Told, phrase
from rendering.wording import unheeded as wording
from storage import gazetteer
from storage.database import Tx

_OF_GROUPS = (Topic.TOTALS, Topic.QUOTA_GAP, Topic.PIPELINE)
_LONGEST = 40  # words: in a longer message most of what is named is no condition

Asking = Callable[[Tx, Turn, Reading], Reply]


def saying_what_is_unheeded(asked: Asking) -> Asking:
    """The use case of a question, whose reply says what of the question it does not count."""
    return lambda tx, turn, reading: with_unheeded(tx, turn, reading, asked(tx, turn, reading))


def with_unheeded(tx: Tx, turn: Turn, reading: Reading, reply: Reply) -> Reply:
    """The reply under a line of what of the question it does not count; itself where it counts everything."""
    is_figure = reply.choices and not (reply.tells_no_figure or reading.leaves_out)
    if not is_figure or len(turn.message.text.split()) > _LONGEST:
        return reply
    told = tuple(dict.fromkeys(_unheeded(tx, turn, reading, reply)))
    return replace(reply, text=f"{wording.not_counted(told)}\n{reply.text}") if told else reply


def _unheeded(tx: Tx, turn: Turn, reading: Reading, reply: Reply) -> Iterator[str]:
    text, told = turn.message.text, reply.text.casefold()
    found = narrowing_of(text)
    query = query_of(reading, turn.today) if reading.intent.is_question else None
    shares = found.shares if query and Dimension.UNIT in query.by else None
    groups = query.parts if query and query.topic in _OF_GROUPS else ()
    for names in wording.limits(found.ages, found.counts, shares, groups):
        if not any(name.casefold() in told for name in names):
            yield names[0]
    yield from _not_spoken_of(text, told)
    for span in reading.spans:
        if not _is_told(span.value, reply):
            yield text[span.start : span.end]
    if found.kind and wording.tells_other_cells(found.kind, told):
        yield found.kind
    listed = list(phrase("and").split(text))[1:]
    if not listed:
        return  # of one unit that is named the answer is, or it is refused
    folded = fold(told)
    for word in reading.unread:  # "bản Hỏm, Xôm": beside a unit that was found it is of another
        begins = any(piece.startswith(word.value) for piece in listed)
        if begins and fold(word.value).replace(" ", "") not in folded.replace(" ", ""):
            yield word.value
    for unit in gazetteer.mentioned(tx, text, scopes(turn.user.units_for(Permission.ASK))):
        if fold(unit.name) not in folded:
            yield unit.name


def _is_told(span: Period, reply: Reply) -> bool:
    """Whether the reply names the span, or what can be opened from it is of that span."""
    told = reply.text.casefold()
    opened = (choice.arguments.get("period") for choice in reply.choices)
    return any(name in told for name in wording.span_names(span)) or as_plain(span) in opened


def _not_spoken_of(text: str, told: str) -> Iterator[str]:
    """The words of the question of which the answer says nothing; of several that overlap one is enough."""
    found = list(phrase("spoken_of").each(text))
    heeded = [one for one in found if any(word in told for word in one.value.split(" | "))]
    said = [one for one in found if not any(_overlap(one, other) for other in heeded)]
    for at, one in enumerate(said):
        if not any(_overlap(one, other) for other in said[:at]):
            yield one[None].strip(" ,.:;?!")


def _overlap(one: Told, other: Told) -> bool:
    (start, end), (first, last) = one.span(), other.span()
    return start < last and first < end
