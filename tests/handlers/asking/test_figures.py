"""Figures as they are asked: period, quota, units, groups, and beside another time."""

from datetime import date

from domain.figures import FigureAnswer
from domain.periods import Period, PeriodKind, month_period, year_period
from domain.pipeline import Stage
from domain.questions import Dimension, Order, Query, Topic
from language.reading import Form, Intent, Metric, Part
from rendering.wording import answers as wording
from storage import units
from tests.handlers.asking.commune import Commune, choice, person, said


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


async def test_a_term_quota_beside_the_figure_of_a_year_is_told_as_such(commune: Commune) -> None:
    term = Period(kind=PeriodKind.TERM, start=date(2025, 1, 1), end=date(2031, 1, 1))
    await commune.quota(commune.cast.lau, term, 10)
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", admission=date(2025, 4, 8))
    year = said(year_period(2025))
    gap = wording.answer(await commune.ask("xa", Intent.QUERY_QUOTA_GAP, period=year)).text
    assert "Chi bộ bản Lầu 1/10 (cả nhiệm kỳ 2025–2030), thiếu 9, cần" in gap
    assert "Chi bộ bản Hỏm 0/4, thiếu 4, cần" in gap
    by_unit = (said(Dimension.UNIT),)
    told = wording.answer(await commune.ask("xa", Intent.QUERY_TOTALS, period=year, breakdown=by_unit)).text
    assert "· Chi bộ bản Lầu: 1/10 (cả nhiệm kỳ 2025–2030)" in told
    gap = wording.answer(await commune.ask("xa", Intent.QUERY_QUOTA_GAP, period=said(term))).text
    assert "Chi bộ bản Lầu 1/10, thiếu 9" in gap


async def test_what_the_rest_of_a_range_needed_a_month_is_told_of_a_span_long_past(commune: Commune) -> None:
    await commune.quota(commune.cast.lau, year_period(2024), 1, 4)
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", admission=date(2024, 4, 8))
    months = said(Period(kind=PeriodKind.NINE_MONTHS, start=date(2024, 1, 1), end=date(2024, 10, 1)))
    gap = wording.answer(await commune.ask("lau", Intent.QUERY_QUOTA_GAP, period=months)).text
    assert "Còn 3 người nữa là đến mức cao nhất.\nKhi đó cần 1 người mỗi tháng" in gap


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
    assert "Xếp từ ít đến nhiều:\n1. Chưa có ai: chi bộ trường THCS Mường Lạn.\n2. Chi bộ bản Hỏm" in least


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
    assert "Quý I/2024: 1; tăng 1." in wording.answer(found).text


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
    several = await commune.ask("xa", Intent.QUERY_PERSON, people=(person("lo thi mai"),))
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


async def test_a_part_of_every_year_is_counted_in_each_year_on_record(commune: Commune) -> None:
    for year, day in ((2023, 3), (2024, 3), (2024, 20), (2025, 9)):
        await commune.reach(commune.cast.hom, f"Lò Thị {year} {day}", admission=date(year, 2, day))
    await commune.reach(commune.cast.hom, "Lò Văn Khác", admission=date(2024, 5, 1))
    answer = await commune.ask(
        "xa",
        Intent.QUERY_TOTALS,
        period=said(month_period(2025, 2)),
        breakdown=(said(Dimension.YEAR),),
    )
    assert [(row.key, row.value) for row in answer.tables[0].rows] == [("2023", 1), ("2024", 2), ("2025", 1)]
    assert "Tháng 2, từng năm:" in wording.answer(answer).text
    women = await commune.ask(
        "xa",
        Intent.QUERY_TOTALS,
        period=said(month_period(2025, 2)),
        breakdown=(said(Dimension.YEAR),),
        parts=(Part(by=Dimension.GENDER, value="female", start=0, end=0),),
    )
    assert [(row.key, row.value) for row in women.tables[0].rows] == [("2023", 1), ("2024", 2), ("2025", 1)]
