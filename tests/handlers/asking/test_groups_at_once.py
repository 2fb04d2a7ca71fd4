"""Groups named in one breath are who belongs to all of them; with "và" or a comma each is its own."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import rule_book
from domain.localtime import VIET_NAM
from domain.people import BirthDate, Category, Gender, PersonFacts
from domain.periods import year_to_date
from domain.pipeline import Stage
from domain.questions import Ages, Query, Topic
from domain.tags import tags_at
from handlers import recording
from handlers.asking.figures import figure, pipeline
from handlers.asking.queries import query_of
from handlers.recording import Origin
from language.understanding import understand
from storage import statistics, stock
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import Cast, found_commune
from tests.handlers.chat import Chat
from tests.stores import store_of_its_own

TODAY = date(2025, 10, 15)
NOW = datetime(2025, 10, 15, 9, tzinfo=VIET_NAM)
BOOK = rule_book()
UP_TO_THIRTY = Ages(most=30)
FEMALE, MINORITY, THAI = "gender:female", "minority", "ethnicity:Thái"
UNION, TEACHER, FARMER = "category:youth_union", "category:teacher", "category:farmer"


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("năm nay kết nạp bao nhiêu nữ DTTS", (FEMALE, MINORITY)),
        ("nam nay ket nap bao nhieu nu dtts", (FEMALE, MINORITY)),
        ("năm nay kết nạp được mấy đoàn viên nữ", (UNION, FEMALE)),
        ("bao nhieu doan vien nu duoc ket nap nam nay", (UNION, FEMALE)),
        ("năm nay kết nạp bao nhiêu nữ là giáo viên", (FEMALE, TEACHER)),
        ("năm nay kết nạp mấy người vừa là nữ vừa là giáo viên", (FEMALE, TEACHER)),
        ("số lượng nữ dân tộc thiểu số kết nạp 6 tháng đầu năm", (FEMALE, MINORITY)),
        ("năm nay kết nạp bao nhiêu nữ giáo viên dân tộc Thái", (FEMALE, TEACHER, THAI)),
        ("9 tháng kết nạp bao nhiêu nông dân người Thái", (FARMER, THAI)),
        ("năm nay kết nạp bao nhiêu nữ, bao nhiêu đoàn viên", ()),
        ("năm nay kết nạp mấy nữ mấy đoàn viên", ()),
        ("năm nay kết nạp bao nhiêu nữ và đoàn viên", ()),
        ("năm nay kết nạp bao nhiêu nữ, giáo viên", ()),
        ("năm nay kết nạp bao nhiêu nam nữ", ()),
        ("năm nay kết nạp bao nhiêu nữ", ()),
    ],
)
def test_who_is_all_of_it_at_once(text: str, together: tuple[str, ...]) -> None:
    assert query_of(understand(text, TODAY), TODAY).together == together


@pytest.mark.parametrize(
    "text", ["nữ và đoàn viên năm nay kết nạp bao nhiêu", "nu va doan vien nam nay ket nap bao nhieu"]
)
def test_the_second_of_two_groups_is_asked_for_too(text: str) -> None:
    assert query_of(understand(text, TODAY), TODAY).parts == (FEMALE, UNION)


def admit(tx: Tx, cast: Cast, people: list[PersonFacts]) -> None:
    for facts in people:
        origin = Origin(report_id=new_id(), recorded_at=NOW)
        person = recording.add_person(tx, origin, cast.hom, facts)
        recording.add_stage(tx, origin, cast.hom, person, Stage.ADMISSION, date(2025, 3, 8))
        recording.settle_person(tx, BOOK, person, NOW)


PEOPLE = st.lists(
    st.builds(
        PersonFacts,
        full_name=st.just("Lò Thị Mai"),
        gender=st.sampled_from((Gender.FEMALE, Gender.MALE, None)),
        ethnicity=st.sampled_from(("Thái", "Kinh", None)),
        categories=st.sets(st.sampled_from((Category.YOUTH_UNION, Category.TEACHER))).map(frozenset),
        birth_date=st.none() | st.builds(BirthDate, year=st.integers(1993, 1997)),
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None)
@given(
    people=PEOPLE, wanted=st.sampled_from(((FEMALE, UNION), (FEMALE, MINORITY, TEACHER), (UNION, TEACHER)))
)
async def test_who_is_all_of_it_is_who_carries_every_tag_and_is_of_the_ages(
    empty_database: Path, people: list[PersonFacts], wanted: tuple[str, ...]
) -> None:
    who = [facts for facts in people if set(wanted) <= set(tags_at(facts, date(2025, 3, 8)))]
    carrying = len(who)
    young = sum(facts.birth_date is not None and facts.birth_date.year >= 1995 for facts in who)

    def hold(tx: Tx) -> None:
        cast = found_commune(tx, BOOK)
        admit(tx, cast, people)
        query = Query(topic=Topic.TOTALS, period=year_to_date(TODAY), parts=wanted, together=wanted)
        admitted = figure(tx, replace(query, ages=UP_TO_THIRTY), cast.hom, TODAY, is_own_cell=True)
        reached = figure(tx, query, cast.commune, TODAY).together
        waiting = Query(topic=Topic.PIPELINE, stage=Stage.ADMISSION, parts=wanted, together=wanted)
        aged = pipeline(tx, replace(waiting, ages=UP_TO_THIRTY), cast.hom, TODAY, is_own_cell=True).aged
        standing = pipeline(tx, waiting, cast.commune, TODAY).together
        assert admitted.aged is not None
        assert aged is not None
        assert (admitted.aged.carrying, aged.carrying) == (young, young)
        assert reached is not None
        assert standing is not None
        assert (reached.value, standing.value) == (carrying, carrying)
        cells, ages = [cast.hom, cast.lau], UP_TO_THIRTY.bounds
        assert (
            statistics.of_all_by_unit(
                tx, Stage.ADMISSION, cells, year_to_date(TODAY), TODAY, tags=wanted, ages=ages
            )
            == stock.of_all_by_unit(tx, cells, TODAY, [Stage.ADMISSION], tags=wanted, ages=ages)
            == {cast.hom.id: young, cast.lau.id: 0}
        )

    async with store_of_its_own(empty_database) as store:
        await store.write(hold)


def some(count: int, **facts: object) -> list[PersonFacts]:
    return [PersonFacts(full_name=f"Lò Thị {'A' * n}", **facts) for n in range(1, count + 1)]  # type: ignore[arg-type]


async def test_few_of_a_people_are_not_told_by_asking_for_the_women_among_them(store: Store) -> None:
    cast = await store.write(found_commune, BOOK)
    women = some(6, gender=Gender.FEMALE, ethnicity="Thái")
    await store.write(admit, cast, [*women, *some(5, gender=Gender.MALE, ethnicity="Thái")])
    officer = Chat(store, "xa", NOW)
    asked = "năm nay kết nạp bao nhiêu nữ DTTS"
    told = (await officer.say(asked)).text
    assert "Vừa nữ vừa dân tộc thiểu số: 6 người. Đếm riêng: nữ 6 · dân tộc thiểu số 11." in told
    await store.write(admit, cast, some(1, gender=Gender.FEMALE, ethnicity="Kinh"))
    assert (
        "Vừa nữ vừa dân tộc thiểu số: không nêu số để không lộ nhóm nhỏ." in (await officer.say(asked)).text
    )
    own = (await Chat(store, "hom", NOW).say(asked)).text
    assert "Vừa nữ vừa dân tộc thiểu số: 6 người. Đếm riêng: nữ 7 · dân tộc thiểu số 11." in own


async def test_numbers_without_names_say_nothing_of_who_is_both(store: Store) -> None:
    cast = await store.write(found_commune, BOOK)
    await store.write(admit, cast, some(2, gender=Gender.FEMALE, categories=frozenset({Category.TEACHER})))
    secretary = Chat(store, "lau", NOW)
    await secretary.say("tháng 9 kết nạp 3 đồng chí, trong đó nữ 2, giáo viên 2")
    await secretary.say("đúng")
    told = (await Chat(store, "xa", NOW).say("năm nay kết nạp bao nhiêu nữ giáo viên")).text
    assert "Vừa nữ vừa giáo viên: 2 người trong 2 người đã báo tên. Đếm riêng: nữ 4 · giáo viên 4." in told
