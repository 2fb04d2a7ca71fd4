"""A figure as a picture: the right one, with the same figures in words."""

from datetime import date, datetime

import pytest

from bot.assistant import rule_book
from domain.charts import BarChart, Funnel, MonthChart, chart_from_plain
from domain.errors import NotAllowed
from domain.localtime import VIET_NAM
from domain.messages import Reply
from domain.people import PersonFacts
from domain.periods import Period, PeriodKind, month_period, year_period
from domain.pipeline import Stage
from domain.questions import Dimension, Query, Topic
from domain.quotas import Quota
from domain.units import Unit
from handlers import recording
from handlers.asking import charting
from handlers.recording import Origin
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import Cast, found_commune
from tests.handlers.chat import Chat
from tests.handlers.turns import turn

BOOK = rule_book()


@pytest.fixture
async def cast(store: Store) -> Cast:
    """The commune with one admission in March and one open dossier."""
    cast = await store.write(found_commune, BOOK)

    def tell(tx: Tx) -> None:
        for stage, on in ((Stage.ADMISSION, date(2025, 3, 8)), (Stage.DOSSIER_OPENED, date(2025, 9, 8))):
            at = datetime(on.year, on.month, on.day, 17, tzinfo=VIET_NAM)
            origin = Origin(report_id=new_id(), recorded_at=at)
            person = recording.add_person(tx, origin, cast.hom, PersonFacts(full_name=f"Lò Thị {stage}"))
            recording.add_stage(tx, origin, cast.hom, person, stage, on)
            recording.settle_person(tx, BOOK, person, at)

    await store.write(tell)
    return cast


def opened(tx: Tx, account: str, unit: Unit, topic: Topic, *by: Dimension) -> Reply:
    period = year_period(2025) if topic is Topic.TOTALS else None
    query = Query(topic=topic, unit_id=unit.id, period=period, by=by)
    return charting.open_chart(tx, turn(tx, account), query.arguments())


async def test_an_officer_sees_each_unit_on_its_quota(store: Store, cast: Cast) -> None:
    reply = await store.read(opened, "xa", cast.commune, Topic.TOTALS)
    assert reply.attachment is not None
    chart = chart_from_plain(reply.attachment.figures)
    assert isinstance(chart, BarChart)
    assert [(bar.label, bar.value, bar.quota, bar.told) for bar in chart.bars] == [
        ("bản Hỏm", 1, 4, "1/4 (25%)")
    ]
    assert "Không vẽ 2 đơn vị chưa có ai." in chart.note
    assert "Chi bộ bản Hỏm: 1/4" in reply.text


@pytest.mark.parametrize(
    ("number", "bar"), [(3, ("bản Hỏm", 1, 4, "1/4 (25%)")), (5, ("bản Hỏm", 0, None, "0 (1/4)"))]
)
async def test_a_bar_is_as_long_as_the_span_asked_about_has_people(
    store: Store, cast: Cast, number: int, bar: tuple[str, int, int | None, str]
) -> None:
    query = Query(topic=Topic.TOTALS, unit_id=cast.commune.id, period=month_period(2025, number))
    reply = await store.read(lambda tx: charting.open_chart(tx, turn(tx, "xa"), query.arguments()))
    assert reply.attachment is not None
    chart = chart_from_plain(reply.attachment.figures)
    assert isinstance(chart, BarChart)
    assert [(one.label, one.value, one.quota, one.told) for one in chart.bars] == [bar]
    assert f"Chi bộ bản Hỏm: {bar[3].removesuffix(' (25%)')}" in reply.text


async def test_a_target_of_a_whole_term_is_said_to_be_one_in_the_picture_too(
    store: Store, cast: Cast
) -> None:
    origin = Origin(report_id=new_id(), recorded_at=datetime(2025, 1, 1, 9, tzinfo=VIET_NAM))
    term = Period(kind=PeriodKind.TERM, start=date(2025, 1, 1), end=date(2031, 1, 1))
    target = Quota(unit_id=cast.lau.id, period=term, low=5)
    await store.write(recording.add_quota, BOOK, origin, cast.lau, target)
    reply = await store.read(opened, "xa", cast.commune, Topic.TOTALS)
    assert reply.attachment is not None
    assert "Chỉ tiêu cả nhiệm kỳ 2025–2030" in reply.attachment.figures["note"]


async def test_a_cell_sees_its_months_against_the_plan(store: Store, cast: Cast) -> None:
    reply = await store.read(opened, "hom", cast.hom, Topic.TOTALS)
    assert reply.attachment is not None
    chart = chart_from_plain(reply.attachment.figures)
    assert isinstance(chart, MonthChart)
    assert chart.values == (0, 0, 1, 0, 0, 0, 0, 0, 0, 0)
    assert chart.needed == pytest.approx(4 / 12)
    assert "03/2025: 1" in reply.text


async def test_a_picture_by_what_people_are_says_that_there_is_none(store: Store, cast: Cast) -> None:
    reply = await store.read(opened, "xa", cast.commune, Topic.TOTALS, Dimension.ETHNICITY)
    assert reply.text.startswith("Chưa vẽ được hình theo dân tộc; xem số thì gõ: theo dân tộc")


async def test_dossiers_are_a_funnel(store: Store, cast: Cast) -> None:
    reply = await store.read(opened, "xa", cast.commune, Topic.PIPELINE)
    assert reply.attachment is not None
    chart = chart_from_plain(reply.attachment.figures)
    assert isinstance(chart, Funnel)
    assert ("Đang lập hồ sơ", 1) in chart.steps
    assert ("Đảng viên dự bị", 1) in chart.steps
    assert "Nguồn: chưa học lớp 0, đã học lớp 0, đã giới thiệu 0." in reply.text
    assert "Chưa có ai: chờ thẩm tra, đã thẩm tra, chờ đảng ủy, chờ quyết định, chờ lễ kết nạp." in reply.text


@pytest.mark.parametrize("text", ["biểu đồ phễu nguồn", "bieu do pheu", "biểu đồ nguồn theo bước"])
async def test_a_funnel_asked_for_in_words_is_drawn_and_leaves_nothing_out(
    store: Store, cast: Cast, text: str
) -> None:
    reply = await Chat(store, "xa", datetime(2025, 10, 16, 9, tzinfo=VIET_NAM)).say(text)
    assert reply.attachment is not None
    assert isinstance(chart_from_plain(reply.attachment.figures), Funnel)
    assert reply.text.startswith("Đến 16/10/2025")


@pytest.mark.parametrize("account", ["lau", "admin"])
async def test_nobody_sees_pictures_of_other_units(store: Store, cast: Cast, account: str) -> None:
    for topic in (Topic.TOTALS, Topic.PIPELINE):
        with pytest.raises(NotAllowed):
            await store.read(opened, account, cast.hom, topic)


async def test_another_form_of_the_last_figure_keeps_its_unit_and_span(store: Store, cast: Cast) -> None:
    chat = Chat(store, "xa", datetime(2025, 10, 16, 9, tzinfo=VIET_NAM))
    await chat.say("6 thang dau nam ban hom ket nap dc bao nhieu")
    await chat.say("danh sach")
    for text in ("ve bieu do di", "xuat excel", "viet doan bao cao"):
        reply = await chat.say(text)
        assert "6 tháng đầu năm 2025, Chi bộ bản Hỏm" in reply.text


@pytest.mark.parametrize(
    ("asked", "columns"),
    [
        ("kết nạp từ 2023 đến nay theo từng năm", ("2025",)),  # there are records since 2025
        ("năm 2025 kết nạp theo quý", ("Q1\n2025", "Q2\n2025", "Q3\n2025", "Q4\n2025")),
    ],
)
async def test_a_picture_behind_years_or_quarters_has_them_as_its_columns(
    store: Store, cast: Cast, asked: str, columns: tuple[str, ...]
) -> None:
    chat = Chat(store, "xa", datetime(2025, 10, 16, 9, tzinfo=VIET_NAM))
    await chat.say(asked)
    reply = await chat.say("vẽ biểu đồ")
    assert reply.attachment is not None
    chart = chart_from_plain(reply.attachment.figures)
    assert isinstance(chart, MonthChart)
    assert chart.months == columns
    assert sum(chart.values) == 1


@pytest.mark.parametrize("text", ["bieu do ban hom quy 1", "xuat excel ban hom quy 1"])
async def test_a_unit_typed_without_marks_is_nobodys_name(store: Store, cast: Cast, text: str) -> None:
    reply = await Chat(store, "xa", datetime(2025, 10, 16, 9, tzinfo=VIET_NAM)).say(text)
    assert reply.attachment is not None
    assert "Quý I/2025, Chi bộ bản Hỏm: kết nạp 1/4" in reply.text


async def test_a_picture_of_another_span_is_of_the_askers_own_unit(store: Store, cast: Cast) -> None:
    chat = Chat(store, "xa", datetime(2025, 10, 16, 9, tzinfo=VIET_NAM))
    await chat.say("6 thang dau nam ban hom ket nap dc bao nhieu")
    reply = await chat.say("bieu do 9 thang")
    assert "9 tháng đầu năm 2025, Đảng bộ xã Mường Lạn" in reply.text


async def test_the_pace_that_is_drawn_is_told_and_a_cell_is_offered_no_picture_by_unit(
    store: Store, cast: Cast
) -> None:
    reply = await Chat(store, "xa", datetime(2025, 10, 16, 9, tzinfo=VIET_NAM)).say("biểu đồ bản Hỏm")
    assert reply.text.endswith("Nét đứt trong hình là kế hoạch năm 4: mỗi tháng cần 0,3 người.")
    assert [choice.label for choice in reply.choices] == ["Biểu đồ theo tháng", "Biểu đồ hồ sơ"]


async def test_dossiers_asked_for_behind_admissions_are_all_of_them(store: Store, cast: Cast) -> None:
    officer = Chat(store, "xa", datetime(2025, 10, 16, 9, tzinfo=VIET_NAM))
    for before in ("9 tháng đầu năm kết nạp bao nhiêu", "bao nhiêu hồ sơ đang chờ thẩm tra"):
        await officer.say(before)
        assert "1 hồ sơ đang làm" in (await officer.say("vẽ biểu đồ hồ sơ")).text


@pytest.mark.parametrize("typed", ["vẽ biểu đồ", "Biểu đồ"], ids=["in words", "by its button"])
async def test_a_picture_behind_the_figure_of_a_group_says_that_it_is_of_everybody(
    store: Store, cast: Cast, typed: str
) -> None:
    officer = Chat(store, "xa", datetime(2025, 10, 16, 9, tzinfo=VIET_NAM))
    await officer.say("chi bộ nào nhiều nữ nhất")
    reply = await officer.say(typed)
    assert reply.text.startswith("Chưa vẽ riêng được nữ; hình và số dưới đây là của tất cả:")
