"""What a few words ask: a figure divided otherwise, whose names, who has reported, a file."""

from datetime import date

import pytest

from domain.questions import Dimension
from language.reading import Form, Intent, Metric
from language.understanding import understand

SENT_ON = date(2025, 10, 16)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("độ tuổi thì sao", Dimension.AGE),
        ("nghe nghiep", Dimension.CATEGORY),
        ("tỷ lệ nữ", Dimension.GENDER),
        ("còn nam?", Dimension.GENDER),
        ("ti le dan toc thieu so", Dimension.ETHNICITY),
        ("các bản thì sao", Dimension.UNIT),
        ("theo từng năm thì sao", Dimension.YEAR),
        ("chia theo quý", Dimension.QUARTER),
        ("theo quy thi sao", Dimension.QUARTER),
        ("trung binh moi thang may nguoi", Dimension.MONTH),
        ("bình quân mỗi năm mấy người", Dimension.YEAR),
        ("tháng nào trống", Dimension.MONTH),
        ("nam mo khong co ai", Dimension.YEAR),
    ],
)
def test_a_division_alone_leans_on_the_last_figure(text: str, by: Dimension) -> None:
    reading = understand(text, SENT_ON)
    assert (reading.intent, reading.leans_on_last) == (Intent.QUERY_TOTALS, True)
    assert [found.value for found in reading.breakdown] == [by]


@pytest.mark.parametrize(
    "text",
    [
        "chi bộ nào hơn 1 người",
        "chi bo nao hon 1 nguoi",
        "xã nào từ 5 đồng chí trở lên",
        "chi bộ nào dưới 2 đ/c",
    ],
)
def test_units_with_so_many_people_are_asked_for_without_a_verb(text: str) -> None:
    reading = understand(text, SENT_ON)
    assert (reading.intent, reading.leans_on_last) == (Intent.QUERY_TOTALS, True)
    assert [found.value for found in reading.breakdown] == [Dimension.UNIT]


@pytest.mark.parametrize(
    ("text", "group", "form"),
    [
        ("xã nào nhiều nữ nhất", "female", Form.MOST),
        ("xa nao it nu nhat", "female", Form.LEAST),
        ("năm nay chi bộ nào kết nạp ít nữ nhất", "female", Form.LEAST),
        ("chi bộ nào tỷ lệ nữ thấp nhất", "female", Form.LEAST),
        ("chi bộ nào nhiều đoàn viên nhất", "youth_union", Form.MOST),
        ("chi bo nao nhieu doan vien nhat", "youth_union", Form.MOST),
        ("3 chi bộ ít nữ nhất", "female", Form.LEAST),
        ("bản nào nhiều người Thái nhất", "Thái", Form.MOST),
        ("năm nào nhiều nữ nhất", "female", Form.MOST),
        ("chi bộ nào nhiều nam nhất", "male", Form.MOST),
        ("năm 2018 chi bộ nào kết nạp nhiều nam nhất", "male", Form.MOST),
    ],
)
def test_units_and_years_are_ranked_by_a_group(text: str, group: str, form: Form) -> None:
    reading = understand(text, SENT_ON)
    assert (reading.intent, reading.form and reading.form.value) == (Intent.QUERY_TOTALS, form)
    assert [part.value for part in reading.parts] == [group]


@pytest.mark.parametrize("text", ["giáo viên mấy, công an mấy", "giao vien may, cong an may"])
def test_so_many_of_a_group_are_no_unit_that_is_called_so(text: str) -> None:
    reading = understand(text, SENT_ON)
    assert ([part.value for part in reading.parts], reading.unit) == (["teacher", "police"], None)


@pytest.mark.parametrize(
    ("text", "intent", "form"),
    [
        ("chi bộ nào ít hồ sơ nhất", Intent.QUERY_PIPELINE, Form.LEAST),
        ("chi bo nao nhieu du bi nhat", Intent.QUERY_PIPELINE, Form.MOST),
        ("tháng nào kết nạp ít người nhất", Intent.QUERY_TOTALS, Form.LEAST),
    ],
)
def test_a_rank_whose_words_stand_apart_is_one(text: str, intent: Intent, form: Form) -> None:
    reading = understand(text, SENT_ON)
    assert (reading.intent, reading.form and reading.form.value) == (intent, form)


@pytest.mark.parametrize(
    "text",
    [
        "ai kết nạp ngày 7/9/2025",
        "ai được kết nạp tháng 9",
        "ai chuyen chinh thuc thang 9",
        "tháng 5/2019 có ai vào đảng k",
        "3 người kết nạp gần đây nhất",
        "ba dong chi moi ket nap gan nhat",
        "cho xem 5 người kết nạp gần nhất của bản Lầu",
        "liệt kê giáo viên",
        "liet ke ten may nguoi la giao vien",
        "nguồn còn mấy người, kể tên ra",
        "ho so dang lam cua ai, den buoc nao roi",
    ],
)
def test_who_reached_a_step_in_a_span_is_asked_by_name(text: str) -> None:
    form = understand(text, SENT_ON).form
    assert form is not None and form.value is Form.LIST


@pytest.mark.parametrize("text", ["năm nay lớp cảm tình mấy người", "nam nay hoc lop cam tinh may nguoi"])
def test_the_class_is_no_list_of_candidates(text: str) -> None:
    reading = understand(text, SENT_ON)
    assert (reading.metric and reading.metric.value, reading.others) == (Metric.CLASS, ())


@pytest.mark.parametrize("text", ["nữ", "nam", "chi bộ", "trẻ"])
def test_what_may_be_an_answer_asks_for_no_division(text: str) -> None:
    assert understand(text, SENT_ON).intent is Intent.NONE


@pytest.mark.parametrize(
    "text",
    [
        "vậy tuần sau nhắc lại",
        "vay tuan sau nhac lai",
        "cái này có tính trong chỉ tiêu không",
        "ket nap lai co tinh vao chi tieu khong",
    ],
)
def test_what_wants_no_figure_is_answered_with_none(text: str) -> None:
    assert understand(text, SENT_ON).intent is Intent.NONE


@pytest.mark.parametrize("text", ["hồ sơ còn treo ở đâu", "ho so con treo o dau"])
def test_dossiers_that_hang_are_at_no_unit_of_that_name(text: str) -> None:
    reading = understand(text, SENT_ON)
    assert (reading.intent, reading.unread) == (Intent.QUERY_PIPELINE, ())


@pytest.mark.parametrize("text", ["mấy quần chúng đã học lớp", "may quan chung da hoc lop"])
def test_how_many_have_been_to_the_class_is_counted(text: str) -> None:
    metric = understand(text, SENT_ON).metric
    assert metric is not None and metric.value is Metric.CLASS


@pytest.mark.parametrize(
    "text", ["danh sách đảng viên mới dưới 30 tuổi", "danh sach dang vien moi duoi 33 tuoi"]
)
def test_an_age_beside_a_list_leaves_it_a_list(text: str) -> None:
    form = understand(text, SENT_ON).form
    assert form is not None and form.value is Form.LIST


@pytest.mark.parametrize("text", ["ai trong số đó là nữ", "danh sách nữ", "trong do ai la giao vien"])
def test_who_of_them_it_is_wants_names(text: str) -> None:
    reading = understand(text, SENT_ON)
    assert reading.form is not None and reading.form.value is Form.LIST
    assert reading.leans_on_last and reading.parts


def test_nobody_in_a_month_stays_a_report() -> None:
    assert understand("tháng 9 không có ai", SENT_ON).intent is Intent.REPORT_ADMISSION


@pytest.mark.parametrize("text", ["kết nạp chia theo nam nữ", "ket nap chia theo nam nu"])
def test_men_and_women_are_no_years(text: str) -> None:
    assert [found.value for found in understand(text, SENT_ON).breakdown] == [Dimension.GENDER]


@pytest.mark.parametrize("text", ["các xã đã báo cáo hết chưa", "cac chi bo bao cao du chua"])
def test_whether_all_have_reported_asks_who_has_not(text: str) -> None:
    assert understand(text, SENT_ON).asks_unreported


@pytest.mark.parametrize(
    "text",
    [
        "ai chờ thẩm tra lâu nhất",
        "ho so nao cho lau nhat",
        "Hồ sơ nào để lâu nhất?",
        "lâu nhất là của ai",
        "ai dự bị lâu nhất",
    ],
)
def test_who_waits_longest_is_told_by_name(text: str) -> None:
    asked = understand(text, SENT_ON)
    assert (asked.intent, asked.form and asked.form.value) == (Intent.QUERY_PIPELINE, Form.LONGEST)


def test_a_dossier_left_for_too_long_is_overdue() -> None:
    assert understand("Hồ sơ nào để lâu quá rồi", SENT_ON).intent is Intent.QUERY_DEADLINES


@pytest.mark.parametrize(
    "text", ["ai được kết nạp gần đây nhất", "dang vien moi nhat la ai", "tháng 9 kết nạp ai"]
)
def test_who_came_last_wants_names(text: str) -> None:
    form = understand(text, SENT_ON).form
    assert form is not None and form.value is Form.LIST


@pytest.mark.parametrize("text", ["tải excel", "cho tai file excel"])
def test_a_workbook_is_fetched_too(text: str) -> None:
    form = understand(text, SENT_ON).form
    assert form is not None and form.value is Form.WORKBOOK


@pytest.mark.parametrize(
    ("text", "most", "form"),
    [
        ("3 chi bộ ít nhất", 3, Form.LEAST),
        ("top 5 xã", 5, None),
        ("top 3", 3, None),
        ("chi bộ nào nhiều nhất, xếp hạng 5 cái đầu", 5, Form.MOST),
        ("2 ban it nhat nam nay", 2, Form.LEAST),
        ("3 xa thap nhat", 3, Form.LEAST),
        ("hai bản kết nạp nhiều nhất năm nay", 2, Form.MOST),
        ("3 chi bộ chậm nhất so với chỉ tiêu", 3, Form.SLOWEST),
        ("chi bộ nào ít nhất", None, Form.LEAST),
        ("5 tháng đầu năm chi bộ nào nhiều nhất", None, Form.MOST),
    ],
)
def test_a_ranking_is_of_so_many_units_as_are_asked_for(text: str, most: int | None, form: Form) -> None:
    reading = understand(text, SENT_ON)
    assert reading.intent in (Intent.QUERY_TOTALS, Intent.QUERY_QUOTA_GAP)
    assert (reading.most, reading.form.value if reading.form else None) == (most, form)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("tháng 3 mấy tháng 5 mấy", [(3, Metric.ADMISSION), (5, Metric.ADMISSION)]),
        ("thang 3 ket nap duoc may nguoi, thang 5 may", [(3, Metric.ADMISSION), (5, Metric.ADMISSION)]),
        ("tháng 3 kết nạp mấy, tháng 5 chính thức mấy", [(3, Metric.ADMISSION), (5, Metric.OFFICIAL)]),
        ("nam nay them duoc bao nhieu dang vien moi tinh den het thang 10", [(1, Metric.ADMISSION)]),
        ("Đợt 19/5 với 2/9 vừa rồi kết nạp được bao nhiêu", [(5, Metric.ADMISSION), (9, Metric.ADMISSION)]),
        ("tháng 3 KN mấy CT mấy", [(3, Metric.ADMISSION), (3, Metric.OFFICIAL)]),
    ],
)
def test_each_span_is_asked_about_with_what_is_counted_in_it(text: str, asked: list[object]) -> None:
    first = understand(text, SENT_ON)
    each = [(one.period, one.metric) for one in (first, *first.others)]
    assert [(span.value.start.month, metric.value) for span, metric in each if span and metric] == asked


@pytest.mark.parametrize("text", ["so chính thức với kết nạp", "ket nap so voi chinh thuc"])
def test_two_steps_held_against_one_another_are_each_counted(text: str) -> None:
    first = understand(text, SENT_ON)
    metrics = {one.metric.value for one in (first, *first.others) if one.metric}
    assert (metrics, first.compares) == ({Metric.ADMISSION, Metric.OFFICIAL}, False)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("thái bao nhiêu kinh bao nhiêu", ["Thái", "Kinh"]),
        ("thai bao nhieu kinh bao nhieu", ["Thái", "Kinh"]),
        ("nữ bao nhiêu nam bao nhiêu", ["female", "male"]),
        ("co bao nhieu nguoi", []),
        ("số đảng viên là người dân tộc thiểu số kết nạp năm 2019", [None]),
        ("số đảng viên là người dân kết nạp năm 2019", ["resident"]),
        ("đoàn viên kết nạp năm 2020", ["youth_union"]),
        ("so doan vien duoc ket nap nam 2020", ["youth_union"]),
        ("nam ket nap nhieu nhat", []),
    ],
)
def test_groups_each_asked_for_by_name(text: str, values: list[str | None]) -> None:
    assert [part.value for part in understand(text, SENT_ON).parts] == values


@pytest.mark.parametrize(
    ("text", "above"), [("bao nhiêu người đại học trở lên", True), ("kết nạp bao nhiêu đại học", False)]
)
def test_a_level_and_above_is_no_level_alone(text: str, *, above: bool) -> None:
    (part,) = understand(text, SENT_ON).parts
    assert (part.value, part.or_above) == ("đại học", above)


@pytest.mark.parametrize("text", ["90 ngày qua", "30 ngay qua", "2 tuần qua", "3 tháng gần đây"])
def test_a_stretch_until_today_alone_asks_for_its_figure(text: str) -> None:
    reading = understand(text, SENT_ON)
    assert reading.intent is Intent.QUERY_TOTALS and reading.leans_on_last
    assert reading.period is not None and reading.period.value.last_day == SENT_ON


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("sang tháng", date(2025, 11, 1)),
        ("sang thang thi sao", date(2025, 11, 1)),
        ("sang năm", date(2026, 1, 1)),
        ("sang quý", date(2026, 1, 1)),
    ],
)
def test_the_span_to_come_is_asked_about_alone(text: str, first: date) -> None:
    reading = understand(text, SENT_ON)
    assert reading.intent is Intent.QUERY_TOTALS and reading.leans_on_last
    assert reading.period is not None and reading.period.value.start == first


@pytest.mark.parametrize(
    "text",
    [
        "mấy chi bộ chưa có ai",
        "may chi bo chua co ai",
        "mấy bản quý 3 chưa kết nạp được ai",
        "may thon chua co ai",
    ],
)
def test_how_many_units_have_nobody_is_asked(text: str) -> None:
    form = understand(text, SENT_ON).form
    assert form is not None and form.value is Form.NOBODY_YET


def test_the_year_behind_the_last_span_is_that_of_all() -> None:
    first = understand("quý 2 và quý 4 năm 2023 được mấy", SENT_ON)
    each = [one.period.value.start for one in (first, *first.others) if one.period]
    assert each == [date(2023, 4, 1), date(2023, 10, 1)]
    assert not any(one.is_of_any_year for one in (first, *first.others))


def test_years_in_a_hurry_are_all_asked_about() -> None:
    period = understand("nam 2023 2024 moi nam may nguoi", SENT_ON).period
    assert period is not None and (period.value.start, period.value.end) == (
        date(2023, 1, 1),
        date(2025, 1, 1),
    )


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("năm nay kết nạp được nhiêu người rồi em", Intent.QUERY_TOTALS),
        ("so với chỉ tiêu nhiệm kỳ còn thiếu nhiêu", Intent.QUERY_QUOTA_GAP),
        ("nguồn còn nhiêu người", Intent.QUERY_PIPELINE),
        ("đợt kết nạp gần nhất 3 người", Intent.REPORT_ADMISSION),
        ("kết nạp được nhiều người rồi em", Intent.REPORT_ADMISSION),
        ("tháng 5 không có ai vào đảng", Intent.REPORT_ADMISSION),
    ],
)
def test_how_many_is_asked_as_in_the_south_and_what_is_told_stays_told(text: str, intent: Intent) -> None:
    assert understand(text, SENT_ON).intent is intent
