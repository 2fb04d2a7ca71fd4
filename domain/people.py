"""Who a person is: the facts a report can state, apart from what happened to them (pipeline.py)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from domain.pipeline import Path


class Gender(StrEnum):
    """Giới tính."""

    MALE = "male"
    FEMALE = "female"


class Category(StrEnum):
    """Thành phần: tags that overlap, so their counts need not add up to a total."""

    TEACHER = "teacher"
    PUPIL = "pupil"
    STUDENT = "student"
    WORKER = "worker"
    FARMER = "farmer"
    BUSINESS_OWNER = "business_owner"
    DEMOBILISED_SOLDIER = "demobilised_soldier"
    MILITIA = "militia"
    YOUTH_UNION = "youth_union"
    CIVIL_SERVANT = "civil_servant"
    HEALTH_WORKER = "health_worker"
    POLICE = "police"
    MILITARY = "military"
    RESIDENT = "resident"


# What somebody is beside their occupation.
_BESIDE_WORK = frozenset((Category.DEMOBILISED_SOLDIER, Category.MILITIA, Category.YOUTH_UNION))


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthDate:
    """Ngày sinh as precisely as it was told: a year, a year and month, or a full date."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        date(self.year, self.month or 1, self.day or 1)
        if self.day is not None and self.month is None:
            raise ValueError("a day of birth needs its month")

    @classmethod
    def parse(cls, text: str) -> "BirthDate":
        """From ISO text: YYYY, YYYY-MM or YYYY-MM-DD. Raises ValueError."""
        return cls(**dict(zip(("year", "month", "day"), map(int, text.split("-")), strict=False)))

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def earliest(self) -> date:
        """The earliest date it can be: whoever is too young counted from it surely is."""
        return date(self.year, self.month or 1, self.day or 1)

    def corrected(self, told: "BirthDate") -> "BirthDate":
        """This date with what was told anew: a year alone leaves the day and month as they were."""
        try:
            return BirthDate(year=told.year, month=told.month or self.month, day=told.day or self.day)
        except ValueError:  # 29/2 of a year that has none
            return told

    def latest(self) -> date:
        """The latest date it can be: whoever is old enough counted from it surely is."""
        if self.month is None:
            return date(self.year, 12, 31)
        if self.day is None:
            following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1)
        return date(self.year, self.month, self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """Lý lịch trích ngang: what is known of one person. `None` or empty means not told.

    `full_name`, `birth_date` and `mentor` identify somebody and are stored encrypted; the rest
    is what statistics group by and stays plain, unlinked to a name without the key.
    """

    full_name: str | None = None
    birth_date: BirthDate | None = None
    gender: Gender | None = None
    ethnicity: str | None = None
    religion: str | None = None
    categories: tuple[Category, ...] = field(default=())
    education: str | None = None
    mentor: str | None = None

    def corrected(self, newer: "PersonFacts") -> "PersonFacts":
        """The same, where somebody corrects them: of the date of birth only what is told changes.

        An occupation told anew takes the place of the old one; đoàn viên, dân quân, bộ đội xuất ngũ stay.
        """
        told = newer.categories
        kept = (tag for tag in self.categories if not (told and _gives_way(tag, told)))
        facts = replace(self.updated(newer), categories=(*kept, *told))
        if self.birth_date is None or newer.birth_date is None:
            return facts
        return replace(facts, birth_date=self.birth_date.corrected(newer.birth_date))

    def updated(self, newer: "PersonFacts") -> "PersonFacts":
        """These facts with every fact that `newer` states in place of the old one."""
        return PersonFacts(
            full_name=newer.full_name or self.full_name,
            birth_date=newer.birth_date or self.birth_date,
            gender=newer.gender or self.gender,
            ethnicity=newer.ethnicity or self.ethnicity,
            religion=newer.religion or self.religion,
            categories=newer.categories or self.categories,
            education=newer.education or self.education,
            mentor=newer.mentor or self.mentor,
        )


def _gives_way(known: Category, told: tuple[Category, ...]) -> bool:
    """Whether a tag falls where others are told: it is told again, or another occupation is."""
    return known in told or (known not in _BESIDE_WORK and any(tag not in _BESIDE_WORK for tag in told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Một người as the events tell of them: facts, and the path so far.

    `remarks`: what was said beside an event in words of its own ("thiếu giấy xác minh"), by the event's id.
    """

    id: int
    unit_id: int
    facts: PersonFacts
    path: Path
    remarks: Mapping[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The full name, or a stand-in once the identity was erased."""
        return self.facts.full_name or f"(đã xóa tên, số {self.id})"
