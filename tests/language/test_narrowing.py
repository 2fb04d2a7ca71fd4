"""What a question singles out beyond its slots."""

import pytest

from domain.pipeline import Stage
from domain.questions import Ages, DueKind
from domain.quotas import Shares
from domain.units import UnitKind
from language.requests.narrowing import narrowing_of


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("việc gì quá hạn", (DueKind.OVERDUE,)),
        ("viec gi qua han", (DueKind.OVERDUE,)),
        ("ai sắp đến hạn, quá hạn", ()),
        ("ai sắp hết dự bị", (DueKind.PROBATION_END,)),
        ("danh sách dự bị sắp hết hạn trong 2 tháng tới", (DueKind.PROBATION_END,)),
        ("ai sắp đủ 12 tháng", (DueKind.PROBATION_END,)),
        ("hồ sơ nào quá hạn thẩm tra", (DueKind.OVERDUE, DueKind.VERIFICATION)),
        ("ai chưa học lớp bồi dưỡng", (DueKind.COURSE,)),
        ("quần chúng nào giấy chứng nhận học lớp nhận thức về Đảng sắp hết hạn", (DueKind.CERTIFICATE,)),
        ("gcn cua ai sap het han", (DueKind.CERTIFICATE,)),
        ("ai quá 30 ngày chưa làm lễ", (DueKind.CEREMONY,)),
        ("gcn lop cam tinh dang nao sap het han", (DueKind.CERTIFICATE,)),
        ("ai sắp đến hạn", ()),
    ],
)
def test_which_deadlines(text: str, due: tuple[DueKind, ...]) -> None:
    assert narrowing_of(text).due == due


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("bao nhiêu người đang trong nguồn", Stage.CANDIDATE),
        ("co may quan chung uu tu", Stage.CANDIDATE),
        ("bao nhiêu hồ sơ trong nguồn", None),
        ("bao nhiêu đảng viên dự bị", Stage.ADMISSION),
        ("danh sach dang vien du bi", Stage.ADMISSION),
        ("bao nhiêu đảng viên dự bị được công nhận chính thức", None),
        ("năm nay kết nạp bao nhiêu đảng viên dự bị", None),
        ("năm nay kết nạp bao nhiêu", None),
    ],
)
def test_who_stands_where(text: str, stage: Stage | None) -> None:
    assert narrowing_of(text).standing_at is stage


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("xã mình kết nạp được bao nhiêu", UnitKind.COMMUNE),
        ("xa minh ket nap dc bao nhieu", UnitKind.COMMUNE),
        ("huyện ta còn thiếu mấy", UnitKind.DISTRICT),
        ("tỉnh mình 9 tháng", UnitKind.PROVINCE),
        ("chi bộ mình kết nạp được mấy", None),
        ("ở xa mấy hôm", None),
    ],
)
def test_of_which_level_of_the_askers_own(text: str, level: UnitKind | None) -> None:
    assert narrowing_of(text).own_level is level


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("bao nhiêu người dưới 30 tuổi", Ages(most=29)),
        ("bao nhieu nguoi tren 40 tuoi", Ages(least=41)),
        ("mấy đảng viên từ 18 đến 30 tuổi", Ages(least=18, most=30)),
        ("từ 30 tuổi trở xuống", Ages(most=30)),
        ("chia theo độ tuổi", None),
        ("năm ngoái kết nạp mấy người trên 40", Ages(least=41)),
        ("đạt trên 50% kế hoạch chưa", None),
        ("chi bộ nào trên 30 người", None),
    ],
)
def test_which_ages(text: str, ages: Ages | None) -> None:
    assert narrowing_of(text).ages == ages


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("chi bộ nào từ 2 người trở lên", Shares(least=2)),
        ("chi bộ nào kết nạp ít nhất 2 người", Shares(least=2)),
        ("bản nào có 2 người", Shares(least=2, most=2)),
        ("ban nao nam ngoai ket nap duoc 2 nguoi", Shares(least=2, most=2)),
        ("chi bo nao chi co 1 nguoi", Shares(least=1, most=1)),
        ("chi bộ nào kết nạp tối đa 1 người", Shares(most=1)),
        ("chi bộ nào hơn 1 người", Shares(least=1, is_strict=True)),
        ("năm nay kết nạp 2 người rồi", None),
    ],
)
def test_only_units_with_so_many_people(text: str, counts: Shares | None) -> None:
    assert narrowing_of(text).counts == counts


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("dưới 30 tuổi", Ages(most=29)),
        ("nữ dưới 30", Ages(most=29)),
        ("đơn vị nào dưới 50%", None),
        ("chi bộ nào dưới 2 người", None),
    ],
)
def test_percents_and_numbers_of_people_are_no_ages(text: str, ages: Ages | None) -> None:
    assert narrowing_of(text).ages == ages
