"""The demo organisation of bot/demo.toml, told to an empty database as reports of their own day."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib import resources
from math import gcd
from typing import Any

from domain.calendar import add_months
from domain.localtime import VIET_NAM, local_date
from domain.messages import ChannelName
from domain.people import BirthDate, Category, Gender, PersonFacts
from domain.periods import Period, PeriodKind, month_period, year_period
from domain.pipeline import OPEN_DOSSIER, RANK, Stage
from domain.quotas import Quota
from domain.reminders import next_step
from domain.rules import RuleBook, Subject
from domain.units import WHOLE_TREE, Unit, UnitKind
from domain.users import Role, User
from handlers import recording
from handlers.recording import Origin
from handlers.reminding.replanning import note_rules
from rendering.wording import onboarding
from storage import deadlines, facts, units, users
from storage.database import Tx
from storage.ids import new_id

Steps = Sequence[tuple[Stage, date]]

_DAY = timedelta(days=1)
_REPORTED = time(17, 0, tzinfo=VIET_NAM)
_ACCOUNTS_SINCE = datetime(2015, 1, 1, tzinfo=VIET_NAM)  # before anything published here


class NotEmpty(Exception):
    """The database holds data that is not the demo's."""


def load_if_empty(tx: Tx, book: RuleBook, now: datetime) -> bool:
    """Load the demo into a database without units; whether it was loaded."""
    if units.within(tx, *WHOLE_TREE):
        return False
    _Loader(tx=tx, book=book, now=now).load()
    return True


def load_demo(tx: Tx, book: RuleBook, now: datetime) -> bool:
    """The same, but a database with other data is refused: raises NotEmpty. A loaded demo stays as it is."""
    loaded = load_if_empty(tx, book, now)
    if not loaded and facts.get(tx, facts.DEMO) is None:
        raise NotEmpty
    return loaded


def accounts(tx: Tx, now: datetime) -> list[tuple[User, str]]:
    """The demo's accounts, each with a line for whoever starts the assistant; none where it is no demo."""
    if facts.get(tx, facts.DEMO) is None:
        return []
    return [
        (user, f"{name}: {onboarding.role_in(user.assignments[0].role, user.assignments[0].unit)}")
        for name, user in users.accounts(tx, now)
        if user.assignments
    ]


def account_lines(tx: Tx, now: datetime) -> list[str]:
    """The lines of the demo's accounts."""
    return [line for _, line in accounts(tx, now)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loader:
    """One loading: where it writes to, and what it has made so far."""

    tx: Tx
    book: RuleBook
    now: datetime
    units: dict[str, Unit] = field(default_factory=dict)
    reporters: dict[int, int] = field(default_factory=dict)  # unit id -> user id
    names: set[str] = field(default_factory=set)

    @property
    def today(self) -> date:
        return local_date(self.now)

    def load(self) -> None:
        text = resources.files("bot").joinpath("demo.toml").read_text(encoding="utf-8")
        data = tomllib.loads(text)
        for row in data["unit"]:
            self._add_units(row)
        for row in data["account"]:
            self._add_account(row)
        for row in data["figure"]:
            units.add_figure(self.tx, self.units[row["unit"]].id, row["name"], row["on"], row["value"])
        for row in data["quota"]:
            self._add_quota(row)
        for row in data["numbers"]:
            self._add_number(row)
        # Those with a name of their own first, so that nobody else is given it.
        for row in data["current"]:
            self._add_current(row, data["names"])
        for row in data["admissions"]:
            self._add_admitted(row, data["names"])
        for row in data["dossiers"]:
            self._add_dossiers(row, data["names"])
        facts.put(self.tx, facts.DEMO, self.today.isoformat())
        note_rules(self.tx, self.book)

    # --- the organisation -------------------------------------------------------------------------

    def _add_units(self, row: Mapping[str, Any]) -> None:
        parent = self.units[row["parent"]] if "parent" in row else None
        added = units.add(self.tx, parent=parent, kind=UnitKind(row["kind"]), name=row["name"])
        self.units[row["key"]] = added
        for name in row.get("cells", ()):
            party_cell = units.add(self.tx, parent=added, kind=UnitKind.PARTY_CELL, name=name)
            self.units[f"{row['key']}/{name}"] = party_cell

    def _add_account(self, row: Mapping[str, Any]) -> None:
        user_id = users.add_user(self.tx, row["person"], _ACCOUNTS_SINCE)
        name = row["name"]
        users.add_identity(self.tx, user_id, ChannelName.TERMINAL, name, name, _ACCOUNTS_SINCE)
        for key in row["units"]:
            unit = self.units[key]
            users.assign(self.tx, user_id, Role(row["role"]), unit.id, _ACCOUNTS_SINCE)
            if row["role"] != Role.ADMIN:
                self.reporters[unit.id] = user_id

    def _add_quota(self, row: Mapping[str, Any]) -> None:
        if "term" in row:
            first = row["term"]
            period = Period(kind=PeriodKind.TERM, start=date(first, 1, 1), end=date(first + 6, 1, 1))
        else:
            period = year_period(row.get("year", self.today.year))
        unit = self.units[row["unit"]]
        target = Quota(
            unit_id=unit.id,
            period=period,
            low=row["low"],
            high=row.get("high"),
            per_cell=row.get("per_cell", False),
        )
        event = recording.add_quota(self.tx, self.book, self._origin(unit, period.start), unit, target)
        self._remind_from_today(event.id)

    def _remind_from_today(self, quota_id: int) -> None:
        """Nobody is reminded late of what was due before the demo was loaded."""
        rules = self.book.rules.by_id
        planned = deadlines.of_subject(self.tx, Subject.QUOTA, quota_id)
        steps = [
            next_step(rules[one.rule].schedule, one, self.today - _DAY, self.book.calendar) for one in planned
        ]
        days = [step.on if step else None for step in steps]
        deadlines.remind_next(self.tx, [(one.id, on) for one, on in zip(planned, days, strict=True)])

    def _add_number(self, row: Mapping[str, Any]) -> None:
        if "months_ago" in row:
            month = add_months(self.today.replace(day=1), -row["months_ago"])
            span = month_period(month.year, month.month)
            first, last = span.start, span.last_day
        else:
            first, last = row["first"], row["last"]
        unit = self.units[row["unit"]]
        origin = self._origin(unit, last)
        recording.add_count(self.tx, origin, unit, Stage(row["stage"]), first, last + _DAY, row["count"])

    # --- people -----------------------------------------------------------------------------------

    def _add_admitted(self, row: Mapping[str, Any], pools: Mapping[str, Any]) -> None:
        homes = [self.units[key] for key in row["units"]]
        for place, (on, person) in enumerate(self._invented(row, pools)):
            steps = [(Stage.CANDIDATE, on - timedelta(days=290 + place * 13 % 120)), (Stage.ADMISSION, on)]
            self._add(homes[place % len(homes)], person, [*steps, _official(on, place)])

    def _add_dossiers(self, row: Mapping[str, Any], pools: Mapping[str, Any]) -> None:
        stood_at = Stage(row["stage"])
        done = [stage for stage in OPEN_DOSSIER if RANK[stage] <= RANK[stood_at]]
        for place, (on, person) in enumerate(self._invented(row, pools)):
            reached = row["on"] - timedelta(days=3 + place * 4)
            steps = [
                (stage, reached - timedelta(days=25 * (len(done) - 1 - position)))
                for position, stage in enumerate(done)
            ]
            steps.insert(0, (Stage.CANDIDATE, steps[0][1] - timedelta(days=150)))
            if stood_at is not Stage.DECISION:
                steps.append((Stage.DECISION, on - timedelta(days=6)))
            self._add(self.units[row["unit"]], person, [*steps, (Stage.ADMISSION, on), _official(on, place)])

    def _add_current(self, row: Mapping[str, Any], pools: Mapping[str, Any]) -> None:
        anchor = self.today
        if "probation_ends" in row:
            anchor = add_months(self.today + timedelta(days=row["probation_ends"]), -12)
        elif "this_year" in row:
            new_year = self.today.replace(month=1, day=1)
            anchor = new_year + timedelta(days=int((self.today - new_year).days * row["this_year"]))
        steps = [(Stage(stage), anchor + timedelta(days=days)) for stage, days in row["steps"].items()]
        self.names.add(row["name"])
        person = PersonFacts(
            full_name=row["name"],
            birth_date=_born(anchor, row["age"], len(self.names)),
            gender=Gender(row["gender"]),
            ethnicity=pools[row["pool"]]["ethnicity"],
            categories=tuple(Category(category) for category in row["categories"]),
            mentor=row.get("mentor"),
        )
        self._add(self.units[row["unit"]], person, steps)

    def _add(self, unit: Unit, person: PersonFacts, steps: Steps) -> None:
        first = self._origin(unit, steps[0][1])
        person_id = recording.add_person(self.tx, first, unit, person)
        for stage, on in steps:
            recording.add_stage(self.tx, self._origin(unit, on), unit, person_id, stage, on)
        recording.settle_person(self.tx, self.book, person_id, self.now)

    def _origin(self, unit: Unit, on: date) -> Origin:
        """A report of its own, made on the day itself."""
        return Origin(
            report_id=new_id(),
            recorded_at=min(datetime.combine(on, _REPORTED), self.now),
            reported_by=self.reporters.get(unit.id),
        )

    def _invented(
        self, row: Mapping[str, Any], pools: Mapping[str, Any]
    ) -> Iterator[tuple[date, PersonFacts]]:
        """The people of a row with the dates of their admission, earliest first."""
        count = row["count"]
        women = {Gender.FEMALE: row["women"], Gender.MALE: count - row["women"]}
        genders = _spread(women, count, 7)
        peoples = _spread(row["people"], count, 11)
        categories = _spread(row["categories"], count, 5)
        days = (row["last"] - row["first"]).days
        for place in range(count):
            on = row["first"] + timedelta(days=days * place // max(count - 1, 1))
            pool, gender = pools[peoples[place][0]], genders[place][0]
            is_pupil = Category.PUPIL in categories[place]
            yield (
                on,
                PersonFacts(
                    full_name=self._name(pool, gender),
                    birth_date=_born(on, 18 if is_pupil else 20 + place * 7 % 23, place),
                    gender=gender,
                    ethnicity=pool["ethnicity"],
                    categories=tuple(Category(category) for category in categories[place]),
                ),
            )

    def _name(self, pool: Mapping[str, Any], gender: Gender) -> str:
        """A name of the pool that nobody has yet."""
        families, given = pool["family"], pool[gender.value]
        for turn in range(len(families) * len(given)):
            shift, family = divmod(turn, len(families))
            name = f"{families[family]} {given[(family + shift) % len(given)]}".replace("' ", "'")
            if name not in self.names:
                self.names.add(name)
                return name
        raise ValueError(f"too few names for {pool['ethnicity']}")


def _spread(counts: Mapping[Any, int], size: int, stride: int) -> list[list[Any]]:
    """For each of `size` places what it carries: each key as often as told, mixed by walking in strides."""
    while gcd(stride, size) != 1:
        stride += 1
    carried: list[list[Any]] = [[] for _ in range(size)]
    turns = (turn * stride % size for turn in range(sum(counts.values())))
    for key, count in counts.items():
        for _ in range(count):
            carried[next(turns)].append(key)
    return carried


def _official(admitted_on: date, place: int) -> tuple[Stage, date]:
    """Recognised some days after the 12 months were over."""
    return Stage.OFFICIAL, add_months(admitted_on, 12) + timedelta(days=3 + place * 5 % 24)


def _born(on: date, age: int, place: int) -> BirthDate:
    """A date of birth of somebody who has that age on that date."""
    born = add_months(on, -12 * age) - timedelta(days=20 + place * 37 % 320)
    return BirthDate(year=born.year, month=born.month, day=born.day)
