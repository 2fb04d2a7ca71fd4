"""What stands on the buttons that many answers have."""

YES = "Đúng"
DROP = "Bỏ"
EDIT = "Sửa"
UNDO = "Hoàn tác"
GUIDE = "Hướng dẫn"
