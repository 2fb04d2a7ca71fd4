"""What is said of a list that was set against what is on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.people import BirthDate, Gender
from domain.pipeline import LeavingReason, Milestone
from domain.sheets import Column, Sheet
from domain.text import fold
from domain.units import Unit
from rendering.wording.format import birth_date, day, number, unit_title
from rendering.wording.rows import number_column
from rendering.wording.steps import GENDER, LEAVING, STEP

_FIELD = {
    "name": "họ và tên",
    "born": "ngày sinh",
    "gender": "giới tính",
    "ethnicity": "dân tộc",
    "unit": "chi bộ",
    "admission": "ngày kết nạp",
    "official": "ngày chính thức",
    "class": "ngày học xong lớp",
    "candidate": "ngày vào nguồn",
    "left": "theo dõi",
}
_SHOWN = 5

Line = tuple[int | str, str, str, str, str]  # row, name, field, there, here


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many rows a list has, how many say what is on record, how many may mean several or nobody."""

    rows: int
    same: int
    unclear: int


def shown(which: str, value: object) -> str:
    """What either side says of this field."""
    match value:
        case None:
            return "còn trong danh sách" if which == "left" else "chưa có"
        case Milestone():
            reason = value.event.data.get("reason")
            how = LEAVING[LeavingReason(reason)] if reason else STEP[value.stage]
            return f"{how} ngày {day(value.on)}"
        case BirthDate():
            return birth_date(value)
        case Gender():
            return GENDER[value]
        case Unit():
            return unit_title(value)
        case date():
            return day(value)
    return str(value)


def field_name(which: str) -> str:
    """What differs."""
    return _FIELD[which]


def summary(
    name: str,
    counts: Counts,
    only_there: Sequence[str],
    only_here: Sequence[str],
    differing: Sequence[Line],
    doubts: Sequence[str],
    *,
    in_chat: bool,
) -> str:
    """The figures first, which add up to the rows; then a few of each, and where all of them are."""
    people = len({line[0] for line in differing})
    unclear = f"chưa rõ {number(counts.unclear)}, " if counts.unclear else ""
    lines = [
        f"Đối chiếu tệp {name}: {number(counts.rows)} người, khớp {number(counts.same)}, "
        f"khác {number(people)}, chỉ có trong tệp {number(len(only_there))}, {unclear}"
        f"chỉ có ở đây {number(len(only_here))}."
    ]
    lines += [
        f"Khác: dòng {row}, {who}: {what} trong tệp {there}, ở đây {here}."
        for row, who, what, there, here in differing[:_SHOWN]
    ]
    lines += _few("Chỉ có trong tệp", only_there)
    lines += _few("Chỉ có ở đây", only_here)
    if doubts:
        lines += ["Cần xem lại:", *doubts[:_SHOWN]]
    if max(len(differing), len(only_there), len(only_here), len(doubts)) > _SHOWN:
        lines.append(f"Danh sách đầy đủ trong tệp {'kèm theo' if in_chat else 'mà --out ghi ra'}.")
    how = "gửi lại tệp rồi bấm Nhập" if in_chat else "chạy chibo import với tệp này"
    lines.append(f"Không ghi gì. Muốn ghi những người chỉ có trong tệp, {how}.")
    return "\n".join(lines)


def _few(title: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    more = f" và {number(len(names) - _SHOWN)} người nữa" if len(names) > _SHOWN else ""
    return [f"{title}: {'; '.join(names[:_SHOWN])}{more}."]


def one(name: str, born: BirthDate | None, unit: str) -> str:
    """Somebody on one side only."""
    told = ", ".join(part for part in (birth_date(born) if born else "", unit) if part)
    return f"{name} ({told})" if told else name


def sheets(
    only_there: Sequence[tuple[int | str | None, str, BirthDate | None, str]],
    only_here: Sequence[tuple[int | str | None, str, BirthDate | None, str]],
    differing: Sequence[Line],
    doubts: Sequence[tuple[int | str, str, str]],
) -> list[Sheet]:
    """Everything, to work from: what differs, who is only in the list or only here, what is unclear."""
    columns = (
        number_column(differing),
        Column(title="Họ và tên", width=28),
        Column(title="Mục", width=20),
        Column(title="Trong tệp", width=30),
        Column(title="Ở đây", width=30),
    )
    why = (number_column(doubts), Column(title="Họ và tên", width=28), Column(title="Vì sao", width=90))
    return [
        Sheet(name="Khác nhau", columns=columns, rows=tuple(differing)),
        _people("Chỉ có trong tệp", only_there),
        _people("Chỉ có ở đây", only_here),
        Sheet(name="Cần xem lại", columns=why, rows=tuple(doubts)),
    ]


def _people(name: str, rows: Sequence[tuple[int | str | None, str, BirthDate | None, str]]) -> Sheet:
    columns = (
        number_column(rows),
        Column(title="Họ và tên", width=28),
        Column(title="Ngày sinh", width=14),
        Column(title="Chi bộ", width=36),
    )
    told = tuple((at, who, birth_date(born) if born else None, unit) for at, who, born, unit in rows)
    return Sheet(name=name, columns=columns, rows=told)


def file_name(name: str) -> str:
    """The name of the workbook."""
    return f"doi-chieu-{fold(name.rpartition('.')[0] or name).replace(' ', '-').replace('/', '-')}.xlsx"


def comparing(name: str) -> str:
    """It is being looked at."""
    return f"Đang đối chiếu tệp {name}. Xong tôi báo lại, không ghi gì."
