"""Reading rules: the file that comes along, and an operator's own laid over it. docs/rules.md is their form.

Pure: text in, rules out, or a RuleProblem that names the line.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any, TypeVar

from domain.calendar import WorkCalendar
from domain.pipeline import RANK, Stage
from domain.rules import (
    ARRIVAL,
    TRANSFER,
    Bound,
    BoundName,
    Edition,
    Fact,
    LimitUnit,
    Paper,
    Rule,
    RuleBook,
    Rules,
    Schedule,
    Subject,
)
from domain.users import Role

# The rules that come with the assistant.
RULES_FILE = Path(__file__).with_name("rules.toml")

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class RuleFault(StrEnum):
    """What is wrong with a rules file."""

    NOT_TOML = "not_toml"
    MISSING = "missing"
    NOT_ACCEPTED = "not_accepted"
    UNKNOWN_FIELD = "unknown_field"
    REPEATED = "repeated"
    OUT_OF_ORDER = "out_of_order"


@dataclass(kw_only=True, eq=False)
class RuleProblem(Exception):
    """A rules file that cannot be used: the line (from 1), rule and field at fault, as far as known."""

    fault: RuleFault
    line: int | None = None
    rule: str | None = None
    field: str | None = None


def load_rules(text: str) -> Rules:
    """The rules written in a TOML text. Raises RuleProblem with the line."""
    top = _top(text)
    bounds = _bounds(top, text, {})
    papers = _papers(top, text, {})
    rules = _merged(top, text, {}, papers)
    if not rules:
        raise top.problem(RuleFault.MISSING, "rule")
    top.finish()
    return Rules(by_id=rules, papers=papers, bounds=bounds)


def load_book(text: str, base: Rules) -> RuleBook:
    """The rules and the calendar with an operator's own file laid over them.

    A rule of the file takes the place of the one with its id, or comes after all of them. `without`
    leaves rules out; each `[[day_off]]` and `[[working_day]]` wins over the calendar of the State.
    Raises RuleProblem with the line.
    """
    top = _top(text)
    without = top.take("without", list, default=[])
    for rule_id in without:
        if rule_id not in base.by_id and rule_id not in base.papers:
            raise top.problem(RuleFault.NOT_ACCEPTED, "without")
    bounds = _bounds(top, text, base.bounds)
    papers = _papers(top, text, {key: paper for key, paper in base.papers.items() if key not in without})
    kept = {rule_id: rule for rule_id, rule in base.by_id.items() if rule_id not in without}
    rules = _merged(top, text, kept, papers)
    for rule in rules.values():
        if not {rule.follows, rule.paused_by} <= {None, *rules}:
            raise top.problem(RuleFault.NOT_ACCEPTED, "without")
    off = _days(top, text, "day_off", frozenset())
    worked = _days(top, text, "working_day", off)
    top.finish()
    return RuleBook(
        rules=Rules(by_id=rules, papers=papers, bounds=bounds), calendar=WorkCalendar(off=off, worked=worked)
    )


def _top(text: str) -> "_Entry":
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found.group(1)) if found else len(text.splitlines())
        raise RuleProblem(fault=RuleFault.NOT_TOML, line=line) from error
    return _Entry(document, text.splitlines(), 0, rule=None)


def _bounds(top: "_Entry", text: str, base: Mapping[BoundName, Bound]) -> dict[BoundName, Bound]:
    """The bounds of the base, those of the file in their places."""
    bounds = dict(base)
    for entry in top.tables("bound", _lines_of(text, "[[bound]]")):
        bound = Bound(
            name=entry.choice("name", BoundName),
            amount=entry.number("amount", 1, 600, required=True) or 0,
            document=entry.take("document", str),
            clause=entry.take("clause", str, default=""),
            dated=entry.day("dated"),
            verified=entry.take("verified", bool),
        )
        entry.finish()
        bounds[bound.name] = bound
    return bounds


def _papers(top: "_Entry", text: str, base: Mapping[str, Paper]) -> dict[str, Paper]:
    """The papers of the base in their order, those of the file in their places or at the end."""
    papers = dict(base)
    own: set[str] = set()
    for entry in top.tables("paper", _lines_of(text, "[[paper]]")):
        paper = Paper(
            id=entry.take("id", str),
            title=entry.take("title", str),
            needed_for=entry.choice("needed_for", Stage) if entry.has("needed_for") else None,
            shown_by=entry.choice("shown_by", Stage) if entry.has("shown_by") else None,
            document=entry.take("document", str, default=""),
            verified=entry.take("verified", bool),
        )
        entry.finish()
        if paper.id in own or paper.id in set(Stage):
            raise entry.problem(RuleFault.REPEATED, "id")
        own.add(paper.id)
        papers[paper.id] = paper
    return papers


def _merged(
    top: "_Entry", text: str, base: Mapping[str, Rule], papers: Mapping[str, Paper]
) -> dict[str, Rule]:
    """The rules of the base in their order, those of the file in their places or at the end."""
    rules = dict(base)
    own: set[str] = set()
    for entry in top.tables("rule", _lines_of(text, "[[rule]]")):
        rule = _rule(entry, text, rules, own, papers)
        own.add(rule.id)
        rules[rule.id] = rule
    return rules


def _days(top: "_Entry", text: str, field: str, other: Collection[date]) -> frozenset[date]:
    days: set[date] = set()
    for entry in top.tables(field, _lines_of(text, f"[[{field}]]")):
        on = entry.take("on", date)
        if on in days or on in other:
            raise entry.problem(RuleFault.REPEATED, "on")
        entry.finish()
        days.add(on)
    return frozenset(days)


def _rule(
    entry: "_Entry",
    text: str,
    known: Mapping[str, Rule],
    own: Collection[str],
    papers: Mapping[str, Paper],
) -> Rule:
    entry.rule = rule_id = entry.take("id", str)
    if rule_id in own or rule_id in papers or rule_id in {*Stage, *Subject, TRANSFER}:
        raise entry.problem(RuleFault.REPEATED, "id")
    known = dict(takewhile(lambda pair: pair[0] != rule_id, known.items()))  # only the rules above
    trigger = entry.take("trigger", str)
    subject = Subject(trigger) if trigger in (Subject.QUOTA, Subject.UNIT) else Subject.PERSON
    is_known = trigger in known or trigger in papers or trigger in {*Stage, TRANSFER}
    if subject is Subject.PERSON and not is_known:
        raise entry.problem(RuleFault.NOT_ACCEPTED, "trigger")
    settled_by, settled_by_paper, awaits_paper = (
        _settling_of(entry, papers, trigger) if subject is Subject.PERSON else (None, None, False)
    )
    rule = Rule(
        id=rule_id,
        title=entry.take("title", str),
        subject=subject,
        trigger=Stage(trigger) if trigger in set(Stage) else None,
        follows=trigger if trigger in known else None,
        trigger_paper=trigger if trigger in papers else None,
        starts_with_transfer=trigger == TRANSFER,
        settled_by=settled_by,
        settled_by_paper=settled_by_paper,
        awaits_paper=awaits_paper,
        unless_known=entry.choice("unless_known", Fact) if entry.has("unless_known") else None,
        unless_paper=_one_of(entry, "unless_paper", papers),
        only_with=_one_of(entry, "only_with", papers),
        paused_by=_one_of(entry, "paused_by", known),
        until=_one_of(entry, "until", known),
        responsible=entry.choice("responsible", Role),
        informs_above=entry.take("informs_above", bool, default=False),
        can_wait=entry.take("can_wait", bool, default=False),
        is_validity=entry.take("is_validity", bool, default=False),
        schedule=_schedule(entry),
        editions=tuple(_editions(entry, text, subject)),
    )
    if rule.trigger and rule.settled_by and RANK[rule.trigger] >= RANK[rule.settled_by]:
        raise entry.problem(RuleFault.OUT_OF_ORDER, "settled_by")
    entry.finish()
    return rule


def _settling_of(
    entry: "_Entry", papers: Mapping[str, Paper], trigger: str
) -> tuple[Stage | None, str | None, bool]:
    """The step and the paper that end a rule, and whether it waits for the paper.

    Where it does, the step is the one that the paper is needed for.
    """
    told = entry.take("settled_by", str)
    also = _one_of(entry, "also_settled_by", papers)
    if trigger == TRANSFER:
        if told != ARRIVAL:
            raise entry.problem(RuleFault.NOT_ACCEPTED, "settled_by")
        return None, None, False
    if told in papers:
        return papers[told].needed_for, told, True  # a note is never waited for: then only leaving ends it
    if told not in set(Stage):
        raise entry.problem(RuleFault.NOT_ACCEPTED, "settled_by")
    return Stage(told), also, False


def _one_of(entry: "_Entry", field: str, known: Mapping[str, object]) -> str | None:
    """The key that the field names, of those read already."""
    if not entry.has(field):
        return None
    told = entry.take(field, str)
    if told not in known:
        raise entry.problem(RuleFault.NOT_ACCEPTED, field)
    return told


def _schedule(entry: "_Entry") -> Schedule:
    steps = entry.take("steps", list, default=[])
    if any(type(step) is not int for step in steps) or steps != sorted(set(steps)):
        raise entry.problem(RuleFault.NOT_ACCEPTED, "steps")
    overdue_every = entry.number("overdue_every", 1, 366)
    # The 28th is the last day that every month has.
    monthly_on = entry.number("monthly_on", 1, 28)
    if monthly_on is not None and (steps or overdue_every):
        raise entry.problem(RuleFault.NOT_ACCEPTED, "monthly_on")
    return Schedule(
        steps=tuple(steps),
        overdue_every=overdue_every,
        monthly_on=monthly_on,
        climbs_after=entry.number("climbs_after", 1, 20),
    )


def _editions(entry: "_Entry", text: str, subject: Subject) -> Iterator[Edition]:
    end = next((line for line in _lines_of(text, "[[rule]]") if line > entry.line), len(text))
    headers = [line for line in _lines_of(text, "[[rule.edition]]") if entry.line < line < end]
    known: list[Edition] = []
    if not entry.has("edition"):
        raise entry.problem(RuleFault.MISSING, "edition")
    for source in entry.tables("edition", headers):
        is_limit = subject is Subject.PERSON
        edition = Edition(
            document=source.take("document", str),
            clause=source.take("clause", str, default=""),
            dated=source.day("dated"),
            effective_from=source.day("effective_from", required=bool(known)),
            amount=source.number("amount", 1, 600, required=True) if is_limit else None,
            unit=source.choice("unit", LimitUnit) if is_limit else None,
            verified=source.take("verified", bool),
        )
        source.finish()
        if edition.key in {other.key for other in known}:
            raise source.problem(RuleFault.REPEATED, "document")
        if known and (known[-1].effective_from or date.min) >= (edition.effective_from or date.min):
            raise source.problem(RuleFault.OUT_OF_ORDER, "effective_from")
        known.append(edition)
        yield edition


@lru_cache(maxsize=8)
def _lines_of(text: str, header: str) -> tuple[int, ...]:
    # A header may carry a comment; spaces inside the brackets would only cost the line number.
    lines = enumerate(text.splitlines(), 1)
    return tuple(number for number, line in lines if line.split("#")[0].strip() == header)


class _Entry:
    """One table of the file: gives its fields out once, and knows the line of each."""

    def __init__(self, table: dict[str, Any], lines: list[str], line: int, *, rule: str | None) -> None:
        self._left = dict(table)
        self._lines = lines
        self.line = line
        self.rule = rule

    def problem(self, fault: RuleFault, field: str) -> RuleProblem:
        return RuleProblem(fault=fault, line=self._line_of(field), rule=self.rule, field=field)

    def has(self, field: str) -> bool:
        return bool(self._left.get(field))

    def take(self, field: str, kind: type[T], default: T | None = None) -> T:
        value = self._left.pop(field, default)
        if value is None:
            raise self.problem(RuleFault.MISSING, field)
        # Exactly this type: TOML's true is no number, a moment is no date.
        if type(value) is not kind or (value == "" and default is None):
            raise self.problem(RuleFault.NOT_ACCEPTED, field)
        return value

    def choice(self, field: str, among: type[E]) -> E:
        value = self.take(field, str)
        if value not in set(among):
            raise self.problem(RuleFault.NOT_ACCEPTED, field)
        return among(value)

    def number(self, field: str, lowest: int, highest: int, *, required: bool = False) -> int | None:
        if field not in self._left and not required:
            return None
        value = self.take(field, int)
        if not lowest <= value <= highest:
            raise self.problem(RuleFault.NOT_ACCEPTED, field)
        return value

    def day(self, field: str, *, required: bool = False) -> date | None:
        return self.take(field, date) if required or field in self._left else None

    def tables(self, field: str, lines: Sequence[int]) -> "Iterator[_Entry]":
        tables = self.take(field, list, default=[])
        if not all(isinstance(table, dict) for table in tables):
            raise self.problem(RuleFault.NOT_ACCEPTED, field)
        # Inline tables have no header of their own: they are reported on their rule's line.
        padded = [*lines, *[self.line] * len(tables)]
        for table, line in zip(tables, padded, strict=False):
            yield _Entry(table, self._lines, line, rule=self.rule)

    def finish(self) -> None:
        for unknown in self._left:
            raise self.problem(RuleFault.UNKNOWN_FIELD, unknown)

    def _line_of(self, field: str) -> int | None:
        for number, line in enumerate(self._lines[self.line :], self.line + 1):
            if line.lstrip().startswith("[["):
                break
            if re.match(rf"\s*{re.escape(field)}\s*=", line):
                return number
        return self.line or None
