"""What a unit consists of: "xã mình có những chi bộ nào", "chi bộ nào đông đảng viên nhất". Nobody in these
party organisations is asked for.

Read before the whole message is: what is counted or listed would otherwise be who was admitted.
"""

from dataclasses import dataclass

from language.words.phrases import phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsRequest:
    """Các đơn vị trực thuộc of the unit as it was written, or where `unit` is None of the asker's own.

    `by_members`: which of them has most members of the party.
    """

    unit: str | None = None
    by_members: bool = False


def read_units_request(text: str) -> UnitsRequest | None:
    """Of which unit a question asks what lies below it; None where it asks anything more."""
    ranks = phrase("ranks_by_members").whole(text)
    told = ranks or phrase("asks_units").whole(text)
    if told is None:
        return None
    if "unit" not in told:
        return UnitsRequest(by_members=ranks is not None)
    named = told["unit"]
    if phrase("more_than_a_name").anywhere(named):
        return None  # "danh sách chi bộ của xã chưa báo cáo"
    return UnitsRequest(unit=named, by_members=ranks is not None)
