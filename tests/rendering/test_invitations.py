"""The printed invitation: what its QR picture says can be read back from its pixels."""

from datetime import date
from io import BytesIO

import matplotlib.image
import pytest

from domain.invitations import as_plain, sheets_from_plain
from domain.messages import Attachment, AttachmentKind
from domain.units import Unit, UnitKind
from domain.users import Role
from rendering.files import drawn
from rendering.invitations import modules
from rendering.wording import invitations as wording
from rendering.wording.invitations import Given

COMMUNE = Unit(id=2, parent_id=None, kind=UnitKind.COMMUNE, name="xã Mường Lạn", left=0, right=9)
CELL = Unit(id=1, parent_id=2, kind=UnitKind.PARTY_CELL, name="trường THCS Mường Lạn", left=1, right=2)
LINK = "https://t.me/chi_bo_bot?start=6A5KWKW9ZD"


def given(**links: str) -> Given:
    return Given(
        role=Role.SECRETARY,
        unit=CELL,
        above=COMMUNE,
        code="6A5KWKW9ZD",
        expires_on=date(2025, 12, 8),
        **links,
    )


def test_the_dark_squares_of_the_picture_are_those_of_the_code() -> None:
    sheet = wording.sheet(given(telegram_link=LINK))
    attachment = Attachment(kind=AttachmentKind.INVITATION, name="moi.png", figures=as_plain([sheet]))
    file = drawn(attachment)
    assert file.is_picture
    pixels = matplotlib.image.imread(BytesIO(file.content))[..., 0] < 0.5
    rows, columns = pixels.shape
    squares = modules(LINK)
    side = 0.62 * columns / len(squares)  # the picture of the code is 62% of the page wide
    left, middle = 0.19 * columns, (1 - 0.4 - 0.45 / 2) * rows
    top = middle - side * len(squares) / 2
    read = [
        [int(pixels[int(top + side * (y + 0.5)), int(left + side * (x + 0.5))]) for x in range(len(squares))]
        for y in range(len(squares))
    ]
    assert read == squares


def test_several_invitations_are_pages_of_one_document() -> None:
    sheets = as_plain([wording.sheet(given()), wording.sheet(given(telegram_link=LINK))])
    file = drawn(Attachment(kind=AttachmentKind.INVITATION, name="moi.pdf", figures=sheets))
    assert file.content.startswith(b"%PDF")
    assert file.content.count(b"/Type /Page ") == 2
    assert not file.is_picture


@pytest.mark.parametrize(
    "links", [{}, {"telegram_link": LINK}, {"web_link": "https://xa.example/sign-in#6A5"}]
)
def test_a_sheet_goes_through_plain_values_unchanged_and_always_tells_the_code(links: dict[str, str]) -> None:
    sheet = wording.sheet(given(**links))
    assert sheets_from_plain(as_plain([sheet])) == [sheet]
    assert len(sheet.steps) == 3
    assert any("/start 6A5KWKW9ZD" in step for step in sheet.steps)
    assert "08/12/2025" in sheet.note
