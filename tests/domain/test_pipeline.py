"""Where somebody belongs and has stood: steps, moves and transfers of one person."""

from datetime import UTC, date, datetime

from domain.events import Event, EventKind
from domain.pipeline import Path, Stage, path_of, stays
from domain.steps import official_from

HERE, THERE = 1, 2
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def event(number: int, kind: EventKind, on: date, unit: int = HERE, **data: object) -> Event:
    return Event(
        id=number,
        kind=kind,
        report_id=number,
        unit_id=unit,
        recorded_at=NOW,
        person_id=1,
        happened_on=on,
        data=data,
    )


def step(number: int, stage: Stage, on: date, unit: int = HERE) -> Event:
    return event(number, EventKind.STAGE, on, unit, stage=stage.value)


def moved(number: int, on: date, unit: int = THERE, left: int = HERE) -> Event:
    return event(number, EventKind.ARRIVED, on, unit, **{"from": left})


ADMITTED = step(1, Stage.ADMISSION, date(2025, 3, 3))


def spans(path: Path) -> list[tuple[Stage, int, date, date | None, date | None]]:
    return [(s.stage, s.event.unit_id, s.since, s.until, s.reached_on) for s in stays(path)]


def test_a_person_belongs_to_where_they_moved_last() -> None:
    path = path_of([ADMITTED, moved(2, date(2025, 5, 1)), moved(3, date(2025, 7, 1), HERE, THERE)])
    assert path.unit_id == HERE
    assert path_of([ADMITTED, moved(2, date(2025, 5, 1))]).unit_id == THERE


def test_on_a_day_gone_by_it_is_what_had_happened_by_its_end() -> None:
    path = path_of([ADMITTED, moved(2, date(2025, 5, 1)), step(3, Stage.OFFICIAL, date(2026, 3, 4), THERE)])
    told = path.as_of(date(2025, 4, 30))
    assert (told.stage, told.unit_id, told.moves) == (Stage.ADMISSION, HERE, ())
    assert path.as_of(date(2025, 5, 1)).unit_id == THERE
    assert path.as_of(date(2025, 3, 2)).stage is None
    assert path.as_of(date(2026, 3, 4)) == path


def test_a_corrected_step_moves_nobody_back() -> None:
    corrected = Event(
        id=3,
        kind=EventKind.STAGE,
        report_id=3,
        unit_id=HERE,
        recorded_at=NOW,
        person_id=1,
        happened_on=date(2025, 3, 4),
        corrects=1,
        data={"stage": "admission"},
    )
    assert path_of([ADMITTED, moved(2, date(2025, 5, 1)), corrected]).unit_id == THERE


def test_a_move_ends_one_stay_and_begins_another_at_the_same_step() -> None:
    path = path_of([ADMITTED, moved(2, date(2025, 5, 1)), step(3, Stage.OFFICIAL, date(2026, 3, 10), THERE)])
    assert spans(path) == [
        (Stage.ADMISSION, HERE, date(2025, 3, 3), date(2025, 5, 1), None),
        (Stage.ADMISSION, THERE, date(2025, 5, 1), date(2026, 3, 10), date(2025, 3, 3)),
        (Stage.OFFICIAL, THERE, date(2026, 3, 10), None, None),
    ]


def test_a_transfer_waits_until_the_other_side_has_said_so() -> None:
    told = event(2, EventKind.TRANSFER, date(2025, 5, 1), HERE, **{"from": HERE, "to": THERE})
    path = path_of([ADMITTED, told])
    assert path.pending is not None and path.unit_id == HERE
    word = event(3, EventKind.ARRIVED, date(2025, 5, 1), THERE, **{"from": HERE, "transfer": 2})
    path = path_of([ADMITTED, told, word])
    assert path.pending is None and path.transfers[0].arrived == word and path.unit_id == THERE
    undone = Event(
        id=4, kind=EventKind.UNDONE, report_id=4, unit_id=THERE, recorded_at=NOW, person_id=1, corrects=3
    )
    path = path_of([ADMITTED, told, word, undone])
    assert path.pending is not None and path.unit_id == HERE


def test_membership_counts_from_the_end_of_the_twelve_months_however_late_the_decision() -> None:
    path = path_of([ADMITTED, step(2, Stage.OFFICIAL, date(2026, 9, 1))])
    assert official_from(path) == date(2026, 3, 3)
    assert path.stage is Stage.OFFICIAL and path.last is not None and path.last.on == date(2026, 9, 1)
    assert official_from(path_of([ADMITTED])) is None
