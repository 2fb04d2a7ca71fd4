"""How a figure stands to its quota; đạt and vượt are never mixed."""

from domain.periods import Period, PeriodKind
from domain.quotas import Progress, Quota, QuotaState, percent_of
from domain.units import Unit, UnitKind
from rendering.wording.format import number, percent, period_name, plan_name, quota_range


def year_so_far(unit: Unit, year: int, achieved: int, measured: Progress | None) -> str:
    """ "Năm 2025 chi bộ kết nạp 3/4, còn thiếu 1 để đạt chỉ tiêu." """
    who = "chi bộ" if unit.kind is UnitKind.PARTY_CELL else "đảng bộ"
    if measured is None:
        return f"Năm {year} {who} kết nạp {number(achieved)}, chưa giao chỉ tiêu."
    quota = quota_range(measured.quota.low, measured.quota.high)
    states = {
        QuotaState.BELOW: f"còn thiếu {number(measured.gap)} để đạt chỉ tiêu",
        QuotaState.REACHED: "đạt chỉ tiêu",
        QuotaState.IN_RANGE: "đạt chỉ tiêu",
        QuotaState.EXCEEDED: f"vượt {number(measured.over)} so với chỉ tiêu",
    }
    return f"Năm {year} {who} kết nạp {number(achieved)}/{quota}, {states[measured.state]}."


def progress_text(measured: Progress, period: Period) -> str:
    """ "50/92, đạt 54,3% kế hoạch năm, còn thiếu 42"; đạt and vượt are never mixed."""
    return ", ".join([share(measured, period), *outcome(measured)])


def share(measured: Progress, period: Period) -> str:
    """ "50/92, đạt 54,3% kế hoạch năm", without what is missing or over."""
    quota = measured.quota
    told = f"{number(measured.achieved)}/{quota_range(quota.low, quota.high)}"
    plan = plan_name(period)
    if measured.percent is None:
        return f"{told}, đạt {plan}" if measured.state is QuotaState.IN_RANGE else told
    if quota.high is None:
        return f"{told}, đạt {percent(measured.percent)} {plan}"
    ends = f"{percent(measured.percent)} mức thấp nhất"
    if measured.state is QuotaState.BELOW:
        return f"{told}, đạt {ends} của {plan}"
    ends += f", {percent(percent_of(measured.achieved, quota.high) or measured.percent)} mức cao nhất"
    return f"{told}, đạt {plan} ({ends})"


def outcome(measured: Progress) -> list[str]:
    """What is missing or over, if anything."""
    if measured.gap:
        return [f"còn thiếu {number(measured.gap)}"]
    return [f"vượt {number(measured.over)}"] if measured.over else []


def of_whole_term(quota: Quota, asked: Period | None) -> str:
    """Behind "5/15" under the figure of a year, where the target is of a whole term; else nothing."""
    if quota.period.kind is not PeriodKind.TERM or (asked and asked.kind is PeriodKind.TERM):
        return ""
    return f" (cả {period_name(quota.period)})"
