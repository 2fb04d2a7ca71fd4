"""Local time: every date that people speak of is a date in Viet Nam."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")


def local_date(at: datetime) -> date:
    """The date in Viet Nam at that moment."""
    return at.astimezone(VIET_NAM).date()


def month_start(at: datetime) -> datetime:
    """When the local month of a moment began."""
    return at.astimezone(VIET_NAM).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
