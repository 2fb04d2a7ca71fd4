"""What was decided about a message: its intent, and the words that told it."""

from dataclasses import dataclass

from domain.pipeline import Stage
from language.reading import Intent, Problem
from language.words.scanning import Hit

AT_HEAD = 2  # pieces before a word that still opens the message
SHORT = 8  # words of a message that is one phrase
PHRASE = 12
SENTENCE = 16
NEAR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The intent chosen, others that came close, and what stood in the way of an event."""

    intent: Intent
    stage: Stage | None = None
    trigger: Hit | None = None
    alternatives: tuple[Intent, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_nil: bool = False
    confirms: bool = False
    leans_on_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a report tells: its intent, its stage for a dossier step, and the words that say so."""

    intent: Intent
    trigger: Hit
    stage: Stage | None = None
