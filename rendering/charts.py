"""Figures as pictures for a phone: large letters, few colours, every number written out.

Colours are of the Okabe–Ito set, which people with any colour vision tell apart, and a grey that is seen on
white beside the blue (tests/rendering/test_colours.py); nothing is said by colour alone.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from domain.charts import Bar, BarChart, Funnel, MonthChart, chart_from_plain
from rendering.wording.charts import QUOTA
from rendering.wording.format import number

_BLUE, _ORANGE, _GREY, _INK = "#0072B2", "#D55E00", "#C6C6C6", "#222222"
_WIDTH, _DPI = 7.2, 150  # 1080 pixels across
_LETTERS = {"size": 13, "color": _INK}
_BAR = 0.62
_LINE = 0.42  # how much of a bar's place one line of its label takes
_LETTER = 0.0235  # how much of the drawing's width a letter beside a bar takes at most
_MARGIN = 0.144  # inches to the left of the labels, as of the title
_TITLE_WIDTH, _NOTE_WIDTH = 40, 84
_LABEL_WIDTH, _LABEL_LINES = 22, 3


def chart(figures: Mapping[str, Any]) -> bytes:
    """The picture of a chart's figures as PNG. Raises ValueError for figures of no chart."""
    match chart_from_plain(figures):
        case BarChart() as bars:
            return _progress(bars)
        case MonthChart() as months:
            return _months(months)
        case Funnel() as funnel:
            return _funnel(funnel)


def _canvas(height: float, title: str, note: str) -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # a second to import
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    layout = ConstrainedLayoutEngine(w_pad=_MARGIN)
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, facecolor="white", layout=layout)
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    title = "\n".join(_folded(line, _TITLE_WIDTH) for line in title.split("\n"))
    figure.suptitle(title, fontsize=16, fontweight="bold", color=_INK, x=0.02, ha="left")
    figure.supxlabel(_folded(note, _NOTE_WIDTH), fontsize=11, color="#555555", x=0.02, ha="left")
    for side in ("top", "right", "bottom", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=13, labelcolor=_INK)
    return figure, axes


def _png(figure: Any) -> bytes:
    written = BytesIO()
    figure.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()


def _progress(given: BarChart) -> bytes:
    """A bar for each unit on the grey of its quota, both numbers beside it."""
    labels = [_folded(bar.label, lines=_LABEL_LINES) for bar in given.bars]
    places, height = _places(labels)
    figure, axes = _canvas(1.8 + 0.5 * height, given.title, given.note)
    quotas = [bar.quota or 0 for bar in given.bars]
    values = [bar.value for bar in given.bars]
    axes.barh(places, quotas, height=_BAR, color=_GREY, label=QUOTA)
    axes.barh(places, values, height=_BAR * 0.55, color=_BLUE, label=given.done)
    longest = max([*quotas, *values, 1])
    for place, bar in zip(places, given.bars, strict=True):
        axes.text(max(bar.value, bar.quota or 0) + longest * 0.02, place, bar.told, va="center", **_LETTERS)
    axes.set_yticks(places, labels)
    axes.set_ylim(height - 0.5, -0.5)
    axes.set_xlim(0, max(longest * 1.5, *map(_reach, given.bars)))
    axes.set_xticks([])
    if any(quotas):
        _legend(axes)
    return _png(figure)


def _reach(bar: Bar) -> float:
    """How far the drawing has to go for the words behind the bar to stand in it."""
    return max(bar.value, bar.quota or 0) / max(0.2, 0.96 - _LETTER * len(bar.told))


def _places(labels: Sequence[str]) -> tuple[list[float], float]:
    """Where each bar stands, so that a label of several lines has room, and how high they are together."""
    places, height = [], 0.0
    for label in labels:
        room = max(1.0, _LINE * (label.count("\n") + 1) + 0.35)
        places.append(height + room / 2 - 0.5)
        height += room
    return places, height


def _months(given: MonthChart) -> bytes:
    """A column for each month, and the even pace to the quota as a dashed line."""
    figure, axes = _canvas(5.4, given.title, given.note)
    places = range(len(given.months))
    axes.bar(places, given.values, width=0.7, color=_BLUE)
    top = max([*given.values, given.needed or 0, 1])
    for place, value in zip(places, given.values, strict=True):
        under = {"facecolor": "white", "edgecolor": "none", "pad": 1}  # the dashed line stops at a number
        axes.text(place, value + top * 0.02, number(value), ha="center", va="bottom", bbox=under, **_LETTERS)
    if given.needed is not None:
        line = {"color": _ORANGE, "linewidth": 2.5, "linestyle": (0, (5, 3))}
        axes.axhline(given.needed, label=given.needed_told, **line)
        _legend(axes)
    axes.set_xticks(places, given.months)
    axes.set_yticks([])
    axes.set_ylim(0, top * 1.18)
    return _png(figure)


def _funnel(given: Funnel) -> bytes:
    """The steps from the first to the last, each as wide as the people who stand there."""
    figure, axes = _canvas(1.8 + 0.62 * len(given.steps), given.title, given.note)
    places = range(len(given.steps))
    values = [value for _, value in given.steps]
    widest = max([*values, 1])
    axes.barh(places, values, left=[-value / 2 for value in values], height=0.78, color=_BLUE)
    for place, value in zip(places, values, strict=True):
        inside = value >= widest * 0.18
        centred = inside or not value
        at = 0 if centred else value / 2 + widest * 0.03
        letters = {**_LETTERS, "color": "white"} if inside else _LETTERS
        axes.text(at, place, number(value), ha="center" if centred else "left", va="center", **letters)
    axes.set_yticks(places, [_folded(label) for label, _ in given.steps])
    axes.invert_yaxis()
    axes.set_xlim(-widest * 0.56, widest * 0.56)
    axes.set_xticks([])
    return _png(figure)


def _legend(axes: Any) -> None:
    """What the marks mean, above the drawing, where no bar is."""
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1), ncols=2, fontsize=13, frameon=False, borderaxespad=0.2
    )


def _folded(label: str, width: int = _LABEL_WIDTH, lines: int | None = None) -> str:
    """The label on as many short lines as it needs; what does not fit in `lines` is left out."""
    told: list[str] = []
    for word in label.split():
        if told and len(told[-1]) + 1 + len(word) <= width:
            told[-1] += f" {word}"
        else:
            told.append(word)
    if lines is not None and len(told) > lines:
        told = [*told[: lines - 1], f"{told[lines - 1]}…"]
    return "\n".join(told)
