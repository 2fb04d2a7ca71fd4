"""Whom a reminder reaches: who answers for the unit, who stands in, and who is above."""

from datetime import date, timedelta

from domain.messages import Address, ChannelName
from domain.pipeline import Stage
from domain.reminders import Because
from domain.responses import ResponseKind
from domain.units import UnitKind
from domain.users import Role
from scheduler import digest, reminding
from storage import deliveries, mutes, reminders, responses, units, users
from storage.database import Tx
from storage.outbox import OutboxState
from storage.schema import assignment
from storage.schema import unit as unit_table
from tests.scheduler.commune import BOOK, CEREMONY, TOLD, WINDOW_ENDS_ON, Commune, at, join, reminded_on


async def test_without_a_secretary_the_reminder_climbs_to_the_officer(commune: Commune) -> None:
    def leave(tx: Tx) -> None:
        tx.execute(assignment.delete().where(assignment.c.user_id == commune.secretary))

    await commune.store.write(leave)
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    heard = await commune.remind(at(date(2025, 11, 3)))
    assert list(heard) == [commune.officer]
    assert "Chi bộ bản Nà La: Lò Văn Pánh" in heard[commune.officer][0]


async def test_who_cannot_be_reached_has_it_held_and_the_officer_is_told(commune: Commune) -> None:
    address = Address(channel=ChannelName.TERMINAL, chat_id="nala")
    await commune.store.write(users.set_blocked, address, TOLD)
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    heard = await commune.remind(at(date(2025, 11, 3)))
    assert list(heard) == [commune.officer]
    (held,) = [row for row in await commune.ledger() if row.recipient_id == commune.secretary]
    assert (held.state, held.reason) == ("held", "unreachable")

    await commune.store.write(users.set_blocked, address, None)
    heard = await commune.remind(at(date(2025, 11, 5)))
    assert "Nhắc muộn" in heard[commune.secretary][0]


async def test_who_asked_for_silence_has_it_held_and_the_officer_is_reminded(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.store.write(mutes.add, commune.secretary, date(2025, 11, 10), "đi học", TOLD)
    assert list(await commune.remind(at(date(2025, 11, 3)))) == [commune.officer]
    rows = {row.recipient_id: (row.state, row.reason, row.because) for row in await commune.ledger()}
    assert rows == {
        commune.secretary: ("held", "muted", "responsible"),
        commune.officer: ("sent", None, "stands_in"),
    }
    assert list(await commune.remind(at(date(2025, 11, 10)))) == [commune.secretary]


async def test_silence_asked_for_after_a_digest_was_planned_keeps_it_back(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await commune.sweep(at(date(2025, 11, 3), 6))
    await commune.store.write(mutes.add, commune.secretary, date(2025, 11, 10), "đi học", TOLD)
    assert await commune.deliver(at(date(2025, 11, 3))) == {}
    await commune.sweep(at(date(2025, 11, 3), 9))
    assert await commune.states(commune.secretary) == [("T-30", "held")]


async def test_silence_climbs_to_the_officer_and_the_secretary_is_told_so(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await reminded_on(commune, WINDOW_ENDS_ON - timedelta(days=7), WINDOW_ENDS_ON, commune.secretary)
    heard = await commune.remind(at(WINDOW_ENDS_ON + timedelta(days=7)))
    assert "nhắc 2 lần chưa có trả lời; việc này được báo cả cấp trên" in heard[commune.secretary][0]
    assert heard[commune.officer][0].splitlines()[1].endswith("Đã nhắc 2 lần chưa có trả lời.")
    (row,) = [row for row in await commune.ledger() if row.recipient_id == commune.officer]
    assert row.because is Because.CLIMBED


async def test_an_answer_brings_a_reminder_down_again(commune: Commune) -> None:
    person = await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    await reminded_on(commune, WINDOW_ENDS_ON - timedelta(days=7), WINDOW_ENDS_ON, commune.secretary)
    window = (await commune.deadlines_of(person))["recognition"]
    answered_at = at(WINDOW_ENDS_ON, 10)
    await commune.store.write(responses.add, window, commune.secretary, ResponseKind.LATER, answered_at)
    heard = await commune.remind(at(WINDOW_ENDS_ON + timedelta(days=7)))
    assert list(heard) == [commune.secretary]
    assert "chưa có trả lời" not in heard[commune.secretary][0]


async def test_longer_silence_climbs_to_the_next_level(commune: Commune) -> None:
    province = await commune.store.write(_province_above, commune)
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    last = WINDOW_ENDS_ON + timedelta(days=21)
    heard = await reminded_on(commune, WINDOW_ENDS_ON - timedelta(days=7), last, province)
    assert list(heard) == [last]


def _province_above(tx: Tx, commune: Commune) -> int:
    province = units.add(tx, parent=None, kind=UnitKind.PROVINCE, name="tỉnh Sơn La")
    tx.execute(unit_table.update().where(unit_table.c.id == commune.commune.id).values(parent_id=province.id))
    return join(tx, "Cán bộ tỉnh", "tinh", Role.OFFICER, province, TOLD)


async def test_an_officers_silence_does_not_climb_down_to_the_secretary(all_rules: Commune) -> None:
    sent_on = date(2025, 11, 3)
    await all_rules.reach(Stage.VERIFICATION_SENT, sent_on, told=at(sent_on))
    last = date(2026, 1, 15)
    heard = await reminded_on(all_rules, sent_on, last, all_rules.officer)
    said = "\n".join(line for lines in heard.values() for line in lines if "thẩm tra" in line)
    assert said.count("thẩm tra") >= 4
    assert "cấp trên" not in said  # nobody is above the commune here
    rows = [row for row in await all_rules.ledger() if row.rule == "verification_reply"]
    assert {row.recipient_id for row in rows} == {all_rules.officer}


async def test_a_unit_that_nobody_looks_after_waits_until_somebody_does(commune: Commune) -> None:
    def leave(tx: Tx) -> None:
        tx.execute(assignment.delete())

    await commune.store.write(leave)
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    assert (await commune.sweep(at(date(2025, 11, 3)))).unassigned == 1
    later = at(date(2025, 11, 27))
    newcomer = await commune.store.write(join, "Bí thư mới", "moi", Role.SECRETARY, commune.party_cell, later)
    heard = await commune.remind(later)
    assert "còn 6 ngày" in heard[newcomer][0]


async def test_a_message_that_never_arrives_goes_to_the_next_level(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)
    morning = at(date(2025, 11, 3))
    await commune.sweep(morning)

    def fail(tx: Tx) -> None:
        (outbox_id,) = reminders.pending_digests(tx, morning)
        assert digest.compose(tx, outbox_id, morning, book=BOOK)
        deliveries.settle(tx, outbox_id, OutboxState.GAVE_UP, at=morning)
        reminding.settled(tx, outbox_id, OutboxState.GAVE_UP, morning, book=BOOK)

    await commune.store.write(fail)
    heard = await commune.remind(morning)
    assert list(heard) == [commune.officer]
    assert await commune.states(commune.secretary) == [("T-30", "gave_up")]
