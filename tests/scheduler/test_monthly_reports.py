"""A cell that told nothing in a month is asked whether there was something."""

from datetime import date

import pytest

from domain.messages import Reply
from domain.pipeline import Stage
from handlers import recording
from handlers.recording import Origin
from storage.database import Tx
from storage.ids import new_id
from tests.scheduler.commune import Commune, at, reminded_on


async def test_a_cell_that_told_nothing_this_month_is_asked_and_may_say_nothing(all_rules: Commune) -> None:
    heard = await reminded_on(all_rules, date(2025, 11, 3), date(2025, 11, 28), all_rules.secretary)
    assert heard == {
        date(2025, 11, 25): ["⏰ Chi bộ bản Nà La:\nTháng 11/2025 có kết nạp không? Chưa thấy báo cáo."]
    }
    (reply,) = (await _december(all_rules))[all_rules.secretary]
    assert [(c.label, c.action, dict(c.arguments)) for c in reply.choices[:1]] == [
        ("Không có", "report.nothing", {"unit": all_rules.party_cell.id, "year": 2025, "month": 12})
    ]


async def _december(commune: Commune) -> dict[int, list[Reply]]:
    christmas = at(date(2025, 12, 25))
    await commune.sweep(christmas)
    return await commune.deliver(christmas)


async def test_cells_without_a_secretary_are_asked_about_together(all_rules: Commune) -> None:
    heard = await reminded_on(all_rules, date(2025, 11, 24), date(2025, 11, 26), all_rules.officer)
    assert heard == {
        date(2025, 11, 25): [
            "⏰ Đảng bộ xã Sông Mã:\n"
            "1 chi bộ chưa báo tháng 11/2025 có kết nạp hay không, chưa liên lạc được bí thư: "
            "chi bộ bản Lầu. Gửi “tạo mã mời cho các chi bộ chưa có bí thư”, hoặc báo thay từng chi bộ."
        ]
    }


@pytest.mark.parametrize("count", [0, 2])
async def test_a_month_that_was_reported_is_not_asked_for(all_rules: Commune, count: int) -> None:
    def tell(tx: Tx) -> None:
        origin = Origin(report_id=new_id(), recorded_at=at(date(2025, 11, 20)))
        month = date(2025, 11, 1), date(2025, 12, 1)
        recording.add_count(tx, origin, all_rules.party_cell, Stage.ADMISSION, *month, count)

    await all_rules.store.write(tell)
    heard = await reminded_on(all_rules, date(2025, 11, 24), date(2025, 11, 26), all_rules.secretary)
    assert heard == {}
    assert ("2025-11-25", "not_needed") in await all_rules.states(all_rules.secretary)


async def test_an_admission_in_the_month_answers_the_question_too(all_rules: Commune) -> None:
    await all_rules.sweep(at(date(2025, 11, 25), 6))
    await all_rules.reach(Stage.ADMISSION, date(2025, 11, 24), told=at(date(2025, 11, 25), 6, 30))
    assert all_rules.secretary not in await all_rules.deliver(at(date(2025, 11, 25)))
