"""Announcements to a branch: to whom, and what; and the question who has read the last one."""

from dataclasses import dataclass

from language.words.phrases import phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceRequest:
    """ "thông báo cho các chi bộ xã X: …", both as typed; without a unit the speaker's own is meant."""

    unit: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoReadRequest:
    """ "ai đã đọc thông báo?"."""


AnnouncementRequest = AnnounceRequest | WhoReadRequest


def read_announcement(text: str) -> AnnouncementRequest | None:
    """The announcement or the question about one that a message is, or None where it is neither."""
    head, _, body = text.partition(":")
    if body.strip() and (told := phrase("announce").whole(head)):
        return AnnounceRequest(unit=told.unit(), text=body.strip())
    return WhoReadRequest() if phrase("who_read").whole(text) else None
