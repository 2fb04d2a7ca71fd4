"""Names of units: bản Nà Tòng, chi bộ thôn 3, trường THPT Lệ Thủy."""
