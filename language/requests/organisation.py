"""What a unit consists of: "xã mình có những chi bộ nào", "chi bộ nào đông đảng viên nhất". Nobody in these
party organisations is asked for.

Read before the whole message is: what is counted or listed would otherwise be who was admitted.
"""

from dataclasses import dataclass

from language.words.phrases import phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsRequest:
    """Các đơn vị trực thuộc of the unit as it was written, or where `unit` is None of the asker's own.

    `by_members`: which of them has most members of the party. `of_kind`: the words that ask for the cells of
    a kind of institution too, or with `only_kind` for nothing else.
    """

    unit: str | None = None
    by_members: bool = False
    of_kind: str | None = None
    only_kind: bool = False


def read_units_request(text: str) -> UnitsRequest | None:
    """Of which unit a question asks what lies below it; None where it asks anything more."""
    if only := phrase("counts_of_kind").whole(text):
        return UnitsRequest(of_kind=only["of_kind"], only_kind=True)
    ranks = phrase("ranks_by_members").whole(text)
    also = None if ranks else phrase("and_of_kind").anywhere(text)
    told = ranks or phrase("asks_units").whole(also.before if also else text)
    of_kind = also["of_kind"] if also else None
    if told is None:
        return None
    if "unit" not in told:
        return UnitsRequest(by_members=ranks is not None, of_kind=of_kind)
    named = told["unit"]
    if phrase("more_than_a_name").anywhere(named):
        return None  # "danh sách chi bộ của xã chưa báo cáo"
    return UnitsRequest(unit=named, by_members=ranks is not None, of_kind=of_kind)
