"""Whoever is behind a target hears of it once a month, and nobody else does."""

from datetime import date

from domain.pipeline import Stage
from tests.scheduler.commune import TOLD, Commune, at


async def test_a_slow_cell_and_its_officer_hear_of_the_pace_on_the_25th(commune: Commune) -> None:
    await commune.give_quota(commune.party_cell, 4, told=TOLD)
    await commune.give_quota(commune.other_cell, 2, told=TOLD)
    assert await commune.remind(at(date(2025, 10, 23))) == {}
    heard = await commune.remind(at(date(2025, 10, 24)))
    assert heard[commune.secretary] == [
        "⏰ Chi bộ bản Nà La:\nChỉ tiêu năm 2025: kết nạp 0/4, chậm tiến độ, còn thiếu 4."
    ]
    assert heard[commune.officer] == [
        "⏰ Đảng bộ xã Sông Mã:\n2 đơn vị chậm chỉ tiêu năm 2025: chi bộ bản Nà La 0/4, chi bộ bản Lầu 0/2."
    ]
    assert await commune.remind(at(date(2025, 10, 26))) == {}


async def test_a_cell_on_pace_is_left_alone_and_the_ledger_says_why(commune: Commune) -> None:
    await commune.give_quota(commune.party_cell, 1, told=TOLD)
    await commune.reach(Stage.ADMISSION, date(2025, 3, 3), told=TOLD)
    assert await commune.remind(at(date(2025, 10, 24))) == {}
    rows = await commune.ledger()
    assert {(row.step, row.state.value, row.reason) for row in rows} == {
        ("2025-10-25", "not_needed", "on_pace")
    }
    assert {row.recipient_id for row in rows} == {commune.secretary, commune.officer}


async def test_an_admission_in_the_morning_stops_the_pace_reminder_of_that_day(commune: Commune) -> None:
    await commune.give_quota(commune.party_cell, 1, told=TOLD)
    await commune.sweep(at(date(2025, 10, 24), 5))
    await commune.reach(Stage.ADMISSION, date(2025, 10, 23), told=at(date(2025, 10, 24), 6))
    assert await commune.deliver(at(date(2025, 10, 24))) == {}


async def test_the_pace_of_a_year_that_is_over_is_not_reminded_of(commune: Commune) -> None:
    await commune.give_quota(commune.party_cell, 4, told=TOLD)
    assert await commune.remind(at(date(2026, 1, 2))) == {}
    assert ("2025-12-25", "not_needed") in await commune.states(commune.secretary)
    assert await commune.remind(at(date(2026, 1, 25))) == {}


async def test_a_quota_for_each_cell_is_measured_as_the_whole_commune(commune: Commune) -> None:
    await commune.give_quota(commune.commune, 2, told=TOLD, per_cell=True)
    (text,) = (await commune.remind(at(date(2025, 10, 24))))[commune.officer]
    assert "kết nạp 0/4, chậm tiến độ, còn thiếu 4" in text


async def test_a_corrected_quota_is_reminded_of_instead_of_the_old_one(commune: Commune) -> None:
    await commune.give_quota(commune.party_cell, 4, told=TOLD)
    await commune.give_quota(commune.party_cell, 6, told=at(date(2025, 10, 2)))
    (text,) = (await commune.remind(at(date(2025, 10, 24))))[commune.secretary]
    assert "0/6" in text
    assert "0/4" not in text
