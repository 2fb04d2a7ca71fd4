"""From the figures of an attachment to its file."""

from typing import assert_never

from domain.invitations import sheets_from_plain
from domain.messages import Attachment, AttachmentKind, File
from domain.sheets import Sheet
from rendering.charts import chart
from rendering.invitations import pages, picture
from rendering.workbook import workbook


def drawn(attachment: Attachment) -> File:
    """The file of an attachment. Takes a second or so: not for an event loop."""
    match attachment.kind:
        case AttachmentKind.WORKBOOK:
            sheets = [Sheet.from_plain(plain) for plain in attachment.figures["sheets"]]
            return File(name=attachment.name, content=workbook(sheets))
        case AttachmentKind.CHART:
            return File(name=attachment.name, content=chart(attachment.figures), is_picture=True)
        case AttachmentKind.KEPT | AttachmentKind.NAMED_LIST:
            raise ValueError(f"{attachment.kind} is opened before it is drawn")
        case AttachmentKind.INVITATION:
            invited = sheets_from_plain(attachment.figures)
            content = picture(invited[0]) if attachment.is_picture else pages(invited)
            return File(name=attachment.name, content=content, is_picture=attachment.is_picture)
        case _:
            assert_never(attachment.kind)
