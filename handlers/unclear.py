"""What was not understood: the writer's own text back, repaired, and what it may have meant as buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.actions import Action
from domain.errors import DomainError, UnknownUnit
from domain.messages import Choice, Reply
from domain.users import Permission
from handlers.context import Turn
from language.long_messages.quoting import telling_part
from language.reading import Intent, Reading
from language.unclear.repairing import HOLE, repaired
from language.unclear.suggesting import nearest_questions
from language.words.phrases import phrase
from rendering.wording import onboarding, refusals, unclear


def not_understood(turn: Turn, reading: Reading, card: Reply | None = None) -> Reply:
    """The reader's own text back, with the reason where one is known, else with what it may have meant.

    Thanks need no more than a nod. An open `card` comes along as it stands: what is said to it next must
    not be taken for a change that was never understood.
    """
    text = turn.message.text.strip()
    if phrase("thanks_alone").whole(text):
        return Reply(text=onboarding.at_your_service())
    is_answer = reading.confirms or phrase("discards_alone").whole(text) or phrase("says_no").whole(text)
    if card is None and is_answer:
        return Reply(text=unclear.nothing_open())
    if phrase("further").whole(text):
        return Reply(text=unclear.no_further_page())
    if phrase("was_wrong").whole(text):
        return Reply(text=unclear.what_is_wrong())
    if reading.alternatives:
        return Reply(
            text=unclear.half_told(
                repaired(telling_part(text, turn.sent_on, unclear.SHOWN), turn.sent_on).text
            ),
            choices=meanings(text, reading),
        )
    why = next((onboarding.WHY[p.value] for p in reading.problems if p.value in onboarding.WHY), None)
    if card is not None:
        own = telling_part(text, turn.sent_on, unclear.SHOWN)
        return replace(card, text=f"{unclear.card_unchanged(own, why)}\n{card.text}")
    questions = () if why else nearest_questions(text)
    reports = bool(turn.user.units_for(Permission.REPORT))
    return Reply(
        text=unclear.not_understood(
            telling_part(text, turn.sent_on, unclear.SHOWN), why, reports=reports, suggests=bool(questions)
        ),
        choices=tuple(
            Choice(label=asked, action=Action.SAY, arguments={"text": asked}) for asked in questions
        ),
    )


def asks_of_somebody(text: str, reading: Reading) -> bool:
    """ "Anh ấy hết dự bị ngày nào": of one person who is not named; what is known of all is no answer."""
    said = phrase("about_them").anywhere(text) if not reading.problems else None
    if said is None or said.value == "several":
        return False
    if reading.intent in (Intent.HELP, Intent.NONE):
        return said.value != "that"
    return reading.intent.is_question


def of_whom(told: Sequence[Choice]) -> Reply:
    """Nobody is named in a question of somebody; the buttons of whom the last message told come along."""
    return Reply(text=unclear.of_whom(), choices=tuple(told))


def which_meaning(turn: Turn, reading: Reading) -> Reply:
    """Two close readings: one question with a button for each, never a guess."""
    text = turn.message.text.strip()
    return Reply(text=onboarding.which_intent(text), choices=meanings(text, reading))


def meanings(text: str, reading: Reading) -> tuple[Choice, ...]:
    """A button for each thing that the text may want."""
    close = (reading.intent, *reading.alternatives)
    return tuple(
        Choice(
            label=onboarding.INTENT[one], action=Action.INTENT, arguments={"intent": one.value, "text": text}
        )
        for one in close
        if one.value != "none"
    )


def refused(turn: Turn, reading: Reading, error: DomainError) -> Reply:
    """A refusal of a report; a unit that was not found goes with the own text, the likeliest unit put in.

    Where none is likely, a hole stands for it.
    """
    text = refusals.refusal(error, turn.now)
    if not isinstance(error, UnknownUnit) or reading.unit is None:
        return Reply(text=text)
    place = (reading.unit.start, reading.unit.end)
    name = error.near[0] if len(error.near) == 1 else HOLE
    own = repaired(turn.message.text.strip(), turn.sent_on, {place: name})
    return Reply(text=unclear.with_own_text(text, own.text, own.lacks[0].value if own.lacks else None))


def chosen(arguments: Mapping[str, Any]) -> str:
    """The text that a button of these replies stands for."""
    text = arguments["text"]
    return text if isinstance(text, str) else ""
