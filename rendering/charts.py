"""Figures as pictures for a phone: large letters, few colours, every number written out.

Colours are of the Okabe–Ito set, which people with any colour vision tell apart; nothing is said by
colour alone.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from domain.charts import BarChart, Funnel, MonthChart, chart_from_plain

_BLUE, _ORANGE, _GREY, _INK = "#0072B2", "#D55E00", "#D9D9D9", "#222222"
_WIDTH, _DPI = 7.2, 150  # 1080 pixels across
_LETTERS = {"size": 13, "color": _INK}
_BAR = 0.62


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

    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    figure.suptitle(title, fontsize=16, fontweight="bold", color=_INK, x=0.02, ha="left")
    figure.supxlabel(note, fontsize=11, color="#555555", x=0.02, ha="left")
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
    figure, axes = _canvas(1.8 + 0.5 * len(given.bars), given.title, given.note)
    places = range(len(given.bars))
    quotas = [bar.quota or 0 for bar in given.bars]
    values = [bar.value for bar in given.bars]
    axes.barh(places, quotas, height=_BAR, color=_GREY, label="Chỉ tiêu")
    axes.barh(places, values, height=_BAR * 0.55, color=_BLUE, label="Đã kết nạp")
    longest = max([*quotas, *values, 1])
    for place, bar in zip(places, given.bars, strict=True):
        axes.text(max(bar.value, bar.quota or 0) + longest * 0.02, place, bar.told, va="center", **_LETTERS)
    axes.set_yticks(places, [_folded(bar.label) for bar in given.bars])
    axes.invert_yaxis()
    axes.set_xlim(0, longest * 1.3)
    axes.set_xticks([])
    if any(quotas):
        _legend(axes)
    return _png(figure)


def _months(given: MonthChart) -> bytes:
    """A column for each month, and the even pace to the quota as a dashed line."""
    figure, axes = _canvas(5.4, given.title, given.note)
    places = range(len(given.months))
    axes.bar(places, given.values, width=0.7, color=_BLUE)
    top = max([*given.values, given.needed or 0, 1])
    for place, value in zip(places, given.values, strict=True):
        axes.text(place, value + top * 0.015, str(value), ha="center", va="bottom", **_LETTERS)
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
        at = 0 if inside else value / 2 + widest * 0.03
        letters = {**_LETTERS, "color": "white"} if inside else _LETTERS
        axes.text(at, place, str(value), ha="center" if inside else "left", va="center", **letters)
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


def _folded(label: str, width: int = 20) -> str:
    """The label on as many short lines as it needs."""
    lines: list[str] = []
    for word in label.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)
