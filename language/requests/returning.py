"""A dossier that the committee above sent back with a reason, and one that went up again.

Read before the whole message is: the reason names papers that would otherwise be read as steps.
"""

from dataclasses import dataclass
from datetime import date

from language.requests.whose import happened, may_ask, whose
from language.words.phrases import phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTold:
    """Trả hồ sơ, nộp lại hồ sơ: whose dossier came back why and when, or went up again (`is_up_again`).

    `has_bad_day`: a day is told that there is not, or not yet.
    """

    names: tuple[str, ...]
    reason: str | None
    on: date | None
    is_up_again: bool
    has_bad_day: bool = False


def read_return(text: str, sent_on: date) -> ReturnTold | None:
    """What a message tells of a dossier that was sent back or handed in again; None where it tells neither.

    Names nobody: None. The reason is what follows "vì", "do", or begins with what is lacking.
    """
    back, again = happened("sends_back", text), happened("goes_up_again", text)
    verb = back or again
    dossier = phrase("dossier_word").anywhere(text)
    if verb is None or dossier is None or may_ask(text):
        return None
    after = max(verb.span()[1], dossier.span()[1])
    leads = [lead for name in ("reason_lead", "lacking") for lead in phrase(name).each(text)]
    head, reason, told = text, "", None
    for lead in sorted(leads, key=lambda lead: lead.span()):
        # A surname may read like the lead: the reason comes after somebody was named.
        if lead.span()[0] >= after and (told := whose(lead.before, sent_on)):
            is_word = lead.value == "reason_lead"
            head, reason = lead.before, lead.rest if is_word else f"{lead[None]} {lead.rest}"
            break
    told = told or whose(text, sent_on)
    if told is None or phrase("other_return").anywhere(head):
        return None
    return ReturnTold(
        names=told.names,
        reason=reason or None,
        on=told.on,
        is_up_again=back is None,
        has_bad_day=told.has_bad_day,
    )
