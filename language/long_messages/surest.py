"""The one sentence of a long message that surely says what is wanted, where the whole was read otherwise."""

from language.long_messages.cutting import cut
from language.message import Seen, see
from language.reading import Intent, Reading
from language.second_opinion.opinion import Opinion, opinion_of

_SURE = 0.9
_SPEAKS_FOR = 0.3  # from how likely on a sentence counts as saying what was read
_SAYS_LITTLE = (Intent.NONE, Intent.GREETING)


def surest_sentence(seen: Seen, reading: Reading) -> tuple[Seen, Opinion] | None:
    """The sentence on its own that by what was learned wants something else than was read of the whole.

    None where no sentence is sure enough, or one speaks for what was read.
    """
    parts = [see(seen.part(start, end), seen.sent_on) for start, end in cut(seen)]
    told = [(part, opinion) for part in parts if part and (opinion := opinion_of(part.scan))]
    read = reading.intent
    if read is not Intent.NONE and any(opinion.likely[read] >= _SPEAKS_FOR for _, opinion in told):
        return None
    told = [one for one in told if one[1].intent not in _SAYS_LITTLE]
    if not told or len(parts) < 2:
        return None
    part, surest = max(told, key=lambda one: one[1].likely[one[1].intent])
    known = {event.intent for event in (reading, *reading.others)}
    return (part, surest) if surest.likely[surest.intent] >= _SURE and surest.intent not in known else None
