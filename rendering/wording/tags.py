"""What the lines of a breakdown are called."""

from collections.abc import Sequence

from domain.disclosure import SMALLEST_SHOWN
from domain.figures import Row
from domain.people import Category, Gender
from domain.questions import Dimension
from domain.tags import MINORITY
from rendering.wording.format import quarter, unit_title
from rendering.wording.steps import CATEGORY, GENDER


def row_label(dimension: Dimension, row: Row) -> str:
    """What a line of a breakdown is called."""
    if row.unit is not None:
        return unit_title(row.unit)
    if not row.key:
        return {
            Dimension.UNIT: "chưa chia về đơn vị",
            Dimension.MONTH: "chưa chia về tháng",
            Dimension.QUARTER: "chưa chia về quý",
            Dimension.YEAR: "chưa chia về năm",
        }.get(dimension, "chưa rõ")
    match dimension:
        case Dimension.GENDER:
            return GENDER[Gender(row.key)]
        case Dimension.CATEGORY:
            return CATEGORY[Category(row.key)]
        case Dimension.MONTH:
            year, month = row.key.split("-")
            return f"{month}/{year}"
        case Dimension.QUARTER:
            year, number = row.key.split("-")
            return quarter(int(year), int(number))
        case Dimension.AGE:
            low, dash, high = row.key.partition("-")
            if dash:
                return f"{low}–{high} tuổi"
            return f"{'dưới' if low.startswith('<') else 'trên'} {low[1:]} tuổi"
        case Dimension.EDUCATION if "/" in row.key:  # a number goes before the number of people
            year, years = row.key.split("/")
            return f"lớp {year} (hệ {years})"
        case Dimension.UNIT | Dimension.ETHNICITY | Dimension.RELIGION | Dimension.EDUCATION | Dimension.YEAR:
            return row.key


def tag_label(tag: str) -> str:
    """What a tag of a person is called."""
    if tag == MINORITY:
        return "dân tộc thiểu số"
    dimension, _, key = tag.partition(":")
    return row_label(Dimension(dimension), Row(key=key, value=0))


def all_of(tags: Sequence[str]) -> str:
    """Who carries all of them: "nữ", "vừa nữ vừa giáo viên"."""
    labels = [tag_label(tag) for tag in tags]
    return f"vừa {' vừa '.join(labels)}" if len(labels) > 1 else "".join(labels)


def hidden_number(count: int) -> str:
    """What stands in the place of a number that is not told, of a small group or so as not to tell of one."""
    return f"dưới {SMALLEST_SHOWN}" if count < SMALLEST_SHOWN else "không nêu số để không lộ nhóm nhỏ"
