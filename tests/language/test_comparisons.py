"""What a figure is held against, and in which order units are wanted."""

from datetime import date

import pytest

from domain.periods import PeriodKind
from domain.questions import Dimension
from domain.quotas import Shares
from language.reading import Form, Intent, Metric
from language.requests.narrowing import narrowing_of
from language.understanding import understand

SENT_ON = date(2025, 10, 15)


@pytest.mark.parametrize(
    ("text", "asked", "held"),
    [
        ("9 tháng kết nạp được bao nhiêu so với cùng kỳ năm 2023", date(2025, 1, 1), date(2023, 1, 1)),
        ("so với cùng kỳ năm trước", None, None),
        ("so voi cung ky nam 2023", None, date(2023, 1, 1)),
        ("9 thang nam nay bang bao nhieu phan tram 9 thang nam ngoai", date(2025, 1, 1), date(2024, 1, 1)),
        ("so với năm 2023", None, date(2023, 1, 1)),
        ("quý 3 hơn quý 2 mấy", date(2025, 7, 1), date(2025, 4, 1)),
        ("thang 9 kem thang 8 may nguoi", date(2025, 9, 1), date(2025, 8, 1)),
        ("quý 3 so với quý 2", date(2025, 7, 1), date(2025, 4, 1)),
        ("quý 3 năm nay so quý 3 năm ngoái", date(2025, 7, 1), date(2024, 7, 1)),
        ("9 tháng đã bằng cả năm ngoái chưa", date(2025, 1, 1), date(2024, 1, 1)),
        ("9 thang nam nay da bang ca nam ngoai chua", date(2025, 1, 1), date(2024, 1, 1)),
        ("so với cả năm 2024 thì thế nào", None, date(2024, 1, 1)),
        ("so sánh năm 2024 với năm 2023", date(2024, 1, 1), date(2023, 1, 1)),
        ("năm 2023 cùng kỳ được mấy", None, date(2023, 1, 1)),
        ("nam 2023 cung thoi diem nay ket nap bao nhieu", None, date(2023, 1, 1)),
        ("2023 so 2024", date(2023, 1, 1), date(2024, 1, 1)),
        ("năm 2024 so với 2023", date(2024, 1, 1), date(2023, 1, 1)),
        ("nam 2024 so voi 2023 ra sao", date(2024, 1, 1), date(2023, 1, 1)),
        ("2024 vs 2023", date(2024, 1, 1), date(2023, 1, 1)),
        ("so sánh 2023 với 2024", date(2023, 1, 1), date(2024, 1, 1)),
        ("so sánh với năm 2023", None, date(2023, 1, 1)),
        ("so sánh với năm ngoái", None, None),
        ("them so sanh voi nam ngoai", None, None),
        ("chênh với năm 2023 mấy", None, date(2023, 1, 1)),
        ("chenh voi nam ngoai bao nhieu", None, None),
        ("so sánh thêm với năm 2023", None, date(2023, 1, 1)),
        ("9 tháng năm nay so sánh với năm ngoái", date(2025, 1, 1), date(2024, 1, 1)),
        ("so sánh 2023, 2024", date(2023, 1, 1), date(2024, 1, 1)),
        ("so sanh 2023 va 2024", date(2023, 1, 1), date(2024, 1, 1)),
        ("so sánh năm 2023, 2024", date(2023, 1, 1), date(2024, 1, 1)),
        ("so sánh kết nạp 2021, 2024", date(2021, 1, 1), date(2024, 1, 1)),
        ("quý 2 so quý 1", date(2025, 4, 1), date(2025, 1, 1)),
        ("tháng 9 so tháng 8 thế nào", date(2025, 9, 1), date(2025, 8, 1)),
        # The span before is counted from the one told.
        ("2023 tăng hay giảm so với năm trước", date(2023, 1, 1), date(2022, 1, 1)),
        ("nam 2023 tang hay giam so voi nam truoc", date(2023, 1, 1), date(2022, 1, 1)),
        ("năm 2021 so với năm trước đó", date(2021, 1, 1), date(2020, 1, 1)),
        ("năm 2021 so với năm sau", date(2021, 1, 1), date(2022, 1, 1)),
        ("kết nạp 2023 tăng bao nhiêu so với 2022", date(2023, 1, 1), date(2022, 1, 1)),
        ("quý 1/2024 so với quý trước", date(2024, 1, 1), date(2023, 10, 1)),
        ("quý 3 so với quý trước", date(2025, 7, 1), date(2025, 4, 1)),
        ("tháng 5/2024 so với tháng trước", date(2024, 5, 1), date(2024, 4, 1)),
        ("tháng 9 so với năm trước", date(2025, 9, 1), date(2024, 9, 1)),
        ("quý 3/2023 so với năm trước", date(2023, 7, 1), date(2022, 7, 1)),
        ("6 thang dau nam 2023 so voi nam ngoai", date(2023, 1, 1), date(2024, 1, 1)),
        ("năm nay so với năm trước", date(2025, 1, 1), date(2024, 1, 1)),
        ("6 tháng cuối năm 2023 so 6 tháng đầu năm", date(2023, 7, 1), date(2023, 1, 1)),
        ("quý 4/2023 so với quý 3", date(2023, 10, 1), date(2023, 7, 1)),
    ],
)
def test_the_span_asked_about_and_the_one_it_is_held_against(
    text: str, asked: date | None, held: date | None
) -> None:
    read = understand(text, SENT_ON)
    assert (read.period.value.start if read.period else None) == asked
    assert (read.compared_with.value.start if read.compared_with else None) == held


@pytest.mark.parametrize(
    "text", ["so sánh năm 2021, 2022 và 2023", "so sanh 2021, 2022, 2023", "so sánh 2021, 2023 và 2024"]
)
def test_three_years_and_more_are_each_told(text: str) -> None:
    read = understand(text, SENT_ON)
    assert not read.compares
    by_year = [found.value for found in read.breakdown] == [Dimension.YEAR]
    told = [one.period.value.start.year for one in (read, *read.others) if one.period]
    assert told == ([2021] if by_year else [2021, 2023, 2024])


def test_a_whole_year_is_not_cut_at_the_day_of_the_other() -> None:
    read = understand("9 tháng đã bằng cả năm ngoái chưa", SENT_ON)
    assert read.compared_with is not None and read.compared_with.value.kind is PeriodKind.RANGE


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("xã nào chưa đạt 50%", Shares(most=50, is_strict=True)),
        ("các xã dưới 50%", Shares(most=50, is_strict=True)),
        ("chi bo nao chua duoc 50%", Shares(most=50, is_strict=True)),
        ("xã nào chưa đạt một nửa", Shares(most=50, is_strict=True)),
        ("xa nao duoi 50 phan tram", Shares(most=50, is_strict=True)),
        ("chi bộ nào chưa vượt 50%", Shares(most=50)),
        ("chi bộ nào không quá 50%", Shares(most=50)),
        ("đơn vị nào từ 50% trở xuống", Shares(most=50)),
        ("chi bộ nào trên 50%", Shares(least=50, is_strict=True)),
        ("chi bo nao hon 50 phan tram", Shares(least=50, is_strict=True)),
        ("xã nào vượt 100%", Shares(least=100, is_strict=True)),
        ("chi bộ nào đạt quá nửa chỉ tiêu", Shares(least=50, is_strict=True)),
        ("chi bộ nào đạt từ 80% trở lên", Shares(least=80)),
        ("xa nao 80% tro len", Shares(least=80)),
        ("chi bộ nào được ít nhất 80%", Shares(least=80)),
        ("đơn vị nào đạt 100%", Shares(least=100)),
        ("may chi bo dat 80 phan tram", Shares(least=80)),
        ("xã đạt trên 50% chưa", Shares(least=50, is_strict=True)),
        ("chi bộ nào từ 50 đến 80%", Shares(least=50, most=80)),
        ("chi bộ nào từ 50% đến dưới 80%", Shares(least=50, most=80)),
        ("chi bộ nào đạt 3 người", None),
    ],
)
def test_units_so_far_are_asked_for_without_a_word_of_a_target(text: str, shares: Shares | None) -> None:
    assert shares is None or understand(text, SENT_ON).intent is Intent.QUERY_QUOTA_GAP
    assert narrowing_of(text).shares == shares


@pytest.mark.parametrize("text", ["trên 50%", "dưới 50 phần trăm", "còn từ 80% trở lên thì sao", "tren 80%"])
def test_a_share_alone_leans_on_the_last_question(text: str) -> None:
    read = understand(text, SENT_ON)
    assert (read.intent, read.leans_on_last) == (Intent.QUERY_QUOTA_GAP, True)
    assert narrowing_of(text).shares_alone


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("chi bộ nào chậm nhất", Form.SLOWEST),
        ("chi bo nao cham nhat", Form.SLOWEST),
        ("xã nào đội sổ", Form.SLOWEST),
        ("chi bộ nào chưa có ai", Form.NOBODY_YET),
        ("don vi nao chua ket nap duoc ai", Form.NOBODY_YET),
        ("các bản chưa có ai", Form.NOBODY_YET),
        ("chi bộ nào năm nay chưa có", Form.NOBODY_YET),
        ("chi bo nao nam nay chua co a", Form.NOBODY_YET),
        ("cac ban chua co ai", Form.NOBODY_YET),
        ("chi bộ nào kết nạp nhiều nhất", Form.MOST),
    ],
)
def test_the_order_of_units(text: str, form: Form) -> None:
    read = understand(text, SENT_ON)
    assert (read.intent, read.form.value if read.form else None) == (Intent.QUERY_TOTALS, form)


@pytest.mark.parametrize("text", ["tháng này chi bộ chưa kết nạp được ai", "tháng 9 các chi bộ chưa có ai"])
def test_nobody_this_month_is_a_report(text: str) -> None:
    read = understand(text, SENT_ON)
    assert (read.intent, read.form) == (Intent.REPORT_ADMISSION, None)


@pytest.mark.parametrize(
    "text",
    [
        "so sánh bản Hỏm với bản Lầu",
        "so sánh bản Hỏm với bản Lầu 3 năm gần đây",
        "bản Hỏm bản Lầu 2 năm liền",
    ],
)
def test_two_units_are_both_read(text: str) -> None:
    read = understand(text, SENT_ON)
    assert [unit.value for unit in read.units] == ["bản Hỏm", "bản Lầu"]


@pytest.mark.parametrize(
    "text", ["đoàn viên chiếm mấy phần trăm", "nu chiem bao nhieu %", "giáo viên chiếm bao nhiêu"]
)
def test_a_share_of_those_counted_is_none_of_the_target(text: str) -> None:
    read = understand(text, SENT_ON)
    assert (read.intent, read.leans_on_last, len(read.parts)) == (Intent.QUERY_TOTALS, True, 1)


def test_a_month_without_anybody_is_asked_of_months() -> None:
    read = understand("từ đầu năm đến giờ tháng nào không có ai", SENT_ON)
    assert (read.intent, read.form, len(read.breakdown)) == (Intent.QUERY_TOTALS, None, 1)


@pytest.mark.parametrize("text", ["tháng mấy ít nhất", "thang may nhieu nhat", "năm 2024 tháng mấy cao nhất"])
def test_which_month_comes_first_is_asked_of_months(text: str) -> None:
    read = understand(text, SENT_ON)
    assert [one.value for one in read.breakdown] == [Dimension.MONTH]


@pytest.mark.parametrize("text", ["năm ngoái kết nạp 22 đúng không", "nam ngoai ket nap 22 dung khong"])
def test_a_figure_to_be_confirmed_counts_nobody_who_left(text: str) -> None:
    read = understand(text, SENT_ON)
    assert read.metric is not None and read.metric.value is Metric.ADMISSION


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("chi bộ nào có từ 2 người trở lên", Shares(least=2)),
        ("chi bo nao ket nap hon 1 nguoi", Shares(least=1, is_strict=True)),
        ("bản nào chưa được 2 đ/c", Shares(most=2, is_strict=True)),
        ("chi bộ nào trên 50%", None),
    ],
)
def test_units_with_so_many_people(text: str, counts: Shares | None) -> None:
    assert narrowing_of(text).counts == counts


@pytest.mark.parametrize("text", ["chi bộ nào báo cáo trễ nhất", "ban nao im hoi lau nhat"])
def test_who_reports_late_is_asked_of_reports(text: str) -> None:
    assert understand(text, SENT_ON).asks_unreported
