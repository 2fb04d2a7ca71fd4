"""What a unit consists of: "xã mình có những chi bộ nào". Nobody in these party organisations is asked for.

Read before the whole message is: what is counted or listed would otherwise be who was admitted.
"""

from dataclasses import dataclass

from language.words.phrases import phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsRequest:
    """Các đơn vị trực thuộc of the unit as it was written, or where `unit` is None of the asker's own."""

    unit: str | None = None


def read_units_request(text: str) -> UnitsRequest | None:
    """Of which unit a question asks what lies below it; None where it asks anything more."""
    told = phrase("asks_units").whole(text)
    if told is None:
        return None
    if "unit" not in told:
        return UnitsRequest()
    named = told["unit"]
    # "danh sách chi bộ của xã chưa báo cáo"
    return None if phrase("more_than_a_name").anywhere(named) else UnitsRequest(unit=named)
