"""What stands of an append-only log, and the path it tells."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.events import Event, EventKind, effective
from domain.pipeline import Stage, path_of

AT = datetime(2025, 1, 1, tzinfo=UTC)


def stage(event_id: int, step: Stage, on: date, corrects: int | None = None) -> Event:
    return Event(
        id=event_id,
        kind=EventKind.STAGE,
        report_id=event_id,
        unit_id=1,
        person_id=1,
        recorded_at=AT,
        happened_on=on,
        corrects=corrects,
        data={"stage": step.value},
    )


def undo(event_id: int, corrects: int) -> Event:
    return Event(
        id=event_id, kind=EventKind.UNDONE, report_id=event_id, unit_id=1, recorded_at=AT, corrects=corrects
    )


def test_a_correction_stands_in_for_what_it_corrects() -> None:
    log = [stage(1, Stage.ADMISSION, date(2025, 10, 5)), stage(2, Stage.ADMISSION, date(2025, 10, 6), 1)]
    assert [e.id for e in effective(log)] == [2]


def test_taking_back_a_correction_revives_what_it_had_replaced() -> None:
    log = [
        stage(1, Stage.ADMISSION, date(2025, 10, 5)),
        stage(2, Stage.ADMISSION, date(2025, 10, 6), 1),
        undo(3, 2),
    ]
    assert [e.id for e in effective(log)] == [1]


def test_of_several_corrections_only_the_last_stands() -> None:
    log = [stage(1, Stage.ADMISSION, date(2025, 10, 5))]
    log += [stage(n, Stage.ADMISSION, date(2025, 10, 4 + n), n - 1) for n in (2, 3, 4)]
    assert [e.id for e in effective(log)] == [4]
    assert [e.id for e in effective([*log, undo(5, 4)])] == [3]
    assert [e.id for e in effective([*log, undo(5, 4), undo(6, 3)])] == [2]


@given(takes_back=st.lists(st.booleans(), max_size=12))
def test_however_a_fact_is_corrected_and_taken_back_it_stands_once(takes_back: list[bool]) -> None:
    log, standing = [stage(1, Stage.ADMISSION, date(2025, 10, 5))], [1]
    for number, is_undo in enumerate(takes_back, start=2):
        if is_undo and len(standing) > 1:
            log.append(undo(number, standing.pop()))
        else:
            log.append(stage(number, Stage.ADMISSION, date(2025, 10, 5), standing[-1]))
            standing.append(number)
    assert [e.id for e in effective(log)] == [standing[-1]]


def test_an_undone_report_leaves_nothing_standing() -> None:
    assert effective([stage(1, Stage.ADMISSION, date(2025, 10, 5)), undo(2, 1)]) == []


def test_a_path_is_in_the_order_things_happened_not_in_which_they_were_told() -> None:
    log = [
        stage(1, Stage.ADMISSION, date(2025, 3, 24)),
        stage(2, Stage.CANDIDATE, date(2024, 2, 20)),
        stage(3, Stage.CLASS, date(2024, 5, 24)),
    ]
    path = path_of(log)
    assert [m.stage for m in path.milestones] == [Stage.CANDIDATE, Stage.CLASS, Stage.ADMISSION]
    assert path.stage is Stage.ADMISSION


@given(st.lists(st.integers(min_value=0, max_value=30), max_size=12), st.randoms())
def test_the_order_in_which_the_log_is_read_does_not_matter(targets: list[int], random: object) -> None:
    """Each event undoes an earlier one where its number names one, else it is a step."""
    log = [
        undo(i, target) if target < i and target > 0 else stage(i, Stage.CANDIDATE, date(2025, 1, 1))
        for i, target in enumerate(targets, start=1)
    ]
    shuffled = list(log)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert effective(shuffled) == effective(log)
    assert all(event.kind is not EventKind.UNDONE for event in effective(log))
