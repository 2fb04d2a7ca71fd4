"""The path of one person, as it follows from what was told."""

from datetime import UTC, date, datetime

from domain.events import Event, EventKind
from domain.pipeline import Path, Stage, path_of

_FIRST_PAPER = 50


def path(*told: tuple[str, date]) -> Path:
    """Steps, and papers by their ids, in the order told; their events are numbered from 1."""
    return path_of(_event(number, what, on) for number, (what, on) in enumerate(told, 1))


def with_paper(of: Path, paper: str, on: date) -> Path:
    """The path with one more paper or note; the events of these are numbered from 50."""
    told = _event(_FIRST_PAPER + len(of.papers), paper, on)
    return path_of([*(m.event for m in of.milestones), *(p.event for p in of.papers), told])


def _event(number: int, what: str, on: date) -> Event:
    is_step = what in set(Stage)
    return Event(
        id=number,
        kind=EventKind.STAGE if is_step else EventKind.PAPER,
        report_id=number,
        unit_id=1,
        person_id=1,
        happened_on=on,
        recorded_at=datetime(2025, 1, 1, tzinfo=UTC),
        data={"stage" if is_step else "paper": what},
    )
