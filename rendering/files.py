"""From the figures of an attachment to its file."""

from typing import assert_never

from domain.messages import Attachment, AttachmentKind, File
from domain.sheets import Sheet
from rendering.charts import chart
from rendering.workbook import workbook


def drawn(attachment: Attachment) -> File:
    """The file of an attachment. Takes a second or so: not for an event loop."""
    match attachment.kind:
        case AttachmentKind.WORKBOOK:
            sheets = [Sheet.from_plain(plain) for plain in attachment.figures["sheets"]]
            return File(name=attachment.name, content=workbook(sheets))
        case AttachmentKind.CHART:
            return File(name=attachment.name, content=chart(attachment.figures), is_picture=True)
        case _:
            assert_never(attachment.kind)
