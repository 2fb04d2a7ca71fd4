"""How old those counted were: so many of some ages, and the mean."""

from domain.figures import Aged, AverageAge, Whom
from domain.questions import Ages
from rendering.wording.format import decimal, number
from rendering.wording.steps import capitalised
from rendering.wording.tags import all_of


def aged(known: Aged, of: int, at: str = "") -> str:
    """ "Dưới 30 tuổi: 4 (tính tuổi năm 2020, theo năm sinh của cả 5 người)." Of those who reached a step the
    age is that of the year in which they did: `at` has what that was, "lúc kết nạp"."""
    when = f"tuổi năm {known.in_year}" if known.in_year else f"tuổi {at}"
    told = f"{capitalised(ages_told(known.ages))}: {number(known.value)}"
    told = f"{told} ({when}, theo năm sinh của {_of_known(known.people, of)} người)."
    if not known.tags:
        return told
    return f"{capitalised(all_of(known.tags))}, {ages_told(known.ages)}: {number(known.carrying)}. {told}"


def whom_told(group: Whom) -> str:
    """Who is of a group: "nữ", "nữ dưới 30 tuổi", "vừa nữ vừa giáo viên, dưới 30 tuổi"."""
    each = [all_of(group.tags), ages_told(group.ages) if group.ages else ""]
    return (", " if len(group.tags) > 1 else " ").join(filter(None, each))


def ages_told(ages: Ages) -> str:
    """ "dưới 30 tuổi", "từ 18 đến 30 tuổi" """
    if ages.least is None:
        return f"dưới {number((ages.most or 0) + 1)} tuổi"
    if ages.most is None:
        return f"từ {number(ages.least)} tuổi trở lên"
    return f"từ {number(ages.least)} đến {number(ages.most)} tuổi"


def _of_known(people: int, of: int) -> str:
    return f"{number(people)}/{number(of)}" if people < of else "cả " + number(of)


def average_age(known: AverageAge, of: int) -> str:
    """ "Tuổi bình quân 27,4 (theo năm sinh của 9/10 người)." """
    return f"Tuổi bình quân {decimal(known.years)} (theo năm sinh của {_of_known(known.people, of)} người)."
