"""A paper of a dossier told with its day: "Lò Văn Pánh có nghị quyết Đoàn ngày 5/1"."""

from dataclasses import dataclass
from datetime import date

from language.requests.whose import happened, may_ask, whose
from language.understanding import understand
from language.words.phrases import phrase, without


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTold:
    """Đã có giấy: whose, which one by its id in the rules file, of which day.

    `has_bad_day`: a day is told that there is not, or not yet.
    """

    name: str
    paper: str
    on: date | None
    has_bad_day: bool


def read_paper(text: str, sent_on: date) -> PaperTold | None:
    """The paper that a message says is there, of one person; None where it says none, or tells an event."""
    kind = phrase("paper_kind").anywhere(text)
    if kind is None or happened("paper_there", text) is None or may_ask(text):
        return None
    about = whose(text, sent_on)
    tells_more = understand(without(text, [kind]), sent_on).intent.is_report
    if about is None or len(about.names) != 1 or tells_more:
        return None
    return PaperTold(name=about.names[0], paper=kind.value, on=about.on, has_bad_day=about.has_bad_day)
