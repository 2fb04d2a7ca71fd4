"""The tags under which one person counts in statistics. They overlap, so their counts need not add up."""

from datetime import date

from domain.people import PersonFacts

AGE_BANDS = ((18, 30), (31, 40), (41, 50), (51, 60))
# From the lowest level on; who finished school is at both of the first two.
EDUCATION = ("12/12", "THPT", "trung cấp", "cao đẳng", "đại học", "thạc sĩ", "tiến sĩ")
MINORITY = "minority"
KINH = "ethnicity:Kinh"


def tags_at(facts: PersonFacts, on: date) -> tuple[str, ...]:
    """The tags of a person for something that happened on that date (the age is taken there)."""
    tags = [f"category:{category}" for category in facts.categories]
    if facts.gender:
        tags.append(f"gender:{facts.gender}")
    if facts.ethnicity:
        people = f"ethnicity:{facts.ethnicity}"
        tags.append(people)
        if people != KINH:
            tags.append(MINORITY)
    if facts.religion and facts.religion != "Không":
        tags.append(f"religion:{facts.religion}")
    if facts.education:
        tags.append(f"education:{facts.education}")
    if facts.birth_date:
        tags.append(f"age:{age_band(facts.birth_date.latest(), on)}")
    return tuple(tags)


def at_least(education: str) -> tuple[str, ...]:
    """The tags of a level of education and of all above it."""
    first = (
        0 if education in EDUCATION[:2] else EDUCATION.index(education) if education in EDUCATION else None
    )
    levels = (education,) if first is None else EDUCATION[first:]
    return tuple(f"education:{level}" for level in levels)


def age_on(born_on: date, on: date) -> int:
    """Whole years of age on that date."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def age_band(born_on: date, on: date) -> str:
    """The band as it is printed: "18-30", …, ">60", or "<18"."""
    age = age_on(born_on, on)
    if age < AGE_BANDS[0][0]:
        return f"<{AGE_BANDS[0][0]}"
    return next((f"{low}-{high}" for low, high in AGE_BANDS if age <= high), f">{AGE_BANDS[-1][1]}")
