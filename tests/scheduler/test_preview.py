"""A preview tells what the sweeps of coming days will send, and changes nothing."""

from datetime import date, datetime

from domain.pipeline import Stage
from tests.scheduler.commune import CEREMONY, ENDS_ON, TOLD, Commune, at, days_from


async def test_a_preview_says_what_the_sweeps_will_send_and_changes_nothing(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.give_quota(commune.party_cell, 4, told=TOLD)
    first, last = date(2025, 11, 1), date(2026, 1, 31)
    planned = await commune.preview(first, last)
    assert await commune.ledger() == []
    for day in days_from(first, last):
        await commune.remind(at(day, 7))
    sent = [row for row in await commune.ledger() if row.state == "sent"]
    assert {(p.user_id, p.deadline.rule, p.deadline.due_on, p.step, p.on) for p in planned} == {
        (row.recipient_id, row.rule, row.due_on, row.step, _day(row.settled_at)) for row in sent
    }
    week_before = next(p for p in planned if p.step == "T-7" and p.deadline.rule == "probation_end")
    assert (week_before.recipient, week_before.unit) == ("Bí thư Nà La", commune.party_cell)
    assert week_before.basis == "Điều lệ Đảng, Điều 5"
    assert week_before.line.startswith("Chi bộ bản Nà La: Lò Văn Pánh hết 12 tháng dự bị")


async def test_a_preview_tells_a_date_and_the_limit_that_opens_on_it_in_one_line(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=at(date(2026, 1, 10)))
    (line,) = await commune.preview(date(2026, 1, 12), date(2026, 1, 12))
    assert line.deadline.rule == "recognition"
    assert "Điều lệ Đảng, Điều 5; " in line.basis


async def test_a_preview_tells_each_slow_unit_on_its_own(commune: Commune) -> None:
    for unit in (commune.party_cell, commune.other_cell):
        await commune.give_quota(unit, 4, told=TOLD)
    planned = await commune.preview(date(2025, 10, 24), date(2025, 10, 24))
    assert [p.line for p in planned if p.user_id == commune.officer] == [
        f"Chi bộ {name}: Chỉ tiêu năm 2025: kết nạp 0/4, chậm tiến độ, còn thiếu 4."
        for name in ("bản Nà La", "bản Lầu")
    ]


async def test_a_preview_of_later_days_leaves_out_what_is_sent_before_them(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    planned = await commune.preview(date(2025, 12, 1), date(2025, 12, 31), today=date(2025, 11, 1))
    assert [(p.on, p.step, p.is_late) for p in planned] == [(ENDS_ON, "T", False)]


def _day(moment: datetime | None) -> date:
    assert moment is not None
    return moment.astimezone(at(date(2025, 1, 1)).tzinfo).date()
