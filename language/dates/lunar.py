"""The Vietnamese lunar calendar (UTC+7), enough to propose the solar day of "mùng 6 Tết".

After Hồ Ngọc Đức's published algorithm: new moons and the sun's longitude by Jean Meeus' short series.
"""

from datetime import date
from functools import lru_cache
from math import floor, pi, sin

_ZONE = 7 / 24
_EPOCH = date(2000, 1, 1).toordinal() - 2451545  # ordinal of a Julian day number


def solar_day(day: int, month: int, year: int) -> date | None:
    """The solar date of a day of an ordinary lunar month; None when the month has no such day."""
    starts = _months(year)
    if not 1 <= month <= 12 or not 1 <= day <= 30:
        return None
    start, following = starts[month - 1], starts[month]
    number = start + day - 1
    return date.fromordinal(number + _EPOCH) if number < following else None


@lru_cache(maxsize=64)
def _months(year: int) -> tuple[int, ...]:
    """The Julian days on which the twelve ordinary months begin, and the day after the twelfth."""
    eleventh, next_eleventh = _eleventh(year - 1), _eleventh(year)
    first = floor(0.5 + (eleventh - 2415021.076998695) / 29.530588853)
    is_leap = next_eleventh - eleventh > 365
    leap = _leap_offset(eleventh) if is_leap else 99
    starts: list[int] = []
    for month in range(1, 13):
        offset = month + 1 if month < 11 else month - 11
        if month >= 11:
            starts.append(_late_month(year, month))
            continue
        starts.append(_new_moon(first + offset + (offset >= leap)))
    later = _months_after(year)
    return (*starts, later)


def _late_month(year: int, month: int) -> int:
    eleventh = _eleventh(year)
    first = floor(0.5 + (eleventh - 2415021.076998695) / 29.530588853)
    return _new_moon(first + month - 11)


def _months_after(year: int) -> int:
    eleventh = _eleventh(year)
    first = floor(0.5 + (eleventh - 2415021.076998695) / 29.530588853)
    leap = _leap_offset(eleventh) if _eleventh(year + 1) - eleventh > 365 else 99
    return _new_moon(first + 2 + (leap <= 2))


def _new_moon(k: int) -> int:
    """The Julian day number of the k-th new moon since 1/1/1900, in Vietnamese time."""
    t = k / 1236.85
    radians = pi / 180
    moment = 2415020.75933 + 29.53058868 * k + 0.0001178 * t * t - 0.000000155 * t**3
    moment += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t * t) * radians)
    sun = 359.2242 + 29.10535608 * k - 0.0000333 * t * t - 0.00000347 * t**3
    moon = 306.0253 + 385.81691806 * k + 0.0107306 * t * t + 0.00001236 * t**3
    latitude = 21.2964 + 390.67050646 * k - 0.0016528 * t * t - 0.00000239 * t**3
    change = (0.1734 - 0.000393 * t) * sin(sun * radians) + 0.0021 * sin(2 * radians * sun)
    change += (
        -0.4068 * sin(moon * radians) + 0.0161 * sin(radians * 2 * moon) - 0.0004 * sin(radians * 3 * moon)
    )
    change += 0.0104 * sin(radians * 2 * latitude) - 0.0051 * sin(radians * (sun + moon))
    change += -0.0074 * sin(radians * (sun - moon)) + 0.0004 * sin(radians * (2 * latitude + sun))
    change += -0.0004 * sin(radians * (2 * latitude - sun)) - 0.0006 * sin(radians * (2 * latitude + moon))
    change += 0.0010 * sin(radians * (2 * latitude - moon)) + 0.0005 * sin(radians * (2 * moon + sun))
    drift = -0.000278 + 0.000265 * t + 0.000262 * t * t
    return floor(moment + change - drift + 0.5 + _ZONE)


def _sun_sector(day: int) -> int:
    """Which twelfth of its course the sun stands in at midnight in Viet Nam, 0 to 11."""
    t = (day - 0.5 - _ZONE - 2451545.0) / 36525
    radians = pi / 180
    anomaly = 357.52910 + 35999.05030 * t - 0.0001559 * t * t - 0.00000048 * t**3
    mean = 280.46645 + 36000.76983 * t + 0.0003032 * t * t
    drift = (1.914600 - 0.004817 * t - 0.000014 * t * t) * sin(radians * anomaly)
    drift += (0.019993 - 0.000101 * t) * sin(radians * 2 * anomaly) + 0.000290 * sin(radians * 3 * anomaly)
    longitude = (mean + drift) * radians
    return floor((longitude - 2 * pi * floor(longitude / (2 * pi))) / pi * 6)


def _eleventh(year: int) -> int:
    """The Julian day on which the eleventh month begins: the one that holds the winter solstice."""
    last = date(year, 12, 31).toordinal() - _EPOCH
    k = floor((last - 2415021) / 29.530588853)
    found = _new_moon(k)
    return _new_moon(k - 1) if _sun_sector(found) >= 9 else found


def _leap_offset(eleventh: int) -> int:
    """How many months after the eleventh the month without a principal term stands."""
    k = floor((eleventh - 2415021.076998695) / 29.530588853 + 0.5)
    offset = 1
    sector = _sun_sector(_new_moon(k + offset))
    while True:
        last, offset = sector, offset + 1
        sector = _sun_sector(_new_moon(k + offset))
        if sector == last or offset >= 14:
            return offset - 1
