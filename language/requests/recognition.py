"""The cell's resolution on recognition: it asks the committee above, and makes nobody official yet."""

from dataclasses import dataclass
from datetime import date

from language.requests.notes import votes_in
from language.requests.whose import happened, may_ask, whose
from language.words.phrases import phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionTold:
    """Nghị quyết đề nghị công nhận chính thức: of whom, when, with how many votes of how many members.

    `has_bad_day`: a day is told that there is not, or not yet.
    """

    names: tuple[str, ...]
    on: date | None
    has_bad_day: bool
    votes: tuple[int, int] | None


def read_recognition(text: str, sent_on: date) -> RecognitionTold | None:
    """The resolution that a message tells of: "đề nghị công nhận chính thức Lò Văn A". None where of none."""
    asked = happened("proposes_recognition", text)
    if asked is None or not phrase("official_word").anywhere(asked.rest) or may_ask(text):
        return None
    about = whose(text, sent_on)
    if about is None or phrase("decided").anywhere(text):
        return None
    return RecognitionTold(
        names=about.names, on=about.on, has_bad_day=about.has_bad_day, votes=votes_in(text)
    )
