"""What a list offers next still works when the assistant was stopped meanwhile."""

from datetime import date, datetime, timedelta

from domain.localtime import VIET_NAM
from domain.people import PersonFacts
from domain.pipeline import Stage as Step
from handlers import recording
from handlers.recording import Origin
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import Cast, found_commune
from tests.scenarios.test_dialogues import Stage

PEOPLE = 23


def admit(tx: Tx, stage: Stage, cast: Cast) -> None:
    """So many people admitted in bản Hỏm, one a day."""
    for place in range(PEOPLE):
        on = date(2025, 2, 1) + timedelta(days=place)
        origin = Origin(report_id=new_id(), recorded_at=datetime(2025, 2, 28, tzinfo=VIET_NAM))
        person = recording.add_person(tx, origin, cast.hom, PersonFacts(full_name=f"Lò Thị Mai {place}"))
        recording.add_stage(tx, origin, cast.hom, person, Step.ADMISSION, on)
        recording.settle_person(tx, stage.assistant.book, person, origin.recorded_at)


async def test_a_list_goes_on_after_a_restart(store: Store) -> None:
    first = Stage(store)
    cast = await store.write(found_commune, first.assistant.book)
    await store.write(admit, first, cast)
    await first.play(["@ 2025-03-20 09:00 hom"])
    assert "(từ 1 đến 10)" in await first.play(["> danh sách kết nạp năm nay"])
    for shown in ("(từ 11 đến 20)", "(từ 21 đến 23)"):
        again = Stage(store)  # another process on the same file
        await again.play(["@ 2025-03-20 09:05 hom"])
        assert shown in await again.play(["> Trang sau"])


async def test_what_is_due_is_paged_and_goes_on_after_a_restart(store: Store) -> None:
    first = Stage(store)
    cast = await store.write(found_commune, first.assistant.book)
    await store.write(admit, first, cast)
    await first.play(["@ 2026-02-20 09:00 hom"])
    asked = await first.play(["> ai sắp hết dự bị"])
    assert f"{PEOPLE} việc xét đảng viên dự bị" in asked
    assert "… và 3 việc nữa" in asked
    again = Stage(store)
    await again.play(["@ 2026-02-20 09:05 hom"])
    rest = await again.play(["> 1"])
    assert "\n21. " in rest
    assert "\n23. " in rest
    assert "việc nữa" not in rest
