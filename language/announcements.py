"""Announcements to a branch: to whom, and what; and the question who has read the last one."""

import re
from dataclasses import dataclass

from domain.text import fold
from language.folding import Folded


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceRequest:
    """ "thông báo cho các chi bộ xã X: …", both as typed; without a unit the speaker's own is meant."""

    unit: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoReadRequest:
    """ "ai đã đọc thông báo?"."""


AnnouncementRequest = AnnounceRequest | WhoReadRequest

_TO = re.compile(
    r"(?:(?:xin|hay|nho|cho|em|toi) )*(?:gui |phat )?thong bao(?: nay)?(?: (?:cho|toi|den|gui))?"
    r"(?: (?:tat ca|toan bo|toan the|toan|cac|nhung|moi))*(?P<unit>(?: \S+)*?)"
)
_WHO_READ = re.compile(
    r"(?:(?:nhung )?(?:ai|dong chi nao|bi thu nao|chi bo nao) (?:da |chua )?(?:doc|xem|nhan(?: duoc)?)"
    r"(?: duoc)? thong bao(?: (?:roi|chua))?"
    r"|thong bao (?:da gui |vua roi |vua gui )?(?:den dau|the nao|ra sao|ai doc))"
)
_OWN = re.compile(
    r"(?:chi bo|don vi|bi thu|dang vien|xa|phuong|can bo)?(?: (?:minh|toi|truc thuoc|ben duoi))*"
)


def read_announcement(text: str) -> AnnouncementRequest | None:
    """The announcement or the question about one that a message is, or None where it is neither."""
    head, colon, body = text.partition(":")
    folded = Folded(head)
    if colon and body.strip() and (found := _TO.fullmatch(folded.folded)):
        unit = folded.between(*found.span("unit")).strip(" ,.")
        return AnnounceRequest(unit=None if _OWN.fullmatch(fold(unit)) else unit, text=body.strip())
    if _WHO_READ.fullmatch(fold(text).rstrip(" .?!")):
        return WhoReadRequest()
    return None
