"""Whether a question means the units as they were: "theo đơn vị cũ"."""

from language.words.phrases import phrase, without


def without_which_units(text: str) -> tuple[str, bool]:
    """A question without the words that say which units it means, and whether those are the old ones.

    As many spaces stand for them, so that every place in the text stays where it was.
    """
    told = [*phrase("by_units").each(text)]
    if not told:
        return text, False
    return without(text, told), any(one.value == "old" for one in told)
