"""Pictures as they were seen and found right, small and grey in tests/data/pictures/.

`CHIBO_ACCEPT=1 pytest tests/rendering/test_pictures.py` draws them anew; look at each before it is kept. The
comparison forgives what another version of the letters changes, and not a bar of another length.
"""

import os
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from domain.charts import Bar, BarChart, Chart, Funnel, MonthChart, as_plain
from rendering.charts import chart

SEEN = Path(__file__).parents[1] / "data" / "pictures"
WIDTH = 216
TOLERANCE = 4.0  # of 255, on average over the picture

SCHOOL = "Trường Phổ thông dân tộc bán trú Trung học cơ sở Chiềng Bôm"
NOTE = "Đến 30/09/2025, tính theo ngày lễ kết nạp."
COMMUNE = "Kết nạp, 9 tháng đầu năm 2025\nĐảng bộ xã Chiềng Bôm"

PICTURES: dict[str, Chart] = {
    "units": BarChart(
        title=COMMUNE,
        note=NOTE,
        bars=(
            Bar(label="bản Hỏm", value=3, quota=4, told="3/4 (75%)"),
            Bar(label=SCHOOL, value=5, quota=3, told="5/3 (166,7%)"),
            Bar(label="Hợp tác xã nông nghiệp và dịch vụ Quyết Thắng", value=2, quota=None, told="2"),
            Bar(label="Trạm Y tế xã Chiềng Bôm", value=0, quota=2, told="0/2 (0%)"),
        ),
        done="Đã kết nạp",
    ),
    "twenty_units_without_quota": BarChart(
        title="Kết nạp, năm 2025\nĐảng bộ huyện Thuận Châu",
        note=f"{NOTE} Không vẽ 40 đơn vị.",
        bars=tuple(
            Bar(label=f"xã Mường {n}", value=40 - 2 * n, quota=None, told=str(40 - 2 * n)) for n in range(20)
        ),
        done="Đã kết nạp",
    ),
    "months": MonthChart(
        title="Kết nạp, 9 tháng đầu năm 2022\nĐảng bộ huyện Đầm Hà",
        note="Đến 30/09/2022, tính theo ngày lễ kết nạp.",
        months=("T1\n2022", *(f"T{n}" for n in range(2, 10))),
        values=(3, 6, 5, 7, 6, 5, 6, 6, 6),
        needed=7.67,
        needed_told="kế hoạch năm 92: mỗi tháng cần 7,7 người",
    ),
    "months_with_nobody": MonthChart(
        title="Kết nạp, năm 2025\nChi bộ bản Hỏm",
        note="Đến 30/09/2025.",
        months=("T1\n2025", *(f"T{n}" for n in range(2, 10))),
        values=(0,) * 9,
    ),
    "years": MonthChart(
        title="Kết nạp, nhiệm kỳ 2020–2025\nĐảng bộ xã Tân Đông",
        note="Đến 15/10/2025.",
        months=("2020", "2021", "2022", "2023", "2024", "2025"),
        values=(6, 6, 5, 4, 0, 0),
        needed=2.5,
        needed_told="kế hoạch nhiệm kỳ 15: mỗi năm cần 2,5 người",
    ),
    "funnel": Funnel(
        title="Hồ sơ đang theo dõi\nĐảng bộ huyện Đầm Hà",
        note="Đến 30/09/2022.",
        steps=(
            ("Trong nguồn", 140),
            ("Đã học lớp", 60),
            ("Đã giới thiệu", 0),
            ("Đang lập hồ sơ", 9),
            ("Chờ thẩm tra", 11),
            ("Chờ lễ kết nạp", 2),
            ("Đảng viên dự bị", 67),
        ),
    ),
}


def small(of: Chart) -> Image.Image:
    """The picture as it is kept: grey, and so small that single letters blur."""
    picture = Image.open(BytesIO(chart(as_plain(of)))).convert("L")
    return picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.BOX)


def distance(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart, from 0 to 255, whatever their heights."""
    size = (WIDTH // 2, one.height // 2)
    first, second = (np.asarray(p.resize(size, Image.Resampling.BOX), dtype=np.float64) for p in (one, other))
    return float(np.abs(first - second).mean())


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_looks_as_it_was_seen(name: str) -> None:
    drawn, path = small(PICTURES[name]), SEEN / f"{name}.png"
    if os.environ.get("CHIBO_ACCEPT"):
        SEEN.mkdir(exist_ok=True)
        drawn.save(path, optimize=True)
    kept = Image.open(path)
    assert abs(drawn.height - kept.height) <= kept.height * 0.05
    assert distance(drawn, kept) < TOLERANCE


def test_another_figure_is_another_picture() -> None:
    units = PICTURES["units"]
    assert isinstance(units, BarChart)
    first, *others = units.bars
    told = replace(units, bars=(replace(first, value=0), *others))
    assert distance(small(told), Image.open(SEEN / "units.png")) > TOLERANCE / 4
    months = PICTURES["months"]
    assert isinstance(months, MonthChart)
    fewer = replace(months, values=(3, 6, 5, 7, 6, 5, 6, 6, 0))
    assert distance(small(fewer), Image.open(SEEN / "months.png")) > TOLERANCE


@pytest.mark.parametrize("name", PICTURES)
def test_no_picture_is_too_tall_for_a_chat(name: str) -> None:
    """Messengers refuse what is twenty times as high as wide; people scroll no more than two screens."""
    assert small(PICTURES[name]).height < WIDTH * 2
