"""Questions as they were read, answered within the asker's reach."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pytest

from bot.assistant import rule_book
from domain.actions import Action
from domain.answers import Answer, DeadlinesAnswer, PersonAnswer, WhichUnit
from domain.errors import NotAllowed, UnknownPerson, UnknownUnit
from domain.figures import Dimension, FigureAnswer, Order, PipelineAnswer, Query, Topic
from domain.localtime import VIET_NAM
from domain.messages import ChannelName, Choice
from domain.people import Gender, PersonFacts
from domain.periods import Period, PeriodKind, month_period, year_period
from domain.pipeline import Stage
from domain.quotas import Quota
from domain.units import Unit
from domain.users import User
from handlers import recording
from handlers.asking import questions
from handlers.context import Context
from handlers.recording import Origin
from language.reading import Form, Found, Intent, Metric, Part, PersonReading, Reading
from rendering.wording import answers as wording
from storage import units, users
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import Cast, found_commune

BOOK = rule_book()
TODAY = date(2025, 10, 15)


def said(value: Any) -> Found[Any]:
    """A value somewhere in the text."""
    return Found(value=value, start=0, end=0)


@dataclass(frozen=True, kw_only=True)
class Commune:
    """The cast's store, with ways to report and to ask on TODAY."""

    store: Store
    cast: Cast

    async def reach(self, unit: Unit, name: str, **steps: date) -> int:
        """Record somebody's steps, each reported on its day; returns the person."""

        def report(tx: Tx) -> int:
            origins = {stage: _told_on(on) for stage, on in steps.items()}
            first = next(iter(origins.values()))
            facts = PersonFacts(full_name=name, gender=Gender.FEMALE, ethnicity="Thái")
            person = recording.add_person(tx, first, unit, facts)
            for stage, on in steps.items():
                recording.add_stage(tx, origins[stage], unit, person, Stage(stage), on)
            recording.settle_person(tx, BOOK, person, _told_on(TODAY).recorded_at)
            return person

        return await self.store.write(report)

    async def quota(self, unit: Unit, period: Period, low: int, high: int | None = None) -> None:
        origin = _told_on(min(period.start, TODAY))
        target = Quota(unit_id=unit.id, period=period, low=low, high=high)
        await self.store.write(recording.add_quota, BOOK, origin, unit, target)

    async def ask(self, account: str, intent: Intent, **read: Any) -> Any:
        """The answer to a reading with these fields."""
        reading = Reading(intent=intent, **read)
        return await self._as(
            account, lambda tx, context, user: questions.answer(tx, context, user, reading, TODAY)
        )

    async def press(self, account: str, choice: Choice) -> Any:
        """The answer to a button of an earlier answer."""
        again = {Action.ASK_QUERY: questions.answer_again, Action.ASK_PERSON: questions.answer_about}[
            choice.action
        ]
        return await self._as(
            account, lambda tx, context, user: again(tx, context, user, choice.arguments, TODAY)
        )

    async def record(self, account: str, intent: Intent, **read: Any) -> dict[str, Any]:
        reading = Reading(intent=intent, **read)
        found: dict[str, Any] = await self._as(
            account, lambda tx, context, user: questions.record(tx, context, user, reading)
        )
        return found

    async def _as(self, account: str, run: Callable[[Tx, Context, User], Any]) -> Any:
        now = datetime.combine(TODAY, time(9), VIET_NAM)

        def work(tx: Tx) -> Any:
            user = users.by_identity(tx, ChannelName.TERMINAL, account, now)
            assert user is not None
            return run(tx, Context(now=now, book=BOOK), user)

        return await self.store.read(work)


def _told_on(day: date) -> Origin:
    return Origin(report_id=new_id(), recorded_at=datetime.combine(day, time(8), VIET_NAM))


@pytest.fixture
async def commune(store: Store) -> Commune:
    return Commune(store=store, cast=await store.write(found_commune, BOOK))


def choice(answer: Answer, label: str) -> Choice:
    """The button of an answer."""
    return next(c for c in wording.answer(answer).choices if c.label == label)


# --- scope ----------------------------------------------------------------------------------------


async def test_without_a_unit_it_is_the_askers_own(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", admission=date(2025, 4, 8))
    own: FigureAnswer = await commune.ask("hom", Intent.QUERY_TOTALS)
    assert (own.unit, own.value) == (commune.cast.hom, 1)
    whole: FigureAnswer = await commune.ask("xa", Intent.QUERY_TOTALS)
    assert (whole.unit, whole.value) == (commune.cast.commune, 2)


async def test_an_officer_asks_about_a_cell_by_its_name(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    found: FigureAnswer = await commune.ask("xa", Intent.QUERY_TOTALS, unit=said("chi bộ hỏm"))
    assert (found.unit, found.value) == (commune.cast.hom, 1)


@pytest.mark.parametrize("name", ["xã Mường Lạn", "bản Lầu", "bản Phải", "xã Không Đâu"])
async def test_out_of_reach_and_not_there_are_the_same_refusal(commune: Commune, name: str) -> None:
    for intent in (Intent.QUERY_TOTALS, Intent.QUERY_DEADLINES, Intent.QUERY_PIPELINE):
        with pytest.raises(NotAllowed):
            await commune.ask("hom", intent, unit=said(name))


async def test_a_misspelt_unit_gets_the_nearest_of_the_askers_own(commune: Commune) -> None:
    with pytest.raises(UnknownUnit) as refusal:
        await commune.ask("xa", Intent.QUERY_TOTALS, unit=said("trường THCS Mường Lạm"))
    assert refusal.value.near == ("xã Mường Lạn", "trường THCS Mường Lạn")


async def test_several_own_units_are_asked_about_never_guessed(commune: Commune) -> None:
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", admission=date(2025, 4, 8))
    which: WhichUnit = await commune.ask("haibe", Intent.QUERY_TOTALS, period=said(year_period(2025)))
    reply = wording.answer(which)
    assert [c.label for c in reply.choices] == ["Chi bộ bản Lầu", "Chi bộ trường THCS Mường Lạn"]
    found: FigureAnswer = await commune.press("haibe", reply.choices[0])
    assert (found.unit, found.period, found.value) == (commune.cast.lau, year_period(2025), 1)


async def test_a_button_of_somebody_else_opens_nothing(commune: Commune) -> None:
    whole: FigureAnswer = await commune.ask("xa", Intent.QUERY_TOTALS)
    asking = [c for c in wording.answer(whole).choices if c.action in (Action.ASK_QUERY, Action.ASK_PERSON)]
    assert asking
    for button in asking:
        with pytest.raises(NotAllowed):
            await commune.press("hom", button)


async def test_the_administrator_reads_no_figures(commune: Commune) -> None:
    for intent in (
        Intent.QUERY_TOTALS,
        Intent.QUERY_QUOTA_GAP,
        Intent.QUERY_DEADLINES,
        Intent.QUERY_PIPELINE,
    ):
        with pytest.raises(NotAllowed):
            await commune.ask("admin", intent)
    with pytest.raises(NotAllowed):
        await commune.ask("admin", Intent.QUERY_PERSON, people=(_named("Lò Thị Mai"),))


# --- figures --------------------------------------------------------------------------------------


async def test_without_a_period_it_is_the_year_to_date(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2024, 12, 31))
    await commune.reach(commune.cast.hom, "Lò Thị Pành", admission=date(2025, 1, 1))
    record = await commune.record("hom", Intent.QUERY_TOTALS)
    assert record["period"] == {"start": "2025-01-01", "end": "2025-10-15"}
    assert (record["value"], record["quota"], record["percent"], record["gap"]) == (1, 4, 25.0, 3)


async def test_a_month_is_not_held_against_the_years_quota(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    await commune.reach(commune.cast.hom, "Lò Thị Pành", admission=date(2025, 9, 2))
    found: FigureAnswer = await commune.ask("hom", Intent.QUERY_TOTALS, period=said(month_period(2025, 9)))
    assert found.value == 1
    assert found.progress is None
    assert found.running is not None
    assert found.running.progress.achieved == 2
    assert "Năm 2025, đến 30/09/2025: 2/4, đạt 50% kế hoạch năm, còn thiếu 2." in wording.answer(found).text


async def test_a_gap_is_always_counted_from_the_quotas_first_day(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    asked = said(month_period(2025, 9))
    found: FigureAnswer = await commune.ask("hom", Intent.QUERY_QUOTA_GAP, period=asked)
    assert found.progress is not None
    assert (found.value, found.progress.gap, found.period.start) == (1, 3, date(2025, 1, 1))


async def test_a_term_quota_answers_where_the_year_has_none(commune: Commune) -> None:
    term = Period(kind=PeriodKind.TERM, start=date(2025, 1, 1), end=date(2031, 1, 1))
    await commune.quota(commune.cast.lau, term, 10)
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", admission=date(2025, 4, 8))
    gap: FigureAnswer = await commune.ask("lau", Intent.QUERY_QUOTA_GAP)
    assert gap.progress is not None
    assert (gap.progress.quota.low, gap.progress.gap) == (10, 9)
    by_name: FigureAnswer = await commune.ask("lau", Intent.QUERY_TOTALS, term_without_years=True)
    assert (by_name.period, by_name.value) == (term, 1)


async def test_a_unit_without_a_quota_is_told_so(commune: Commune) -> None:
    found: FigureAnswer = await commune.ask("lau", Intent.QUERY_QUOTA_GAP)
    assert found.progress is None
    assert "chưa giao chỉ tiêu" in wording.answer(found).text


async def test_other_steps_have_no_quota(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", candidate=date(2025, 2, 8))
    found: FigureAnswer = await commune.ask("hom", Intent.QUERY_TOTALS, metric=said(Metric.CANDIDATE))
    assert (found.stage, found.value, found.progress) == (Stage.CANDIDATE, 1, None)
    assert "chỉ tiêu" not in wording.answer(found).text


async def test_the_gap_of_an_officer_lists_the_worst_first_with_the_needed_pace(commune: Commune) -> None:
    await commune.quota(commune.cast.lau, year_period(2025), 2)
    await commune.quota(commune.cast.school, year_period(2025), 1)
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", admission=date(2025, 4, 8))
    await commune.reach(commune.cast.school, "Lê Thị Hoa", admission=date(2025, 4, 8))
    found: FigureAnswer = await commune.ask("xa", Intent.QUERY_QUOTA_GAP)
    assert [(one.unit.name, one.progress.gap) for one in found.lagging] == [("bản Hỏm", 4), ("bản Lầu", 1)]
    text = wording.answer(found).text
    assert "còn thiếu 13 để đạt chỉ tiêu; đã kết nạp 2/15" in text
    assert "Chưa đạt 2/3 đơn vị:\n1. Chi bộ bản Hỏm 0/4, thiếu 4, cần 1,6 mỗi tháng" in text


async def test_a_figure_opens_by_unit_and_by_tag(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    whole: FigureAnswer = await commune.ask("xa", Intent.QUERY_TOTALS, period=said(year_period(2025)))
    by_unit: FigureAnswer = await commune.press("xa", choice(whole, "Theo chi bộ"))
    assert by_unit.period == year_period(2025)
    (table,) = by_unit.tables
    assert [(row.key, row.value) for row in table.rows] == [
        ("bản Hỏm", 1),
        ("bản Lầu", 0),
        ("trường THCS Mường Lạn", 0),
    ]
    by_tag: FigureAnswer = await commune.press("xa", choice(whole, "Theo nam nữ, dân tộc"))
    text = wording.answer(by_tag).text
    assert "Theo nam nữ: nữ 1." in text
    assert "Theo dân tộc: ít người nên không chia nhỏ." in text


async def test_units_with_nobody_are_one_line(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    found: FigureAnswer = await commune.ask("xa", Intent.QUERY_TOTALS, breakdown=(said(Dimension.UNIT),))
    text = wording.answer(found).text
    assert (
        "· Chi bộ bản Hỏm: 1/4, chậm tiến độ\nChưa có ai: chi bộ bản Lầu, chi bộ trường THCS Mường Lạn."
        in text
    )


async def test_units_are_ranked_from_either_end(commune: Commune) -> None:
    for day in (3, 4):
        await commune.reach(commune.cast.lau, f"Vì Thị Ánh {day}", admission=date(2025, 3, day))
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    most = wording.answer(await commune.ask("xa", Intent.QUERY_TOTALS, form=said(Form.MOST))).text
    assert (
        "Xếp từ nhiều đến ít:\n1. Chi bộ bản Lầu: 2\n2. Chi bộ bản Hỏm: 1/4, chậm tiến độ\nChưa có ai" in most
    )
    least = wording.answer(await commune.ask("xa", Intent.QUERY_TOTALS, form=said(Form.LEAST))).text
    assert "Xếp từ ít đến nhiều:\nChưa có ai: chi bộ trường THCS Mường Lạn.\n1. Chi bộ bản Hỏm" in least


async def test_a_year_under_way_is_held_against_the_same_days_of_the_last(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    await commune.reach(commune.cast.hom, "Lò Thị Pành", admission=date(2025, 4, 8))
    await commune.reach(commune.cast.hom, "Lò Thị Lả", admission=date(2024, 10, 15))
    await commune.reach(commune.cast.hom, "Lò Thị Ón", admission=date(2024, 10, 16))
    found: FigureAnswer = await commune.ask(
        "hom", Intent.QUERY_TOTALS, period=said(year_period(2025)), form=said(Form.COMPARISON)
    )
    assert found.compared is not None
    assert found.compared.value == 1
    text = wording.answer(found).text
    assert "Cùng kỳ năm trước (năm 2024, đến 15/10/2024): 1; tăng 1 (100%)." in text
    record = await commune.record("hom", Intent.QUERY_TOTALS, form=said(Form.COMPARISON))
    assert record["compared"] == {"period": {"start": "2024-01-01", "end": "2024-10-15"}, "value": 1}


async def test_any_two_spans_are_compared(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2024, 3, 8))
    other = Period(kind=PeriodKind.QUARTER, start=date(2024, 1, 1), end=date(2024, 4, 1))
    found: FigureAnswer = await commune.ask(
        "hom",
        Intent.QUERY_TOTALS,
        period=said(year_period(2023)),
        compares=True,
        compared_with=said(other),
    )
    assert "Quý I/2024: 1; giảm 1 (100%)." in wording.answer(found).text


async def test_a_group_asked_for_by_name_is_told_first(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    women = Part(by=Dimension.GENDER, value="female", start=0, end=0)
    text = wording.answer(await commune.ask("hom", Intent.QUERY_TOTALS, parts=(women,))).text
    assert text.splitlines()[1] == "Trong đó nữ 1."


async def test_a_small_minority_is_told_of_in_its_own_cell_only(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    own = wording.answer(await commune.ask("hom", Intent.QUERY_TOTALS)).text
    assert "dân tộc thiểu số 1" in own
    for unit in (None, said("bản Hỏm")):
        above = wording.answer(await commune.ask("xa", Intent.QUERY_TOTALS, unit=unit)).text
        assert "dân tộc" not in above.replace("nam nữ, dân tộc", "")


async def test_how_a_unit_is_doing(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2024, 7, 1))
    await commune.reach(commune.cast.hom, "Lò Thị Pành", candidate=date(2025, 9, 1))
    found = await commune.ask("xa", Intent.QUERY_TOTALS, form=said(Form.STATUS), unit=said("bản Hỏm"))
    lines = wording.answer(found).text.splitlines()
    assert lines[0].endswith("Chi bộ bản Hỏm: kết nạp 0/4, đạt 0% kế hoạch năm, còn thiếu 4.")
    assert "Đang theo dõi: 1 người trong nguồn, 0 hồ sơ đang làm, 1 đảng viên dự bị." in lines
    assert any("việc quá hạn" in line for line in lines)
    assert lines[-1] == "Báo cáo gần nhất: 01/09/2025."


async def test_members_are_those_published_and_those_on_record(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    asked = ("hom", Intent.QUERY_TOTALS)
    assert (
        "chưa có tổng số đảng viên" in wording.answer(await commune.ask(*asked, form=said(Form.MEMBERS))).text
    )
    await commune.store.write(units.add_figure, commune.cast.hom.id, "members", date(2025, 1, 1), 51)
    record = await commune.record(*asked, form=said(Form.MEMBERS))
    assert record["value"] == 51
    assert "kết nạp thêm 1 người" in record["text"]


async def test_what_was_asked_by_is_in_the_record(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    record = await commune.record(
        "hom", Intent.QUERY_TOTALS, breakdown=(said(Dimension.GENDER), said(Dimension.MONTH))
    )
    assert record["breakdown"]["gender"] == [{"label": "nữ", "value": 1}]
    months = record["breakdown"]["month"]
    assert (len(months), months[2]) == (10, {"label": "03/2025", "value": 1})


async def test_reports_made_on_the_commune_itself_are_a_row_of_their_own(commune: Commune) -> None:
    await commune.reach(commune.cast.commune, "Lò Thị Mai", admission=date(2025, 3, 8))
    found: FigureAnswer = await commune.ask("xa", Intent.QUERY_TOTALS, breakdown=(said(Dimension.UNIT),))
    assert (found.tables[0].rows[-1].key, found.tables[0].rows[-1].value) == ("", 1)
    assert "chưa chia về đơn vị: 1" in wording.answer(found).text


async def test_a_button_carries_no_names(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2024, 3, 8))
    await commune.reach(commune.cast.lau, "Lò Thị Mai", admission=date(2024, 4, 8))
    several = await commune.ask("xa", Intent.QUERY_PERSON, people=(_named("lo thi mai"),))
    for reply in (several, await commune.ask("xa", Intent.QUERY_TOTALS)):
        buttons = wording.answer(reply).choices
        assert buttons
        assert "Mai" not in repr([button.arguments for button in buttons])


def test_a_query_survives_a_button() -> None:
    query = Query(
        topic=Topic.TOTALS,
        unit_id=7,
        stage=Stage.ADMISSION,
        period=month_period(2025, 9),
        by=(Dimension.UNIT, Dimension.GENDER),
        compared=True,
        compared_with=year_period(2023),
        parts=("gender:female",),
        order=Order.LEAST,
        start=30,
    )
    assert Query.from_arguments(query.arguments()) == query
    assert Query.from_arguments(Query(topic=Topic.DEADLINES).arguments()) == Query(topic=Topic.DEADLINES)


# --- stock, deadlines, people -----------------------------------------------------------------------


async def test_the_stock_is_told_by_step(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", candidate=date(2025, 2, 8))
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", dossier_opened=date(2025, 3, 8))
    sent = {"dossier_opened": date(2025, 3, 8), "verification_sent": date(2025, 9, 8)}
    await commune.reach(commune.cast.lau, "Vì Thị Lả", **sent)
    found: PipelineAnswer = await commune.ask("xa", Intent.QUERY_PIPELINE)
    assert found.value == 2
    by_unit: PipelineAnswer = await commune.press("xa", choice(found, "Theo chi bộ"))
    first = by_unit.tables[0].rows[0]
    assert (first.key, first.value) == ("bản Lầu", 2)
    waiting: PipelineAnswer = await commune.ask(
        "xa", Intent.QUERY_PIPELINE, stage=said(Stage.VERIFICATION_SENT)
    )
    assert waiting.value == 1


async def test_one_line_for_each_person_who_is_due(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2024, 10, 10))
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", admission=date(2024, 11, 1))
    found: DeadlinesAnswer = await commune.ask(
        "xa", Intent.QUERY_DEADLINES, period=said(month_period(2025, 11))
    )
    assert [(item.name, item.deadline.rule) for item in found.items] == [
        ("Vì Thị Ánh", "probation_end"),
        ("Lò Thị Mai", "recognition"),
    ]
    text = wording.answer(found).text
    assert "1. Vì Thị Ánh (chi bộ bản Lầu): hết 12 tháng dự bị, hạn 01/11/2025, còn 17 ngày" in text


async def test_what_is_overdue_belongs_to_every_answer_about_now(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2024, 7, 1))
    found: DeadlinesAnswer = await commune.ask("hom", Intent.QUERY_DEADLINES)
    assert [item.deadline.rule for item in found.items] == ["mentor", "new_member_course", "recognition"]
    assert all(item.deadline.due_on < TODAY for item in found.items)
    assert "quá hạn" in wording.answer(found).text
    later: DeadlinesAnswer = await commune.ask(
        "hom", Intent.QUERY_DEADLINES, period=said(month_period(2025, 11))
    )
    assert later.items == ()


async def test_nothing_due_is_said_in_words(commune: Commune) -> None:
    found: DeadlinesAnswer = await commune.ask("lau", Intent.QUERY_DEADLINES)
    text = wording.answer(found).text
    assert text == "Chi bộ bản Lầu không có việc quá hạn hay đến hạn đến 14/11/2025."


def _named(name: str) -> PersonReading:
    return PersonReading(full_name=said(name))


async def test_where_a_person_stands_and_what_is_next(commune: Commune) -> None:
    await commune.reach(
        commune.cast.hom, "Lò Thị Mai", candidate=date(2024, 1, 8), admission=date(2024, 11, 1)
    )
    found: PersonAnswer = await commune.ask("hom", Intent.QUERY_PERSON, people=(_named("lo thi mai"),))
    text = wording.answer(found).text
    assert text.startswith("Lò Thị Mai, chi bộ bản Hỏm: đảng viên dự bị từ 01/11/2024.")
    assert "Hết 12 tháng dự bị, hạn 01/11/2025, còn 17 ngày." in text
    assert "Thái" not in text


async def test_namesakes_are_offered_not_chosen(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2024, 11, 1))
    await commune.reach(commune.cast.lau, "Lò Thị Mai", candidate=date(2025, 5, 1))
    found: PersonAnswer = await commune.ask("xa", Intent.QUERY_PERSON, people=(_named("Lò Thị Mai"),))
    buttons = wording.answer(found).choices
    assert [button.label for button in buttons] == [
        "Lò Thị Mai, chi bộ bản Hỏm",
        "Lò Thị Mai, chi bộ bản Lầu",
    ]
    one: PersonAnswer = await commune.press("xa", buttons[1])
    assert one.found[0].person.path.stage is Stage.CANDIDATE
    with pytest.raises(NotAllowed):
        await commune.press("hom", buttons[1])


async def test_a_person_of_another_cell_is_not_there(commune: Commune) -> None:
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", admission=date(2024, 11, 1))
    for name in ("Vì Thị Ánh", "Ai Không Có"):
        with pytest.raises(UnknownPerson):
            await commune.ask("hom", Intent.QUERY_PERSON, people=(_named(name),))
