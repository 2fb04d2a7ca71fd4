"""A figure without some of its units: "bỏ trạm y tế ra", "không tính công an xã thì còn bao nhiêu"."""

from collections.abc import Sequence

from domain.answers import Answer
from domain.figures import FigureAnswer
from domain.messages import Reply
from domain.units import Unit
from rendering.wording.answers import answer as worded
from rendering.wording.unclear import without_units
from storage import statistics
from storage.database import Tx


def told_without(tx: Tx, whole: Answer, left_out: Sequence[Unit]) -> Reply | None:
    """How many a figure is without these units, above the figure itself; None where it has none of them."""
    if not isinstance(whole, FigureAnswer) or whole.query.as_it_was:
        return None
    inside = [unit for unit in left_out if unit.id != whole.unit.id and whole.unit.contains(unit)]
    apart = [unit for unit in inside if not any(o.id != unit.id and o.contains(unit) for o in inside)]
    counted = [
        (unit, statistics.total(tx, whole.stage, (unit.left, unit.right), whole.period, whole.as_of).value)
        for unit in apart
    ]
    if not counted:
        return None
    given = worded(whole)
    return Reply(
        text=f"{without_units(whole.stage, whole.value, counted)}\n{given.text}", choices=given.choices
    )
