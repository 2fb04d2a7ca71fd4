"""How far somebody on the open card has really come: "nhầm, mới họp chi bộ xét thôi"."""

from domain.pipeline import Stage
from language.reading import Found, Intent, Reading
from language.words.phrases import phrase


def read_reached(text: str, on_card: tuple[str, ...] | None) -> Reading | None:
    """The correction of the step that an open card tells of, or None where the message is something else."""
    told = phrase("only_reached").whole(text) if on_card else None
    if told is None:
        return None
    start, end = told.span("step")
    return Reading(intent=Intent.CORRECT_LAST, stage=Found(value=Stage(told.value), start=start, end=end))
