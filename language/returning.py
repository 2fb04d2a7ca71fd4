"""A dossier that the committee above sent back with a reason, and one that went up again.

Read before the whole message is: the reason names papers that would otherwise be read as steps.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from language import particles
from language.dates import Day
from language.folding import folded_in_place
from language.message import see
from language.normalise import normalise
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
    line = folded_in_place(text)
    back, again = _told("sends_back", line), _told("goes_up_again", line)
    verb = back or again
    dossier = _pattern("dossier_word").search(line)
    if "?" in text or verb is None or dossier is None:
        return None
    after = max(verb.end(), dossier.end())
    leads = [m for tag in ("reason_lead", "lacking") for m in _pattern(tag).finditer(line, after)]
    for lead in sorted(leads, key=lambda m: m.start()):
        # A surname may read like the lead: the reason comes after somebody was named.
        if told := _whose(text[: lead.start()], sent_on):
            is_word = _pattern("reason_lead").fullmatch(lead.group()) is not None
            reason = text[lead.end() if is_word else lead.start() :].strip(" :,.;!\n")
            break
    else:
        told, reason, lead = _whose(text, sent_on), "", None
    head = line[: lead.start()] if lead else line
    if told is None or _pattern("other_return").search(head):
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


def _told(tag: str, line: str) -> "re.Match[str] | None":
    """The verb, unless the words before it say that it has not happened."""
    found = _pattern(tag).search(line)
    if found is None or _before("not_yet_done").search(line[: found.start()]):
        return None
    return found


def _whose(head: str, sent_on: date) -> tuple[tuple[str, ...], list[Day]] | None:
    seen = see(normalise(head), sent_on)
    names = tuple(p.full_name.value for p in people_told(seen) if p.full_name) if seen else ()
    if seen is None or not names:
        return None
    return names, seen.days


@cache
def _pattern(tag: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_forms(tag)})\b")


@cache
def _before(tag: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_forms(tag)}) +$")


def _forms(tag: str) -> str:
    longest_first = sorted(particles.words(tag), key=len, reverse=True)
    return "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest_first)
