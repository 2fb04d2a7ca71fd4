"""Answers as data, for `chibo ask --json`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, assert_never

from domain.answers import (
    Answer,
    DeadlinesAnswer,
    LastTimeAnswer,
    MembersAnswer,
    OrganisationAnswer,
    ParagraphAnswer,
    PersonAnswer,
    StatusAnswer,
    SupposedAnswer,
    UnitsAnswer,
    UnreportedAnswer,
    WhichUnit,
)
from domain.figures import Compared, FigureAnswer, PipelineAnswer, Row, Table, Together
from domain.periods import Period
from domain.pipeline import Stage
from domain.quotas import Progress
from rendering.wording.format import unit_title
from rendering.wording.tags import row_label, tag_label

_COUNTED_BY = {Stage.ADMISSION: "ceremony", Stage.OFFICIAL: "recognition"}
_BLANK = dict.fromkeys(
    (
        "scope",
        "period",
        "metric",
        "value",
        "quota",
        "percent",
        "gap",
        "breakdown",
        "average_age",
        "parts",
        "together",
        "compared",
        "counted_by",
        "people",
    )
)


def answer_record(given: Answer, text: str) -> dict[str, Any]:
    """The answer with its wording, in plain values; `period` has both of its days inside.

    What does not apply is None. `breakdown` has one list of {label, value} for each dimension asked for.
    `people`: the ids of those whose record is told.
    """
    intent = "supposition" if isinstance(given, SupposedAnswer) else given.query.topic.value
    return {"intent": intent, **_BLANK, **_fields(given), "text": text}


def no_answer_record(intent: str, text: str) -> dict[str, Any]:
    """The same record for what was not answered; the text says why."""
    return {"intent": intent, **_BLANK, "text": text}


def _fields(given: Answer) -> dict[str, Any]:
    match given:
        case FigureAnswer():
            return _figure(given)
        case UnitsAnswer():
            return _units(given)
        case SupposedAnswer():
            return {
                **_figure(given.figure),
                "value": given.value,
                **_progress(given.progress),
                "supposed": {"added": given.added, "now": given.figure.value},
            }
        case PipelineAnswer():
            return _pipeline(given)
        case DeadlinesAnswer():
            return {
                "scope": unit_title(given.unit),
                "period": _span(given.query.period),
                "metric": "deadline",
                "value": given.value,
                "people": [item.deadline.subject_id for item in given.items if item.name],
            }
        case StatusAnswer():
            return {**_figure(given.year), "metric": "unit_status"}
        case ParagraphAnswer():
            return _figure(given.figure)
        case MembersAnswer():
            return {"scope": unit_title(given.unit), "metric": "members", "value": given.value}
        case OrganisationAnswer():
            return {"scope": unit_title(given.unit), "metric": "party_cell", "value": given.cells}
        case LastTimeAnswer():
            return {
                "scope": unit_title(given.unit),
                "metric": given.stage.value,
                "last_on": given.whole.on.isoformat() if given.whole.on else None,
            }
        case UnreportedAnswer():
            return _unreported(given)
        case PersonAnswer():
            people = [one.person.id for one in given.found]
            return {"metric": "person", "value": len(people), "people": people}
        case WhichUnit():
            return {}
        case _:
            assert_never(given)


def _figure(given: FigureAnswer) -> dict[str, Any]:
    return {
        "scope": unit_title(given.unit),
        "period": _span(given.period),
        "metric": given.stage.value,
        "value": given.value,
        **_progress(given.progress),
        "breakdown": _breakdown(given.tables),
        "average_age": round(float(given.average_age.years), 1) if given.average_age else None,
        "parts": _parts(given.parts),
        "together": _together(given.together),
        "compared": _compared(given.compared),
        "counted_by": _COUNTED_BY.get(given.stage, "event"),
    }


def _units(given: UnitsAnswer) -> dict[str, Any]:
    by_unit = [{"label": unit_title(row.unit), "value": row.value} for row in given.rows if row.unit]
    return {
        "period": _span(given.period),
        "metric": given.stage.value,
        "breakdown": {"unit": by_unit},
        "counted_by": _COUNTED_BY.get(given.stage, "event"),
    }


def _pipeline(given: PipelineAnswer) -> dict[str, Any]:
    by_stage = [{"label": stage.value, "value": value} for stage, value in given.by_stage]
    return {
        "scope": unit_title(given.unit),
        "period": _span(given.query.period),
        "metric": given.query.stage.value if given.query.stage else "open_dossier",
        "value": given.value,
        "breakdown": {"stage": by_stage, **(_breakdown(given.tables) or {})},
        "parts": _parts(given.parts),
        "together": _together(given.together),
        "counted_by": "standing",
    }


def _unreported(given: UnreportedAnswer) -> dict[str, Any]:
    cells = [{"label": unit_title(cell.unit), "value": 0} for cell in given.missing]
    above = [{"label": row.key, "value": row.value} for row in given.by_unit if row.value]
    return {
        "scope": unit_title(given.unit),
        "period": _span(given.period),
        "metric": "unreported",
        "value": given.value,
        "breakdown": {"unit": cells or above},
    }


def _together(told: Together | None) -> dict[str, Any] | None:
    if told is None:
        return None
    value = None if told.is_hidden else told.value
    return {"labels": [tag_label(tag) for tag in told.tags], "value": value, "named": told.named}


def _parts(rows: Sequence[Row]) -> list[dict[str, Any]] | None:
    told = [{"label": tag_label(row.key), "value": None if row.is_hidden else row.value} for row in rows]
    return told or None


def _span(period: Period | None) -> dict[str, str] | None:
    if period is None:
        return None
    return {"start": period.start.isoformat(), "end": period.last_day.isoformat()}


def _progress(measured: Progress | None) -> dict[str, Any]:
    if measured is None:
        return {}
    low, high = measured.quota.low, measured.quota.high
    return {
        "quota": low if high is None else {"low": low, "high": high},
        "percent": None if measured.percent is None else float(measured.percent),
        "gap": measured.gap,
    }


def _compared(earlier: Compared | None) -> dict[str, Any] | None:
    if earlier is None:
        return None
    span = replace(earlier.period, end=min(earlier.period.end, earlier.as_of + timedelta(days=1)))
    return {"period": _span(span), "value": earlier.value}


def _breakdown(tables: Iterable[Table]) -> dict[str, list[dict[str, Any]]] | None:
    found = {
        table.dimension.value: [
            {"label": row_label(table.dimension, row), "value": None if row.is_hidden else row.value}
            for row in table.rows
        ]
        for table in tables
    }
    return found or None
