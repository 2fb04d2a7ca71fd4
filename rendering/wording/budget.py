"""Sentences about how many messages a platform still takes this month."""

from datetime import date
from typing import assert_never

from domain.budget import Rhythm
from domain.messages import ChannelName
from rendering.wording.format import day, number


def shortage(channel: ChannelName, spent: int, limit: int, until: date | None, rhythm: Rhythm) -> str:
    """What those in charge are told, once a month, when reminders begin to give way."""
    name = channel.capitalize()
    return (
        f"⚠️ {name}: tháng này đã gửi {number(spent)}/{number(limit)} tin, {lasting(until)}.\n"
        f"Từ nay đến hết tháng, qua {name}: {_reminding(rhythm)} "
        "Báo cáo và câu hỏi vẫn được trả lời ngay.\n"
        f"Muốn nhắc như cũ, đơn vị nâng gói tin của {name}, hoặc mời thêm người dùng trang web hay Telegram."
    )


def lasting(until: date | None) -> str:
    """How long the messages last at this month's rate; None: to its end."""
    return f"với mức này đủ đến ngày {day(until)}" if until else "với mức này đủ đến hết tháng"


def _reminding(rhythm: Rhythm) -> str:
    match rhythm:
        case Rhythm.DAILY:
            return "mỗi người mỗi ngày nhiều nhất một tin nhắc."
        case Rhythm.WEEKLY:
            return "mỗi người mỗi tuần một tin nhắc gộp; việc đến hạn trong ngày vẫn nhắc ngay."
        case Rhythm.URGENT:
            return "chỉ nhắc việc đến hạn trong ngày; việc khác nhắc vào đầu tháng sau."
        case Rhythm.NONE:
            return "dừng nhắc việc đến đầu tháng sau."
        case _:
            assert_never(rhythm)
