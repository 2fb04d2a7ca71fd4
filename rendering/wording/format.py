"""How dates, numbers, periods and units are written."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from domain.localtime import VIET_NAM, local_date
from domain.people import BirthDate
from domain.periods import Period, PeriodKind
from domain.units import Unit, UnitKind

_ORGANISATION = {
    UnitKind.PROVINCE: "Đảng bộ",
    UnitKind.DISTRICT: "Đảng bộ",
    UnitKind.COMMUNE: "Đảng bộ",
    UnitKind.BRANCH_COMMITTEE: "Đảng bộ bộ phận",
    UnitKind.PARTY_CELL: "Chi bộ",
}
_QUARTERS = ("I", "II", "III", "IV")

_OF_YEAR = re.compile(r"[/ ]\d{4}\b")


def day(on: date) -> str:
    """05/10/2025."""
    return f"{on.day:02}/{on.month:02}/{on.year}"


def shortened(text: str, most: int) -> str:
    """What a user typed, cut after so many characters where it is shown again."""
    return text if len(text) <= most else text[:most] + "…"


def birth_date(born: BirthDate) -> str:
    """12/03/1998, 03/1998 or 1998: as precisely as it is known."""
    parts = [f"{part:02}" for part in (born.day, born.month) if part is not None]
    return "/".join([*parts, f"{born.year:04}"])


def number(value: int) -> str:
    """1.669."""
    return f"{value:,}".replace(",", ".")


def decimal(value: Decimal) -> str:
    """27,3 with one decimal, a half rounded up as everybody does; left out where it is 0."""
    rounded = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:,.1f}".translate(str.maketrans(",.", ".,")).removesuffix(",0")


def percent(value: Decimal) -> str:
    """54,3% and 80%."""
    return f"{decimal(value)}%"


def quota_range(low: int, high: int | None) -> str:
    """A target as it was given: 15, or 10–15."""
    return number(low) if high is None else f"{number(low)}–{number(high)}"


def unit_title(unit: Unit) -> str:
    """The organisation's full name: Chi bộ bản Hỏm, Đảng bộ xã Chiềng Bôm."""
    return f"{_ORGANISATION[unit.kind]} {unit.name}"


def mid_sentence(title: str) -> str:
    """A title as it stands within a sentence: chi bộ bản Hỏm."""
    return title[:1].lower() + title[1:]


def quarter(year: int, number: int) -> str:
    """A quarter by its number from 1: quý III/2025."""
    return f"quý {_QUARTERS[number - 1]}/{year}"


def period_name(period: Period) -> str:
    """The period as people call it, in lower case: quý III/2025, 9 tháng đầu năm 2025, nhiệm kỳ 2020–2025."""
    start, last = period.start, period.last_day
    match period.kind:
        case PeriodKind.MONTH:
            return f"tháng {start.month}/{start.year}"
        case PeriodKind.QUARTER:
            return quarter(start.year, (start.month + 2) // 3)
        case PeriodKind.HALF:
            return f"6 tháng {'đầu' if start.month == 1 else 'cuối'} năm {start.year}"
        case PeriodKind.NINE_MONTHS:
            return f"9 tháng đầu năm {start.year}"
        case PeriodKind.YEAR:
            return f"năm {start.year}"
        case PeriodKind.TERM:
            return f"nhiệm kỳ {start.year}–{last.year}"
        case PeriodKind.ALL_TIME:
            return "từ trước đến nay"
        case PeriodKind.RANGE if (start.month, start.day) == (1, 1) and start.year == last.year:
            return f"từ đầu năm {start.year} đến {day(last)}"
        case PeriodKind.RANGE if start == last:
            return f"ngày {day(start)}"
        case PeriodKind.RANGE:
            return f"từ {day(start)} đến {day(last)}"


def part_of_year(period: Period) -> str:
    """A part of a year, whichever year: Tháng 2, Quý I, 6 tháng đầu năm, Ngày 03/02."""
    told = _OF_YEAR.sub("", period_name(period))
    return told[:1].upper() + told[1:]


def plan_name(period: Period) -> str:
    """What a target of this period is called: kế hoạch năm, kế hoạch nhiệm kỳ."""
    match period.kind:
        case PeriodKind.MONTH:
            return "kế hoạch tháng"
        case PeriodKind.QUARTER:
            return "kế hoạch quý"
        case PeriodKind.YEAR:
            return "kế hoạch năm"
        case PeriodKind.TERM:
            return "kế hoạch nhiệm kỳ"
        case PeriodKind.HALF | PeriodKind.NINE_MONTHS | PeriodKind.RANGE | PeriodKind.ALL_TIME:
            return f"kế hoạch {period_name(period)}"


def when(at: datetime, now: datetime) -> str:
    """A moment as people say it: "08:12 hôm qua", "08:12 hôm nay", "08:12 ngày 05/10/2025"."""
    days = (local_date(now) - local_date(at)).days
    told = {0: "hôm nay", 1: "hôm qua"}.get(days, f"ngày {day(local_date(at))}")
    return f"{at.astimezone(VIET_NAM):%H:%M} {told}"
