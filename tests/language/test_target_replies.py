"""Replies to an open card of targets: a unit and its number, the same, or none."""

import pytest

from language.replies.targets import TargetReply, read_target_reply


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sửa Pá Hốc thành 2", TargetReply(unit="Pá Hốc", count=2)),
        ("lau 2 chu khong phai 1", TargetReply(unit="lau", count=2)),
        ("nala 5 chu khong phai 4", TargetReply(unit="nala", count=5)),
        ("huổi men cũng thế", TargetReply(unit="huổi men", is_same=True)),
        ("huoi men cung the", TargetReply(unit="huoi men", is_same=True)),
        ("bỏ Co Mị ra", TargetReply(unit="Co Mị")),
        ("đúng rồi", None),
        ("bao giờ xong", None),
    ],
)
def test_a_reply_tells_the_new_number_the_same_or_none(text: str, told: TargetReply | None) -> None:
    assert read_target_reply(text) == told
