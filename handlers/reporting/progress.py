"""The year so far of one unit in one sentence: what follows every receipt and every undo."""

from domain.periods import year_period
from domain.pipeline import Stage
from domain.quotas import progress, resolve
from domain.units import Unit
from handlers.context import Context
from rendering.wording.progress import year_so_far
from storage import quotas, statistics, units
from storage.database import Tx


def progress_of_year(tx: Tx, context: Context, unit: Unit, year: int) -> str:
    """ "Năm 2025 chi bộ kết nạp 3/4, còn thiếu 1 để đạt chỉ tiêu." """
    period = year_period(year)
    interval = (unit.left, unit.right)
    as_of = min(context.today, period.last_day)
    achieved = statistics.total(tx, Stage.ADMISSION, interval, period, as_of).value
    quota = resolve(quotas.of_unit(tx, unit.id), period)
    # A quota for several years says nothing of one of them.
    if quota and quota.period == period:
        quota = quota.for_cells(units.cells_count(tx, interval, as_of))
        return year_so_far(unit, year, achieved, progress(achieved, quota))
    return year_so_far(unit, year, achieved, None)
