"""When a step was last reached."""

from domain.answers import LastTime, LastTimeAnswer
from domain.units import UnitKind
from rendering.wording.format import day, number, unit_title
from rendering.wording.steps import DID
from rendering.wording.tables import ROWS_SHOWN, and_more

_NEVER = "trong sổ chưa có lần nào"


def last_time(given: LastTimeAnswer) -> str:
    """The day first, with how many people; of the units below the longest ago first."""
    did = DID[given.stage]
    where = unit_title(given.unit)
    people = f" ({number(given.people)} người)" if given.people else ""
    lines = [f"{where}: {did} lần cuối {_when(given.whole)}{people}."]
    if given.whole.on is None:
        lines = [f"{where}: {did}: {_NEVER}."]
    shown = given.rows[given.query.start : given.query.start + ROWS_SHOWN]
    if shown:
        below = "chi bộ" if given.kinds_below == {UnitKind.PARTY_CELL} else "đơn vị"
        lines.append(f"Từng {below}, lâu nhất trước:")
    lines += [
        f"{place}. {unit_title(row.unit)}: {_when(row)}"
        for place, row in enumerate(shown, start=given.query.start + 1)
    ]
    lines += and_more(len(given.rows) - given.query.start - len(shown))
    return "\n".join([*lines, f"Tính đến {day(given.as_of)}."])


def _when(told: LastTime) -> str:
    if told.on is None:
        return _NEVER
    if told.is_exact:
        return f"ngày {day(told.on)}"
    return f"trong kỳ đến {day(told.on)} (báo số lượng, chưa có tên và ngày)"
