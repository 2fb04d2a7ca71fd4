"""Figures against their quotas: parts, sums of units, and where the dossiers lead."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.assistant import rule_book
from domain.figures import FigureAnswer, Row
from domain.localtime import VIET_NAM
from domain.outlook import OutlookMethod
from domain.people import Gender, PersonFacts
from domain.periods import Period, PeriodKind, month_period, year_period
from domain.pipeline import Stage
from domain.questions import Order, Query, Topic
from domain.quotas import MemberShare, Quota, progress
from domain.units import Unit
from handlers import recording
from handlers.asking.dividing import ranked
from handlers.asking.figures import figure
from handlers.recording import Origin
from rendering.wording.answers import answer as worded
from storage import dossiers
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import Cast

BOOK = rule_book()
TODAY = date(2025, 10, 15)
DAY = timedelta(days=1)


def _origin(on: date) -> Origin:
    return Origin(report_id=new_id(), recorded_at=datetime.combine(on, time(8), VIET_NAM))


def reach(tx: Tx, unit: Unit, *steps: tuple[Stage, date], ethnicity: str = "Thái") -> None:
    """Somebody with these steps."""
    facts = PersonFacts(full_name="Lò Thị Mai", gender=Gender.FEMALE, ethnicity=ethnicity)
    person = recording.add_person(tx, _origin(steps[0][1]), unit, facts)
    for stage, on in steps:
        recording.add_stage(tx, _origin(on), unit, person, stage, on)
    recording.settle_person(tx, BOOK, person, _origin(TODAY).recorded_at)


async def asked(store: Store, unit: Unit, topic: Topic = Topic.TOTALS, today: date = TODAY) -> FigureAnswer:
    query = Query(topic=topic, period=year_period(today.year))
    return await store.read(lambda tx: figure(tx, query, unit, today, book=BOOK))


async def test_dossiers_lead_to_a_range_by_the_limits(store: Store, cast: Cast) -> None:
    def told(tx: Tx) -> None:
        reach(tx, cast.hom, (Stage.DECISION, date(2025, 10, 1)))
        reach(tx, cast.hom, (Stage.DOSSIER_OPENED, date(2025, 10, 1)))

    await store.write(told)
    found = await asked(store, cast.hom)
    assert found.outlook is not None
    assert (found.outlook.dossiers, found.outlook.in_time) == (2, 1)
    assert found.outlook.method is OutlookMethod.LIMITS
    text = worded(found).text
    assert "nếu 2 hồ sơ đang làm được kết nạp hết: 2 (50%)." in text
    assert "Ít nhất 1 (25%), nếu chỉ 1 hồ sơ kịp, tính theo thời hạn quy định của từng bước." in text


async def test_ten_cases_of_the_unit_give_its_own_pace(store: Store, cast: Cast) -> None:
    def told(tx: Tx) -> None:
        for place in range(10):
            opened = date(2024, 3, 1) + place * DAY
            steps = [(Stage.DOSSIER_OPENED, opened), (Stage.ADMISSION, opened + timedelta(days=60))]
            reach(tx, cast.hom, *steps)
        reach(tx, cast.hom, (Stage.DOSSIER_OPENED, date(2025, 10, 1)))

    await store.write(told)
    taken = await store.read(lambda tx: dossiers.days_taken(tx, (cast.hom.left, cast.hom.right), TODAY))
    assert taken == {Stage.DOSSIER_OPENED: [60] * 10}
    found = await asked(store, cast.hom)
    assert found.outlook is not None
    assert (found.outlook.in_time, found.outlook.method, found.outlook.cases) == (1, OutlookMethod.BOTH, 10)
    assert "trung vị của 10 người đã kết nạp" in worded(found).text
    # What came later is not known yet on an earlier day.
    earlier = await store.read(
        lambda tx: dossiers.days_taken(tx, (cast.hom.left, cast.hom.right), date(2024, 5, 3))
    )
    assert earlier == {Stage.DOSSIER_OPENED: [60] * 4}


async def test_parts_of_a_quota_are_told_beside_it(store: Store, cast: Cast) -> None:
    def told(tx: Tx) -> None:
        for tag, low in (("gender:female", 6), ("minority", 10)):
            target = Quota(unit_id=cast.commune.id, period=year_period(2025), low=low, tag=tag)
            recording.add_quota(tx, BOOK, _origin(TODAY), cast.commune, target)
        for place in range(3):
            reach(tx, cast.lau, (Stage.ADMISSION, date(2025, 3, 1 + place)))

    await store.write(told)
    found = await asked(store, cast.commune)
    assert found.progress is not None
    assert found.progress.quota.low == 15
    # Three of a minority in another's cell: not told.
    assert "Chỉ tiêu riêng: nữ 3/6 (50%), còn thiếu 3 · dân tộc thiểu số dưới 5/10." in worded(found).text


async def test_a_part_for_another_period_says_nothing_here(store: Store, cast: Cast) -> None:
    term = Period(kind=PeriodKind.TERM, start=date(2025, 1, 1), end=date(2031, 1, 1))
    women = Quota(unit_id=cast.commune.id, period=term, low=3, tag="gender:female")
    await store.write(recording.add_quota, BOOK, _origin(TODAY), cast.commune, women)
    assert (await asked(store, cast.commune)).quota_parts == ()


async def test_units_that_do_not_add_up_are_reported(store: Store, cast: Cast) -> None:
    found = await asked(store, cast.commune, Topic.QUOTA_GAP)
    assert found.units_quota == (4, 4)
    assert "Tổng chỉ tiêu các chi bộ là 4, khác chỉ tiêu chung 15." in worded(found).text
    rest = Quota(unit_id=cast.lau.id, period=year_period(2025), low=11)
    await store.write(recording.add_quota, BOOK, _origin(TODAY), cast.lau, rest)
    assert (await asked(store, cast.commune, Topic.QUOTA_GAP)).units_quota is None


@pytest.mark.parametrize(
    ("share", "counts"),
    [
        (MemberShare(low=30, members=383), (12, None)),  # 11,49: eleven would be less than 3 %
        (MemberShare(low=30, members=400), (12, None)),
        (MemberShare(low=25, high=40, members=132), (4, 6)),
        (MemberShare(low=30, members=0), (0, None)),
    ],
)
def test_a_share_of_the_members_is_rounded_up(share: MemberShare, counts: tuple[int, int | None]) -> None:
    assert share.counts() == counts


async def test_a_whole_month_is_held_against_a_whole_month(store: Store, cast: Cast) -> None:
    """September has thirty days, August one more: somebody admitted on the 31st counts."""
    await store.write(reach, cast.hom, (Stage.ADMISSION, date(2025, 8, 31)))
    query = Query(
        topic=Topic.TOTALS,
        period=month_period(2025, 9),
        compared=True,
        compared_with=month_period(2025, 8),
    )
    found = await store.read(lambda tx: figure(tx, query, cast.hom, TODAY))
    assert found.compared is not None
    assert (found.compared.as_of, found.compared.value) == (date(2025, 8, 31), 1)


async def test_who_reached_the_quota_is_named_under_a_gap(store: Store, cast: Cast) -> None:
    one = Quota(unit_id=cast.lau.id, period=year_period(2025), low=1)
    await store.write(recording.add_quota, BOOK, _origin(TODAY), cast.lau, one)
    await store.write(reach, cast.lau, (Stage.ADMISSION, date(2025, 3, 1)))
    text = worded(await asked(store, cast.commune, Topic.QUOTA_GAP)).text
    assert "Chưa đạt 1/2 đơn vị:" in text
    assert "Đã đạt: chi bộ bản Lầu 1/1." in text


def test_of_units_at_nothing_whoever_misses_most_is_the_slowest() -> None:
    rows = [
        Row(key=key, value=0, progress=progress(0, Quota(unit_id=1, period=year_period(2025), low=low)))
        for key, low in (("one", 1), ("four", 4), ("two", 2))
    ]
    assert [row.key for row in ranked(rows, Order.SLOWEST)] == ["four", "two", "one"]
