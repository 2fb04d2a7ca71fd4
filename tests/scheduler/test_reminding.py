from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.pipeline import Stage
from domain.sending import sending_time
from scheduler import reminding
from scheduler.bundling import bundle
from storage import deadlines
from storage.database import Tx
from tests.scheduler.commune import (
    BOOK,
    CEREMONY,
    ENDS_ON,
    TOLD,
    WINDOW_ENDS_ON,
    Commune,
    at,
    found,
    reminded_on,
)
from tests.stores import store_of_its_own


async def test_a_probation_is_reminded_of_before_its_end_then_within_the_window_then_weekly(
    commune: Commune,
) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    heard = await reminded_on(commune, date(2025, 11, 1), date(2026, 1, 31), commune.secretary)
    assert list(heard) == [
        ENDS_ON - timedelta(days=30),
        ENDS_ON - timedelta(days=7),
        ENDS_ON,
        WINDOW_ENDS_ON - timedelta(days=7),
        WINDOW_ENDS_ON,
        WINDOW_ENDS_ON + timedelta(days=7),
        WINDOW_ENDS_ON + timedelta(days=14),
    ]
    assert {len(texts) for texts in heard.values()} == {1}


async def test_the_reminder_a_week_before_reads_as_it_should(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.remind(at(date(2025, 11, 3)))
    heard = await commune.remind(at(date(2025, 11, 26)))
    assert heard == {
        commune.secretary: [
            "⏰ Chi bộ bản Nà La:\n"
            "Lò Văn Pánh hết 12 tháng dự bị ngày 03/12/2025 (còn 7 ngày). "
            "Chi bộ họp xét trong 30 ngày làm việc sau đó, hạn 15/01/2026.\n"
            "Căn cứ: Điều lệ Đảng, Điều 5; Quy định 294-QĐ/TW, điểm 4.2."
        ]
    }


async def test_an_overdue_recognition_says_what_it_costs_the_member(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.remind(at(WINDOW_ENDS_ON))
    heard = await commune.remind(at(WINDOW_ENDS_ON + timedelta(days=7)))
    (text,) = heard[commune.secretary]
    assert "quá hạn xét công nhận chính thức 7 ngày (hạn 15/01/2026)" in text
    assert "vẫn được công nhận từ đúng ngày 03/12/2025" in text


async def test_the_buttons_ask_for_the_deed_for_later_and_for_the_reason(commune: Commune) -> None:
    person = await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.sweep(at(date(2025, 11, 3)))
    (reply,) = (await commune.deliver(at(date(2025, 11, 3))))[commune.secretary]
    probation = (await commune.deadlines_of(person))["probation_end"]
    assert [(c.label, c.action) for c in reply.choices] == [
        ("Đã công nhận", "reminder.done"),
        ("Nhắc lại sau", "reminder.later"),
        ("Chưa làm được", "reminder.impossible"),
        ("Vì sao tôi nhận tin này?", "reminder.why"),
    ]
    assert reply.choices[0].arguments == {"deadline_id": probation.id}


async def test_a_second_sweep_adds_nothing(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    morning = at(date(2025, 11, 3))
    assert (await commune.sweep(morning)).planned == 1
    before = await commune.ledger()
    assert (await commune.sweep(morning + timedelta(minutes=5))).planned == 0
    assert await commune.ledger() == before
    assert len(await commune.deliver(morning)) == 1
    assert await commune.remind(morning + timedelta(minutes=10)) == {}


async def test_what_is_told_only_after_its_day_is_not_said_to_be_reminded_of_late(commune: Commune) -> None:
    told = at(WINDOW_ENDS_ON + timedelta(days=18))
    await commune.reach(Stage.ADMISSION, CEREMONY, told=told)
    heard = await commune.remind(told + timedelta(minutes=5))
    (text,) = heard[commune.secretary]
    assert "quá hạn xét công nhận chính thức 18 ngày" in text
    assert "Nhắc muộn" not in text


async def test_after_weeks_off_the_newest_missed_step_comes_once_and_says_it_is_late(
    commune: Commune,
) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    heard = await commune.remind(at(WINDOW_ENDS_ON + timedelta(days=18)))
    (text,) = heard[commune.secretary]
    assert text.count("Lò Văn Pánh") == 1
    assert "(Nhắc muộn, lẽ ra từ ngày 29/01/2026.)" in text
    assert sorted(await commune.states()) == [
        ("T", "sent"),
        ("T", "superseded"),
        ("T+14", "sent"),
        ("T+7", "superseded"),
        ("T-30", "superseded"),
        ("T-7", "superseded"),
        ("T-7", "superseded"),
    ]


async def test_recognition_takes_back_what_was_planned(commune: Commune) -> None:
    person = await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.sweep(at(ENDS_ON, 6))
    await commune.reach(Stage.OFFICIAL, ENDS_ON, told=at(ENDS_ON, 6, 30), person=person)
    assert await commune.deliver(at(ENDS_ON)) == {}
    assert ("T", "cancelled") in await commune.states()
    heard = await reminded_on(commune, ENDS_ON, date(2026, 3, 1), commune.secretary)
    assert heard == {}


async def test_taking_the_recognition_back_brings_the_reminder_back(commune: Commune) -> None:
    person = await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.sweep(at(ENDS_ON, 6))
    await commune.reach(Stage.OFFICIAL, ENDS_ON, told=at(ENDS_ON, 6, 30), person=person)
    await commune.undo(person, Stage.OFFICIAL, told=at(ENDS_ON, 6, 40))
    heard = await commune.remind(at(ENDS_ON))
    assert "hôm nay" in heard[commune.secretary][0]
    assert ("T", "sent") in await commune.states()


async def test_a_date_that_moves_away_and_back_reminds_each_step_once(commune: Commune) -> None:
    person = await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.remind(at(date(2025, 11, 3)))
    await commune.move(person, Stage.ADMISSION, CEREMONY + timedelta(days=40), told=at(date(2025, 11, 4)))
    assert await commune.remind(at(date(2025, 11, 5))) == {}
    await commune.undo(person, Stage.ADMISSION, told=at(date(2025, 11, 6)))
    heard = await reminded_on(commune, date(2025, 11, 6), ENDS_ON, commune.secretary)
    assert list(heard) == [ENDS_ON - timedelta(days=7), ENDS_ON]


@pytest.mark.parametrize(
    ("hour", "leaves_at"),
    [(0, (3, 7)), (6, (3, 7)), (7, (3, 7)), (18, (3, 18)), (19, (4, 7)), (23, (4, 7))],
)
def test_nothing_leaves_at_night(hour: int, leaves_at: tuple[int, int]) -> None:
    day, opens = leaves_at
    assert sending_time(at(date(2025, 11, 3), hour)) == at(date(2025, 11, day), opens)


async def test_a_reminder_of_a_day_off_comes_on_the_working_day_before(commune: Commune) -> None:
    # 12 months end on Sunday 30/11/2025; a week before is a Sunday too, a month before a Friday.
    await commune.reach(Stage.ADMISSION, date(2024, 11, 30), told=TOLD)
    heard = await reminded_on(commune, date(2025, 10, 27), date(2025, 12, 1), commune.secretary)
    assert list(heard) == [date(2025, 10, 31), date(2025, 11, 21), date(2025, 11, 28)]
    assert "ngày 30/11/2025 (còn 2 ngày)" in heard[date(2025, 11, 28)][0]


async def test_what_becomes_known_on_a_day_off_waits_for_a_working_day(commune: Commune) -> None:
    saturday = date(2025, 11, 8)
    await commune.reach(Stage.ADMISSION, CEREMONY, told=at(saturday, 9))
    heard = await reminded_on(commune, saturday, date(2025, 11, 11), commune.secretary)
    assert list(heard) == [date(2025, 11, 10)]


async def test_what_would_be_late_on_the_next_working_day_leaves_even_on_a_day_off(commune: Commune) -> None:
    saturday, sunday = date(2025, 11, 8), date(2025, 11, 9)
    await commune.reach(Stage.ADMISSION, CEREMONY, told=at(saturday, 9))
    assert await commune.remind(at(saturday, 9)) == {}
    await commune.reach(Stage.ADMISSION, date(2024, 11, 9), told=at(saturday, 10))
    (text,) = (await commune.remind(at(saturday, 10)))[commune.secretary]
    assert text.splitlines()[0] == "⏰ Chi bộ bản Nà La, 2 việc:"
    assert await commune.remind(at(sunday)) == {}


async def test_a_digest_delayed_into_the_night_leaves_in_the_morning(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.sweep(at(date(2025, 11, 3)))
    assert await commune.deliver(at(date(2025, 11, 3), 22)) == {}
    await commune.sweep(at(date(2025, 11, 3), 23))
    assert await commune.deliver(at(date(2025, 11, 3), 23)) == {}
    assert list(await commune.deliver(at(date(2025, 11, 4), 7))) == [commune.secretary]


async def test_many_reminders_are_one_message_the_most_urgent_first(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.reach(Stage.ADMISSION, date(2024, 11, 10), told=TOLD)
    await commune.give_quota(commune.party_cell, 4, told=TOLD)
    (text,) = (await commune.remind(at(date(2025, 11, 26))))[commune.secretary]
    lines = text.splitlines()
    assert lines[0] == "⏰ Chi bộ bản Nà La, 3 việc:"
    assert [line[:2] for line in lines[1:4]] == ["1.", "2.", "3."]
    assert ["10/11/2025" in lines[1], "03/12/2025" in lines[2], "Chỉ tiêu" in lines[3]] == [True] * 3


async def test_one_digest_a_day(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    monday = date(2025, 11, 3)
    assert len(await commune.remind(at(monday))) == 1
    await commune.reach(Stage.ADMISSION, date(2024, 11, 20), told=at(monday, 10))
    assert await commune.remind(at(monday, 11)) == {}
    assert len(await commune.remind(at(monday + timedelta(days=1), 7))) == 1


async def test_what_is_due_this_very_day_does_not_wait_for_the_next_digest(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    monday = date(2025, 11, 3)
    await commune.remind(at(monday))
    await commune.reach(Stage.ADMISSION, date(2024, 11, 3), told=at(monday, 10))
    assert "hôm nay" in (await commune.remind(at(monday, 11)))[commune.secretary][0]


async def test_later_reminds_again_after_seven_days_but_never_past_the_end(commune: Commune) -> None:
    person = await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.remind(at(date(2025, 11, 3)))
    probation = (await commune.deadlines_of(person))["probation_end"]
    later = date(2025, 11, 10)
    assert (
        await commune.store.write(deadlines.later, probation.id, later, date(2025, 11, 3), BOOK.calendar)
        == later
    )
    heard = await reminded_on(commune, date(2025, 11, 4), ENDS_ON, commune.secretary)
    assert list(heard) == [later, ENDS_ON - timedelta(days=7), ENDS_ON]
    beyond = ENDS_ON + timedelta(days=30)
    await commune.move(person, Stage.ADMISSION, CEREMONY + timedelta(days=3), told=at(ENDS_ON, 9))
    probation = (await commune.deadlines_of(person))["probation_end"]
    assert await commune.store.write(
        deadlines.later, probation.id, beyond, ENDS_ON, BOOK.calendar
    ) == ENDS_ON + timedelta(days=2)  # the Friday before that Saturday


async def test_a_settled_deadline_cannot_be_put_off(commune: Commune) -> None:
    person = await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.reach(Stage.OFFICIAL, ENDS_ON, told=at(ENDS_ON), person=person)
    probation = (await commune.deadlines_of(person))["probation_end"]
    assert (
        await commune.store.write(deadlines.later, probation.id, date(2026, 2, 1), ENDS_ON, BOOK.calendar)
        is None
    )


async def test_a_clock_moved_back_repeats_nothing(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.remind(at(ENDS_ON))
    heard = await reminded_on(commune, date(2025, 11, 1), ENDS_ON, commune.secretary)
    assert heard == {}


async def test_bundling_goes_page_by_page(commune: Commune) -> None:
    await commune.give_quota(commune.party_cell, 4, told=TOLD)
    morning = at(date(2025, 10, 24))

    def sweep_in_small_pages(tx: Tx) -> int:
        page = reminding.sweep(tx, BOOK, morning, limit=1)
        while page.after is not None:
            page = reminding.sweep(tx, BOOK, morning, page.after, limit=1)
        bundles, messages = bundle(tx, BOOK, morning, limit=1), 0
        while bundles.after is not None:
            messages += bundles.messages
            bundles = bundle(tx, BOOK, morning, bundles.after, limit=1)
        return messages + bundles.messages

    assert await commune.store.write(sweep_in_small_pages) == 2
    assert set(await commune.deliver(morning)) == {commune.secretary, commune.officer}


@settings(max_examples=10, deadline=None)
@given(
    off=st.sets(st.integers(0, 120), max_size=100),
    twice=st.sets(st.integers(0, 120), max_size=10),
    moved_on=st.none() | st.integers(0, 120),
)
async def test_whatever_days_the_machine_is_off_each_step_is_sent_at_most_once(
    empty_database: Path, off: set[int], twice: set[int], moved_on: int | None
) -> None:
    async with store_of_its_own(empty_database) as store:
        await _live_through(await found(store, at(date(2025, 1, 2))), off, twice, moved_on)


async def _live_through(commune: Commune, off: set[int], twice: set[int], moved_on: int | None) -> None:
    person = await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.give_quota(commune.other_cell, 4, told=TOLD)
    first, running = date(2025, 10, 15), False
    for n in range(121):
        now = at(first + timedelta(days=n))
        if n == moved_on:
            await commune.move(person, Stage.ADMISSION, CEREMONY + timedelta(days=9), told=now)
        if n in off:
            continue
        running = True
        assert all(len(texts) == 1 for texts in (await commune.remind(now)).values())
        if n in twice:
            assert await commune.remind(now + timedelta(hours=1)) == {}
    ledger = await commune.ledger()
    keys = [(row.subject_id, row.rule, row.due_on, row.step, row.recipient_id) for row in ledger]
    assert len(keys) == len(set(keys))
    current = {(d.rule, d.due_on) for d in (await commune.deadlines_of(person)).values()}
    latest = {
        rule: [row.state for row in ledger if row.rule == rule and (rule, row.due_on) in current]
        for rule in ("probation_end", "recognition")
    }
    if running and 120 not in off:
        assert all("sent" in states for states in latest.values())
        assert "planned" not in {row.state for row in ledger}


async def test_a_missing_mentor_and_the_course_of_the_first_nine_months_are_asked_for(
    all_rules: Commune,
) -> None:
    await all_rules.reach(Stage.ADMISSION, date(2025, 11, 3), told=at(date(2025, 11, 3)))
    first, last = date(2025, 11, 4), date(2026, 9, 30)
    heard = await reminded_on(all_rules, first, last, all_rules.secretary)
    told = {day: texts[0] for day, texts in heard.items()}
    assert [day for day, text in told.items() if "phân công đảng viên chính thức" in text] == [
        date(2025, 12, 3),
        date(2026, 1, 2),
    ]
    course = [day for day, text in told.items() if "học lớp bồi dưỡng đảng viên mới" in text]
    assert course[:3] == [date(2026, 7, 3), date(2026, 8, 3), date(2026, 8, 28)]


async def test_nobody_is_asked_for_a_mentor_once_the_twelve_months_are_over(all_rules: Commune) -> None:
    await all_rules.reach(Stage.ADMISSION, date(2024, 11, 3), told=at(date(2025, 11, 3)))
    heard = await all_rules.remind(at(date(2025, 11, 4)))
    (text,) = heard[all_rules.secretary]
    assert "hết 12 tháng dự bị" in text
    assert "phân công đảng viên chính thức" not in text
    assert ("T+30", "not_needed") in await all_rules.states(all_rules.secretary)


async def test_what_can_wait_is_told_last_and_leaves_the_buttons_to_the_limits(all_rules: Commune) -> None:
    await all_rules.reach(Stage.ADMISSION, date(2025, 1, 10), told=at(date(2025, 11, 3)))
    await all_rules.sweep(at(date(2025, 12, 11)))
    (reply,) = (await all_rules.deliver(at(date(2025, 12, 11))))[all_rules.secretary]
    said = [line for line in reply.text.splitlines() if line[:1].isdigit()]
    assert "hết 12 tháng dự bị" in said[0]
    assert "học lớp bồi dưỡng" in said[-1]
    assert reply.choices[0].label == "Đã công nhận (việc 1)"
