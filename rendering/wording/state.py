"""A unit as a whole: how it is doing this year, and how many members it has."""

from domain.answers import MembersAnswer, StatusAnswer
from domain.pipeline import SOURCE, Stage
from rendering.wording.format import day, number, unit_title
from rendering.wording.totals import headline, pace_line


def status(given: StatusAnswer) -> str:
    """The year, who is on the way, what is due, and when the unit was last heard of."""
    year, people = given.year, given.pipeline
    told = dict(people.by_stage)
    lines = [headline(year)]
    if year.forecast and year.progress and year.progress.gap:
        lines.append(pace_line(year.forecast, year.progress))
    listed = sum(told.get(stage, 0) for stage in SOURCE)
    lines.append(
        f"Đang theo dõi: {number(listed)} người trong nguồn, {number(people.standing)} hồ sơ đang làm, "
        f"{number(told.get(Stage.ADMISSION, 0))} đảng viên dự bị."
    )
    if given.overdue:
        lines.append(f"⚠️ {number(given.overdue)} việc quá hạn, {number(given.due_soon)} việc sắp đến hạn.")
    else:
        lines.append(f"Không có việc quá hạn; {number(given.due_soon)} việc đến hạn trong 30 ngày tới.")
    heard = given.last_heard_on
    lines.append(f"Báo cáo gần nhất: {day(heard)}." if heard else "Chưa có báo cáo nào.")
    return "\n".join(lines)


def members(given: MembersAnswer) -> str:
    """The published number where there is one, and who is on record here."""
    where, known = unit_title(given.unit), given.published
    on_record = f"{number(given.official)} đảng viên chính thức, {number(given.on_probation)} đảng viên dự bị"
    if known is None:
        return (
            f"{where}: chưa có tổng số đảng viên. Đang theo dõi ở đây, đến {day(given.as_of)}: {on_record}."
        )
    lines = [f"{where} có {number(known.value)} đảng viên (số liệu {day(known.as_of)})."]
    if given.admitted_since:
        lines.append(f"Từ đó đến {day(given.as_of)} kết nạp thêm {number(given.admitted_since)} người.")
    return "\n".join([*lines, f"Đang theo dõi ở đây: {on_record}."])
