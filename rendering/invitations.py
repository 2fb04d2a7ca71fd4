"""Invitations to print or to scan from a screen: a QR picture, the code in large letters, three steps."""

from collections.abc import Sequence
from io import BytesIO
from textwrap import wrap
from typing import Any

from domain.invitations import InvitationSheet
from rendering.wording import invitations as wording

_WIDTH, _HEIGHT, _DPI = 5.83, 8.27, 150  # A5, so that two fit on a sheet of A4
_INK, _GREY = "#222222", "#555555"
_LETTERS_A_LINE = 52
_QUIET_ZONE = 4  # modules of white around the code, as scanners ask


def picture(sheet: InvitationSheet) -> bytes:
    """One invitation as PNG."""
    figure = _page(sheet)
    written = BytesIO()
    figure.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()


def pages(sheets: Sequence[InvitationSheet]) -> bytes:
    """Several invitations as PDF, a page each."""
    import matplotlib as mpl  # a second to import
    from matplotlib.backends.backend_pdf import PdfPages

    written = BytesIO()
    # Letters as outlines that printers know: the default kind of font drops some Vietnamese ones.
    with (
        mpl.rc_context({"pdf.fonttype": 42}),
        PdfPages(written, metadata={"CreationDate": None, "Producer": None, "Creator": None}) as book,
    ):
        for sheet in sheets:
            book.savefig(_page(sheet))
    return written.getvalue()


def modules(text: str) -> list[list[int]]:
    """The QR code of a text: 1 where it is dark, with the white around it."""
    import segno  # as every library of files, where one is made

    code = segno.make_qr(text, error="m")
    return [[int(bool(module)) for module in row] for row in code.matrix_iter(border=_QUIET_ZONE)]


def _page(sheet: InvitationSheet) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, _HEIGHT), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    figure.text(0.5, 0.945, wording.SHEET_HEAD, ha="center", fontsize=13, color=_GREY)
    figure.text(0.5, 0.9, sheet.title, ha="center", fontsize=19, fontweight="bold", color=_INK)
    figure.text(0.5, 0.865, sheet.unit, ha="center", fontsize=14, color=_INK)
    axes = figure.add_axes((0.19, 0.4, 0.62, 0.45))
    axes.imshow(modules(sheet.scanned), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    axes.set_axis_off()
    figure.text(
        0.5, 0.365, wording.code_line(sheet.code), ha="center", fontsize=22, fontweight="bold", color=_INK
    )
    below = 0.31
    for number, step in enumerate(sheet.steps, start=1):
        lines = wrap(f"{number}. {step}", _LETTERS_A_LINE, subsequent_indent="    ")
        figure.text(0.1, below, "\n".join(lines), va="top", fontsize=12.5, color=_INK, linespacing=1.35)
        below -= 0.03 * len(lines) + 0.018
    figure.text(0.5, 0.04, "\n".join(wrap(sheet.note, 62)), ha="center", fontsize=10.5, color=_GREY)
    return figure
