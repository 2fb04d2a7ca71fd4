"""What belongs to somebody who is taken back within the message."""

from language.words.scanning import Hit, Scan


def is_of_taken_back(scan: Scan, hit: Hit) -> bool:
    """A, B và C… à không phải, em C hoãn lại rồi, chỉ có A với B thôi: what is said between the slip and
    those who are left is of whoever is left out.
    """
    return any(slip.end <= hit.start for slip in scan.all("slip")) and any(
        only.start >= hit.end for only in scan.all("only")
    )
