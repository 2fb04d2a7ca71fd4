"""Pictures: what they hold, their size on a phone, and that every letter is there."""

import warnings
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from domain.charts import Bar, BarChart, Chart, Funnel, MonthChart, as_plain, chart_from_plain
from rendering.charts import chart

BLUE, ORANGE, GREY = (0, 114, 178), (213, 94, 0), (198, 198, 198)
TITLE = "Kết nạp, 9 tháng đầu năm 2025\nĐảng bộ xã Chiềng Bôm"

CHARTS: dict[str, Chart] = {
    "bars": BarChart(
        title=TITLE,
        note="Đến 30/09/2025.",
        bars=(
            Bar(label="bản Hỏm", value=3, quota=4, told="3/4 (75%)"),
            Bar(label="Trường Mầm non Chiềng Bôm", value=0, quota=2, told="0/2 (0%)"),
        ),
        done="Đã kết nạp",
    ),
    "months": MonthChart(
        title=TITLE,
        note="",
        months=("T1\n2025", "T2", "T3"),
        values=(1, 0, 2),
        needed=1.25,
        needed_told="kế hoạch năm 15: mỗi tháng cần 1,3 người",
    ),
    "funnel": Funnel(title=TITLE, note="", steps=(("Trong nguồn", 6), ("Chờ thẩm tra", 3))),
}


def drawn(of: Chart) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a letter that the font lacks is only a warning
        picture = Image.open(BytesIO(chart(as_plain(of))))
    return np.asarray(picture.convert("RGB"))


def share(pixels: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]", colour: tuple[int, int, int]) -> float:
    return float((pixels == np.array(colour, dtype=np.uint8)).all(axis=2).mean())


@pytest.mark.parametrize("kind", CHARTS)
def test_a_picture_fits_a_phone_and_shows_its_figures(kind: str) -> None:
    pixels = drawn(CHARTS[kind])
    assert pixels.shape[1] == 1080
    assert pixels.shape[0] < 1400
    assert 0.02 < share(pixels, BLUE) < 0.5


def test_numbers_of_any_length_stand_in_the_picture() -> None:
    bars = (
        Bar(label="Trường Mầm non Chiềng Bôm", value=1234, quota=1000, told="1.234/1.000 (123,4%)"),
        Bar(label="bản Hỏm", value=1300, quota=1200, told="1.300/1.200–1.500 (108,3%)"),
    )
    pixels = drawn(BarChart(title=TITLE, note="", bars=bars, done="Đã kết nạp"))
    assert (pixels[:, -12:] > 250).all()


def test_bars_are_as_long_as_their_numbers() -> None:
    pixels = drawn(CHARTS["bars"])
    blue = (pixels == np.array(BLUE, dtype=np.uint8)).all(axis=2)
    # Below the legend: the first bar is three quarters of its quota's.
    rows = blue[pixels.shape[0] // 3 :]
    longest = int(rows.sum(axis=1).max())
    grey = (pixels == np.array(GREY, dtype=np.uint8)).all(axis=2)[pixels.shape[0] // 3 :]
    quota = int(grey.sum(axis=1).max())
    assert abs(longest / quota - 3 / 4) < 0.02


def test_the_needed_pace_is_a_line_of_its_own() -> None:
    assert share(drawn(CHARTS["months"]), ORANGE) > 0.001


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_survives_a_message_row(kind: str) -> None:
    assert chart_from_plain(as_plain(CHARTS[kind])) == CHARTS[kind]


def test_the_same_figures_are_the_same_picture() -> None:
    assert chart(as_plain(CHARTS["bars"])) == chart(as_plain(CHARTS["bars"]))
