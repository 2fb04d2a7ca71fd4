"""What would be if. A supposed admission never is a report."""

from datetime import date

import pytest

from language.requests.suppositions import SupposedAddition, Supposition, read_supposition

SENT_ON = date(2025, 10, 15)


def more(count: int, unit: str | None = None) -> SupposedAddition:
    return SupposedAddition(count=count, unit=unit)


@pytest.mark.parametrize(
    ("text", "additions"),
    [
        ("nếu bản Hỏm thêm 2 thì xã đạt bao nhiêu?", [more(2, "bản Hỏm")]),
        ("neu ban hom them 2 thi xa dat bao nhieu", [more(2, "ban hom")]),
        ("nếu bản Hỏm kết nạp thêm hai người thì xã đạt mấy phần trăm", [more(2, "bản Hỏm")]),
        ("Nếu bản Hỏm kết nạp 2 người nữa thì được bao nhiêu?", [more(2, "bản Hỏm")]),
        ("xã đạt bao nhiêu nếu bản Hỏm thêm 2", [more(2, "bản Hỏm")]),
        (
            "nếu bản Hỏm thêm 2, bản Lầu thêm 1 thì xã đạt bao nhiêu",
            [more(2, "bản Hỏm"), more(1, "bản Lầu")],
        ),
        ("nếu tháng 12 kn thêm 2 thì sao", [more(2)]),
        ("nếu bản Hỏm thêm 2 và bản Lầu 1 thì sao", [more(2, "bản Hỏm"), more(1, "bản Lầu")]),
        ("nếu kết nạp thêm 5 đồng chí nữa thì còn thiếu mấy", [more(5)]),
        ("giả sử xã mình thêm 3 thì đạt bao nhiêu", [more(3)]),
        (
            "nếu mỗi tháng kết nạp 2 người thì cuối năm được mấy",
            [SupposedAddition(count=2, is_monthly=True)],
        ),
        (
            "neu ban hom ket nap them 1 nguoi moi thang thi xa co dat khong",
            [SupposedAddition(count=1, unit="ban hom", is_monthly=True)],
        ),
        ("nếu mỗi chi bộ thêm 1 thì xã được bao nhiêu?", [SupposedAddition(count=1, is_each=True)]),
    ],
)
def test_so_many_more(text: str, additions: list[SupposedAddition]) -> None:
    read = read_supposition(text, SENT_ON)
    assert read is not None
    assert read.additions == tuple(additions)
    assert read.reading.unit is None


@pytest.mark.parametrize(
    ("text", "dossiers"),
    [
        ("nếu 26 hồ sơ được kết nạp hết thì đạt bao nhiêu", 26),
        ("neu tat ca ho so duoc duyet thi ca nam dat bao nhieu", None),
        ("nếu kết nạp hết hồ sơ đang làm thì sao?", None),
    ],
)
def test_the_dossiers_all_admitted(text: str, dossiers: int | None) -> None:
    read = read_supposition(text, SENT_ON)
    assert read is not None
    assert (read.has_dossiers, read.dossiers) == (True, dossiers)


def test_another_quota_and_a_period() -> None:
    read = read_supposition("nếu chỉ tiêu là 20 thì 9 tháng xã Chiềng Bôm đạt bao nhiêu %", SENT_ON)
    assert isinstance(read, Supposition)
    assert (read.quota, read.additions) == (20, ())
    assert read.reading.unit is not None
    assert read.reading.unit.value == "xã Chiềng Bôm"
    assert read.reading.period is not None
    assert read.reading.period.value.end == date(2025, 10, 1)


@pytest.mark.parametrize(
    "text",
    [
        "nếu có gì chị nhắn em nhé",
        "kết nạp đ/c Lò Thị Mai ngày 5/10",
        "nếu bản Hỏm kết nạp thì báo em",
        "nếu đ/c Mai được kết nạp thì đạt bao nhiêu",
        "xã đạt bao nhiêu",
        "",
    ],
)
def test_what_supposes_nothing_is_left_alone(text: str) -> None:
    assert read_supposition(text, SENT_ON) is None
