"""Messages composed from lists of their own, with the record each must be read as.

Nothing here is taken from the lexicon or from the corpus: names, places, sentence patterns and
orders are made up apart, so that a form the lexicon lacks shows as a misreading.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.language.pieces import UNITS, Pieces, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A message with its known reading."""

    text: str
    sent_on: date
    gold: Record
    kind: str


class Composer(Pieces):
    """Composes messages from one seeded source of chance."""

    def case(self) -> Case:
        """One message of any kind."""
        makers: list[tuple[int, Callable[[date], tuple[str, Record, str]]]] = [
            (6, self._admission),
            (3, self._list),
            (2, self._table),
            (2, self._form),
            (3, self._candidate),
            (2, self._class),
            (5, self._stage),
            (3, self._official),
            (2, self._dropped),
            (2, self._correction),
            (2, self._counted),
            (4, self._totals),
            (2, self._other_questions),
            (1, self._quota),
        ]
        maker = self._chance.choices([m for _, m in makers], [w for w, _ in makers])[0]
        sent_on = date(2024, 1, 15) + timedelta(days=self._chance.randrange(700))
        text, gold, kind = maker(sent_on)
        if self._chance.random() < 0.2 and gold["intent"].startswith(("report", "query")):
            text = (
                self._pick(
                    ("Dạ em chào anh, ", "Kính gửi đảng ủy, ", "Báo cáo anh chị: ", "Chào bot, ", "Dạ, ")
                )
                + text
            )
        if self._chance.random() < 0.2:
            text += self._pick((" ạ", " nhé", ". Em cảm ơn", " nha", ". Cảm ơn anh chị nhiều", "!"))
        return Case(text=text, sent_on=sent_on, gold=gold, kind=kind)

    # Reports

    def _admission(self, sent_on: date) -> tuple[str, Record, str]:
        gold: Record = {"intent": "report_admission"}
        cell = self._cell(gold)
        name, phrases, person = self._person(sent_on)
        who = self._described(self._titled(name, person), phrases)
        when, day = self._day(sent_on)
        gold |= {"people": [person], "event_date": day.isoformat()}
        text = self._pick(
            (
                f"{cell} đã kết nạp {who}, {when}",
                f"{when} {cell} tổ chức lễ kết nạp {who}",
                f"Kết nạp {who}; {when}, {cell}" if "unit" in gold else f"Kết nạp {who}; {when}",
                f"{cell} vừa làm lễ kết nạp cho {who} vào {when}",
                f"{cell} kết nạp đảng viên mới {when}: {who}",
                f"lễ kết nạp {who} diễn ra {when} tại {gold['unit']}"
                if "unit" in gold
                else f"kn {who} {when}",
                f"{when}, {cell} trao quyết định kết nạp cho {who}",
            )
        )
        return text, gold, "admission"

    def _list(self, sent_on: date) -> tuple[str, Record, str]:
        gold: Record = {"intent": "report_admission"}
        cell = self._cell(gold)
        when, day = self._day(sent_on)
        people = [self._person(sent_on, rich=False) for _ in range(self._chance.randrange(2, 5))]
        gold |= {"people": [record for _, _, record in people], "event_date": day.isoformat()}
        shape = self._chance.randrange(4)
        lines = [self._described(name, phrases) for name, phrases, _ in people]
        head = f"{cell} kết nạp {len(people)} đ/c {when}"
        if shape == 0:
            body = "\n".join(f"{i}. {line}" for i, line in enumerate(lines, 1))
        elif shape == 1:
            body = "\n".join(f"- {line}" for line in lines)
        elif shape == 2:
            body = "; ".join(lines)
        else:
            body = ", ".join(name for name, _, _ in people[:-1]) + " và " + people[-1][0]
            gold["people"] = [{"full_name": name} for name, _, _ in people]
            return f"{head}: {body}", gold, "list"
        return f"{head}:\n{body}" if shape < 2 else f"{head}: {body}", gold, "list"

    def _table(self, sent_on: date) -> tuple[str, Record, str]:
        gold: Record = {"intent": "report_admission", "people": []}
        unit = self._pick(UNITS)
        when, day = self._day(sent_on)
        gold |= {"event_date": day.isoformat(), "unit": unit}
        mark = self._pick(("\t", " | ", "; "))
        rows = [mark.join(("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Trình độ"))]
        if self._chance.random() < 0.3:
            rows = []
        for index in range(1, self._chance.randrange(3, 8)):
            name, people = self.name()
            born = self._born(1980, 2005)
            gender = self._pick(("male", "female"))
            gold["people"].append(
                {
                    "full_name": name,
                    "birth_date": born.isoformat(),
                    "gender": gender,
                    "ethnicity": people,
                    "education": "12/12",
                }
            )
            rows.append(
                mark.join(
                    (
                        str(index),
                        name,
                        f"{born:%d/%m/%Y}",
                        {"male": "Nam", "female": "Nữ"}[gender],
                        people,
                        "12/12",
                    )
                )
            )
        return f"Danh sách kết nạp {when}, chi bộ {unit}\n" + "\n".join(rows), gold, "table"

    def _form(self, sent_on: date) -> tuple[str, Record, str]:
        name, people = self.name()
        born = self._born(1980, 2005)
        day = sent_on - timedelta(days=self._chance.randrange(1, 60))
        mentor, _ = self.name()
        gender = self._pick(("male", "female"))
        lines = [
            f"Họ và tên: {name}",
            f"Ngày sinh: {born:%d/%m/%Y}",
            f"Giới tính: {'nam' if gender == 'male' else 'nữ'}",
            f"Dân tộc: {people}",
            f"Ngày kết nạp: {day:%d/%m/%Y}",
            f"Người giúp đỡ: {mentor}",
        ]
        person = {
            "full_name": name,
            "birth_date": born.isoformat(),
            "gender": gender,
            "ethnicity": people,
            "mentor": mentor,
        }
        return (
            "\n".join(lines),
            {"intent": "report_admission", "people": [person], "event_date": day.isoformat()},
            "form",
        )

    def _candidate(self, sent_on: date) -> tuple[str, Record, str]:
        gold: Record = {"intent": "report_candidate"}
        cell = self._cell(gold)
        name, phrases, person = self._person(sent_on)
        who = self._described(self._titled(name, person), phrases)
        gold["people"] = [person]
        text = self._pick(
            (
                f"{cell} giới thiệu nguồn: {who}",
                f"{cell} đề nghị bổ sung quần chúng ưu tú {who}",
                f"{cell} thêm QCƯT {who}",
                f"{cell} đưa {who} vào danh sách cảm tình đảng",
                f"{cell} cử {who} đi học lớp bồi dưỡng nhận thức về Đảng",
            )
        )
        return text, gold, "candidate"

    def _class(self, sent_on: date) -> tuple[str, Record, str]:
        gold: Record = {"intent": "report_class"}
        name, phrases, person = self._person(sent_on, rich=False)
        who = self._titled(name, person)
        when, day = self._day(sent_on)
        gold |= {"people": [person], "event_date": day.isoformat()}
        who = f"{who} ({', '.join(phrases)})" if phrases else who
        text = self._pick(
            (
                f"{who} đã học xong lớp bồi dưỡng nhận thức về Đảng {when}",
                f"{who} được cấp giấy chứng nhận lớp BDNT {when}",
                f"{who} hoàn thành lớp nhận thức về đảng, bế giảng {when}",
                f"lớp cảm tình đảng bế giảng {when}, bên em có {who} được cấp GCN",
            )
        )
        return text, gold, "class"

    def _stage(self, sent_on: date) -> tuple[str, Record, str]:
        name, _, person = self._person(sent_on)
        person = {"full_name": name}
        who = self._titled(name, person)
        when, day = self._day(sent_on)
        stage, text = self._pick(
            (
                ("referral", f"Đoàn xã ra nghị quyết giới thiệu {who} vào Đảng {when}"),
                ("referral", f"{who} được công đoàn giới thiệu kết nạp {when}"),
                ("dossier_opened", f"chi bộ lập hồ sơ kết nạp cho {who} {when}"),
                ("dossier_opened", f"{who} đã viết đơn xin vào đảng {when}"),
                ("verification_sent", f"đã gửi thẩm tra lý lịch của {who} {when}"),
                ("verification_sent", f"chuyển hồ sơ {who} đi xác minh {when}"),
                ("verification_done", f"thẩm tra lý lịch của {who} xong {when}"),
                ("verification_done", f"đã có kết quả xác minh của {who}, {when}"),
                ("cell_resolution", f"{when} chi bộ họp ra nghị quyết đề nghị kết nạp {who}"),
                ("cell_resolution", f"chi bộ biểu quyết đề nghị kết nạp {who} {when}"),
                ("committee_review", f"{when} đảng ủy xét hồ sơ đề nghị kết nạp của {who}"),
                ("committee_review", f"ban thường vụ thẩm định hồ sơ kết nạp {who} {when}"),
                ("decision", f"đã có quyết định kết nạp {who} {when}"),
                ("decision", f"QĐ kết nạp đảng viên của {who} ký {when}"),
            )
        )
        gold = {"intent": "report_stage", "people": [person], "event_date": day.isoformat(), "stage": stage}
        return text, gold, "stage"

    def _official(self, sent_on: date) -> tuple[str, Record, str]:
        gold: Record = {"intent": "report_official"}
        cell = self._cell(gold)
        name, phrases, person = self._person(sent_on, rich=False)
        who = self._titled(name, person)
        who = f"{who} ({', '.join(phrases)})" if phrases else who
        when, day = self._day(sent_on)
        gold |= {"people": [person], "event_date": day.isoformat()}
        text = self._pick(
            (
                f"{cell} công nhận đảng viên chính thức cho {who} {when}",
                f"{when} {cell} chuyển chính thức {who}",
                f"{who} được công nhận chính thức {when}" + (f", {cell}" if "unit" in gold else ""),
                f"{cell} họp công nhận chính thức {who}, {when}",
            )
        )
        return text, gold, "official"

    def _dropped(self, sent_on: date) -> tuple[str, Record, str]:
        name, _, person = self._person(sent_on)
        person = {"full_name": name}
        who = self._titled(name, person)
        text = self._pick(
            (
                f"đưa {who} ra khỏi danh sách nguồn",
                f"{who} xin rút đơn, không vào đảng nữa",
                f"dừng hồ sơ của {who} vì đi làm ăn xa",
                f"chi bộ thống nhất thôi bồi dưỡng {who}",
                f"{who} không đủ tiêu chuẩn, cho ra khỏi danh sách",
            )
        )
        return text, {"intent": "report_dropped", "people": [person]}, "dropped"

    def _counted(self, sent_on: date) -> tuple[str, Record, str]:
        month = sent_on.month
        first = date(sent_on.year, month, 1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        period = {"kind": "month", "start": first.isoformat(), "end": last.isoformat()}
        gold: Record = {"intent": "report_admission", "period": period}
        cell = self._cell(gold)
        if self._chance.random() < 0.5:
            gold["count"] = 0
            return (
                str(
                    self._pick(
                        (
                            f"tháng này {cell} chưa kết nạp được ai",
                            f"{cell} tháng {month} không kết nạp được đồng chí nào",
                        )
                    )
                ),
                gold,
                "nil",
            )
        gold["count"] = self._chance.randrange(2, 15)
        gold["missing"] = ["full_name", "event_date"]
        return (
            str(
                self._pick(
                    (
                        f"tháng này {cell} kết nạp được {gold['count']} đảng viên",
                        f"{cell} tháng {month} kết nạp {gold['count']} đồng chí",
                    )
                )
            ),
            gold,
            "count",
        )

    def _correction(self, sent_on: date) -> tuple[str, Record, str]:
        gold: Record = {"intent": "correct_last"}
        when, day = self._day(sent_on)
        name, people = self.name()
        other, _ = self.name()
        year = self._chance.randrange(1980, 2004)
        unit = self._pick(UNITS)
        text, values = self._pick(
            (
                (f"nhầm, {when} mới đúng", {"event_date": day.isoformat()}),
                (f"sửa lại tên là {name} chứ không phải {other}", {"people": [{"full_name": name}]}),
                (
                    f"nhầm rồi, sinh năm {year} chứ không phải {year - 1}",
                    {"people": [{"birth_date": str(year)}]},
                ),
                (
                    f"xin đính chính: {name} dân tộc {people}",
                    {"people": [{"full_name": name, "ethnicity": people}]},
                ),
                (f"sửa giúp em đơn vị là chi bộ {unit}", {"unit": unit}),
                ("em ghi sai, bạn ấy là nữ", {"people": [{"gender": "female"}]}),
            )
        )
        return text, gold | values, "correction"

    # Questions and quotas

    def _span(self, sent_on: date) -> tuple[str, Record]:
        year = sent_on.year
        quarter = self._chance.randrange(1, 5)
        return self._pick(  # type: ignore[no-any-return]  # a choice out of a tuple of pairs
            (
                (f"năm {year - 1}", _span("year", date(year - 1, 1, 1), date(year - 1, 12, 31))),
                ("năm nay", _span("year", date(year, 1, 1), date(year, 12, 31))),
                ("năm ngoái", _span("year", date(year - 1, 1, 1), date(year - 1, 12, 31))),
                (f"quý {quarter} năm {year - 1}", _quarter(quarter, year - 1)),
                (f"quý {('I', 'II', 'III', 'IV')[quarter - 1]}/{year - 1}", _quarter(quarter, year - 1)),
                (f"6 tháng đầu năm {year - 1}", _span("half", date(year - 1, 1, 1), date(year - 1, 6, 30))),
                (
                    f"9 tháng năm {year - 1}",
                    _span("nine_months", date(year - 1, 1, 1), date(year - 1, 9, 30)),
                ),
                ("từ đầu năm đến nay", _span("range", date(year, 1, 1), sent_on)),
                (
                    f"từ 1/3/{year - 1} đến 15/8/{year - 1}",
                    _span("range", date(year - 1, 3, 1), date(year - 1, 8, 15)),
                ),
                (f"nhiệm kỳ {year - 5}-{year}", _span("term", date(year - 5, 1, 1), date(year, 12, 31))),
                (
                    f"tháng 2/{year - 1}",
                    _span("month", date(year - 1, 2, 1), date(year - 1, 3, 1) - timedelta(days=1)),
                ),
            )
        )

    def _totals(self, sent_on: date) -> tuple[str, Record, str]:
        gold: Record = {"intent": "query_totals"}
        spoken, gold["period"] = self._span(sent_on)
        where = ""
        if self._chance.random() < 0.4:
            gold["unit"] = self._pick(
                ("xã Mường Khoa", "xã Ia Pết", "phường Đông Kinh", "bản Nậm Pắc", "thôn 9")
            )
            where = gold["unit"] + " "
        by = self._pick(
            (
                ("", []),
                ("", []),
                (", bao nhiêu nữ", ["gender"]),
                (", chia theo dân tộc", ["ethnicity"]),
                (", theo từng chi bộ", ["unit"]),
                (", cơ cấu theo độ tuổi", ["age"]),
                (", theo nghề nghiệp", ["category"]),
                (" theo từng tháng", ["month"]),
            )
        )
        if by[1]:
            gold["breakdown"] = by[1]
        text = self._pick(
            (
                f"{spoken} {where}kết nạp được bao nhiêu đảng viên{by[0]}",
                f"cho em hỏi {where}{spoken} kết nạp mấy đ/c rồi{by[0]}",
                f"thống kê kết nạp {where}{spoken}{by[0]}",
                f"{where}{spoken} có bao nhiêu đ/c được công nhận chính thức{by[0]}",
                f"tổng số đảng viên kết nạp {where}{spoken}{by[0]}",
            )
        )
        return text, gold, "totals"

    def _other_questions(self, sent_on: date) -> tuple[str, Record, str]:
        name, _ = self.name()
        person = {"intent": "query_person", "people": [{"full_name": name}]}
        text, gold = self._pick(
            (
                (f"hồ sơ của {name} đến đâu rồi?", person),
                (f"tra cứu {name}", person),
                (f"cho xem thông tin đ/c {name}", person),
                (f"{name} đến bước nào rồi", person),
                ("ai sắp đến hạn chuyển chính thức?", {"intent": "query_deadlines"}),
                ("hồ sơ nào quá hạn rồi?", {"intent": "query_deadlines"}),
                (
                    "hiện có bao nhiêu hồ sơ chờ thẩm tra",
                    {"intent": "query_pipeline", "stage": "verification_sent"},
                ),
                ("nguồn phát triển đảng còn bao nhiêu", {"intent": "query_pipeline"}),
                ("còn thiếu bao nhiêu so với chỉ tiêu", {"intent": "query_quota_gap"}),
                (
                    "chi bộ nào chưa đạt chỉ tiêu kết nạp?",
                    {"intent": "query_quota_gap", "breakdown": ["unit"]},
                ),
            )
        )
        return text, gold, "question"

    def _quota(self, sent_on: date) -> tuple[str, Record, str]:
        unit = self._pick(UNITS)
        quota = self._chance.randrange(2, 40)
        year = sent_on.year
        gold = {
            "intent": "set_quota",
            "unit": unit,
            "quota": quota,
            "period": _span("year", date(year, 1, 1), date(year, 12, 31)),
        }
        text = self._pick(
            (
                f"giao chỉ tiêu kết nạp năm {year} cho {unit}: {quota} đảng viên",
                f"chỉ tiêu năm {year} của {unit} là {quota} đ/c",
                f"điều chỉnh chỉ tiêu năm nay của chi bộ {unit} lên {quota}",
            )
        )
        return text, gold, "quota"


def _span(kind: str, first: date, last: date) -> Record:
    return {"kind": kind, "start": first.isoformat(), "end": last.isoformat()}


def _quarter(number: int, year: int) -> Record:
    first = date(year, 3 * number - 2, 1)
    last = (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)
    return _span("quarter", first, last)
