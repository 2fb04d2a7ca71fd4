"""A reading as a record of the annotated corpus: plain values, periods with their last day inside."""

from typing import Any

from domain.questions import Dimension
from language.reading import Found, Intent, PersonReading, Reading

# By these the corpus divides nothing.
_NOT_ANNOTATED = (Dimension.QUARTER, Dimension.YEAR, Dimension.EDUCATION)


def to_annotation(reading: Reading) -> dict[str, Any]:
    """The record that the corpus' scorer compares; what was not read is left out."""
    record: dict[str, Any] = {"intent": reading.intent.value}
    if reading.intent is Intent.NONE:
        return record
    people = [_person(person) for person in reading.people]
    if people:
        record["people"] = people
    if reading.event_date is not None:
        record["event_date"] = reading.event_date.value.isoformat()
    if reading.stage is not None and reading.intent is not Intent.HELP:
        record["stage"] = reading.stage.value.value
    if reading.unit is not None:
        record["unit"] = reading.unit.value
    if reading.period is not None:
        period = reading.period.value
        record["period"] = {
            "kind": period.kind.value,
            "start": period.start.isoformat(),
            "end": period.last_day.isoformat(),
        }
    elif reading.term_without_years:
        record["period"] = {"kind": "term"}
    if divided := [found.value for found in reading.breakdown if found.value not in _NOT_ANNOTATED]:
        record["breakdown"] = [dimension.value for dimension in divided]
    if reading.count is not None:
        record["count"] = reading.count.value
    if reading.quotas:
        record["quota"] = reading.quotas[0].low.value
    if reading.missing:
        record["missing"] = [field.value for field in reading.missing]
    return record


def _person(person: PersonReading) -> dict[str, Any]:
    facts: dict[str, Found[Any] | None] = {
        "full_name": person.full_name,
        "birth_date": person.birth_date,
        "gender": person.gender,
        "ethnicity": person.ethnicity,
        "religion": person.religion,
        "education": person.education,
        "mentor": person.mentor,
    }
    record: dict[str, Any] = {key: str(found.value) for key, found in facts.items() if found is not None}
    if person.categories:
        record["categories"] = [found.value.value for found in person.categories]
    return record
