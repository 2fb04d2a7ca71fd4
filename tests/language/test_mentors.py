"""Who helps whom, however it is told, and who is helped stays the one who is reported."""

from datetime import date

import pytest

from language.reading import full_names
from language.understanding import understand

_SENT_ON = date(2026, 7, 27)


@pytest.mark.parametrize(
    "told",
    [
        "Người giúp đỡ đồng chí ấy là Hà Văn Bun",
        "Người giúp đỡ đảng viên mới là đ/c Hà Văn Bun",
        "Đồng chí Hà Văn Bun được phân công giúp đỡ đồng chí Mai.",
        "Đồng chí Hà Văn Bun được phân công giúp đỡ quần chúng Mai.",
        "Đồng chí Hà Văn Bun và đồng chí Vì Văn Tâm được phân công giúp đỡ đảng viên mới.",
        "Phân công đồng chí Hà Văn Bun theo dõi, giúp đỡ đảng viên dự bị.",
        "Chi bộ giao đồng chí Hà Văn Bun giúp đỡ.",
        "Người giúp đỡ là đảng viên Hà Văn Bun.",
        "Người giúp đỡ Mai từ trước tới giờ là bác Hà Văn Bun.",
        "Kèm cặp Mai suốt năm qua là bác Hà Văn Bun.",
        "Người giúp đỡ cháu nó là bác Hà Văn Bun.",
        "Người theo dõi, giúp đỡ bấy lâu nay là bác Hà Văn Bun.",
    ],
)
def test_whoever_is_charged_with_helping_is_the_mentor_of_the_one_admitted(told: str) -> None:
    reading = understand(f"kết nạp Lò Thị Mai ngày 5/7. {told}", _SENT_ON)
    assert full_names(reading.people) == ["Lò Thị Mai"]
    assert reading.people[0].mentor is not None
    assert reading.people[0].mentor.value == "Hà Văn Bun"
    assert reading.others == ()
