"""A dossier that the committee above sent back with a reason, and one that went up again.

Read before the whole message is: the reason names papers that would otherwise be read as steps.
"""

from dataclasses import dataclass
from datetime import date

from language.dates import Day
from language.message import see
from language.normalise import normalise
from language.phrases import Told, phrase
from language.report import people_told


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
    back, again = _done("sends_back", text), _done("goes_up_again", text)
    verb = back or again
    dossier = phrase("dossier_word").anywhere(text)
    if "?" in text or verb is None or dossier is None:
        return None
    after = max(verb.span()[1], dossier.span()[1])
    leads = [lead for name in ("reason_lead", "lacking") for lead in phrase(name).each(text)]
    head, reason, told = text, "", None
    for lead in sorted(leads, key=lambda lead: lead.span()):
        # A surname may read like the lead: the reason comes after somebody was named.
        if lead.span()[0] >= after and (told := _whose(lead.before, sent_on)):
            is_word = lead.value == "reason_lead"
            head, reason = lead.before, lead.rest if is_word else f"{lead[None]} {lead.rest}"
            break
    told = told or _whose(text, sent_on)
    if told is None or phrase("other_return").anywhere(head):
        return None
    names, days = told
    on = next((day.on for day in days if day.on), None)
    return ReturnTold(
        names=names,
        reason=reason or None,
        on=on,
        is_up_again=back is None,
        has_bad_day=bool(days) and on is None,
    )


def _done(name: str, text: str) -> Told | None:
    """The verb, unless the words before it say that it has not happened."""
    told = phrase(name).anywhere(text)
    return told if told and not phrase("not_yet_done").anywhere(told.before) else None


def _whose(head: str, sent_on: date) -> tuple[tuple[str, ...], list[Day]] | None:
    seen = see(normalise(head), sent_on)
    names = tuple(p.full_name.value for p in people_told(seen) if p.full_name) if seen else ()
    if seen is None or not names:
        return None
    return names, seen.days
