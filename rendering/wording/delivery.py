"""Sentences about sending and failing themselves."""

from domain.messages import ChannelName

CHANNEL = {
    ChannelName.TERMINAL: "cửa sổ lệnh",
    ChannelName.TELEGRAM: "Telegram",
    ChannelName.ZALO: "Zalo",
    ChannelName.WEB: "web",
}


def repeated(text: str) -> str:
    """A message that may have arrived before; the platform's answer to the first try was lost."""
    return f"(nhắc lại) {text}"


def by_another_way(text: str, failed_on: ChannelName) -> str:
    """A reminder that comes here because another channel could not deliver it."""
    return f"{text}\n(Gửi qua đây vì không gửi được qua {CHANNEL[failed_on]}.)"


def could_not_handle(code: str) -> str:
    """The assistant itself failed on a message; the code stands in its log."""
    return (
        f"Xin lỗi, tin nhắn của bạn đã được lưu nhưng trợ lý gặp lỗi khi xử lý (mã {code}).\n"
        "Bạn vui lòng viết lại bằng cách khác, hoặc gửi mã này cho quản trị."
    )


def without_file(text: str) -> str:
    """A message whose channel takes no files."""
    return f"{text}\n(Kênh này không nhận được tệp; số liệu đầy đủ như trên.)"


def file_failed(text: str) -> str:
    """A message whose file could not be made."""
    return f"{text}\n⚠️ Chưa tạo được tệp. Bạn yêu cầu lại sau ít phút."


def with_link(text: str, name: str, link: str) -> str:
    """A message whose file the channel does not take: where the file can be fetched."""
    return f"{text}\nTệp {name}, mở được trong 24 giờ: {link}"
