"""Whether the papers of a dossier are still good on the day of a step."""

from collections.abc import Iterator
from datetime import date

from domain.deadlines import PlannedDeadline, plan_for_path
from domain.errors import PapersExpired
from domain.pipeline import Path, Stage
from domain.rules import ExpiredPaper, RuleBook


def expired_papers(path: Path, on: date, book: RuleBook) -> Iterator[ExpiredPaper]:
    """The papers that were good once, and no longer are on that day; a newer one of the sort stands for it.

    Limits as in the rules with `is_validity`, e.g. Hướng dẫn 06-HD/TW (9/6/2025), điểm 5.4: a certificate of
    15/1/2020 is good until 15/1/2025.
    """
    newest: dict[str, PlannedDeadline] = {}
    for planned in plan_for_path(path, book):
        if planned.trigger_on <= on:
            known = newest.get(planned.rule)
            newest[planned.rule] = max(planned, known or planned, key=lambda one: one.trigger_on)
    for planned in newest.values():
        rule = book.rules.by_id[planned.rule]
        paper, edition = book.rules.paper_of(rule), rule.edition(planned.edition)
        if rule.is_validity and paper and edition and planned.due_on < on:
            yield ExpiredPaper(
                paper=paper, dated=planned.trigger_on, good_until=planned.due_on, edition=edition
            )


def check_papers(name: str, path: Path, stage: Stage, on: date, book: RuleBook, *, accepted: bool) -> None:
    """Raise PapersExpired where a paper is no longer good for the step on that day.

    `accepted`: somebody looked, and says it still is; a limit read in the full text allows no such thing.
    """
    if not any(rule.is_validity and rule.settled_by is stage for rule in book.rules):
        return  # no deadlines are planned for a step that rests on no such paper
    expired = tuple(
        one
        for one in expired_papers(path, on, book)
        if one.paper.needed_for is stage and (one.edition.verified or not accepted)
    )
    if expired:
        raise PapersExpired(name=name, stage=stage, on=on, expired=expired)
