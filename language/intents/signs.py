"""What the rules ask of a message: whether it asks, counts, lists, how it opens and ends."""

from collections.abc import Iterable
from itertools import pairwise

from language.intents.decisions import AT_HEAD, NEAR, PHRASE, SHORT
from language.intents.events import event_of
from language.intents.figures import figure_behind
from language.intents.guards import negated_before
from language.intents.hearsay import is_each, is_not_needed, is_only_then
from language.names.finding import Name
from language.words import particles
from language.words.alternatives import EITHER, asks_which_of_two
from language.words.scanning import MARK, Hit, Scan

# One of these words, or of these tags, is in every message that asks.
_WHICH = particles.words("which_one")
_ASKING_WORDS = _WHICH | EITHER | {"?"}
_ASKING = ("how_many", "ask", "which", "state_of", "requested", "asks_to_confirm", "question_end")
_HAPPENS = ("admission", "official", "party")
_STILL_NOT = particles.words("still_not")
_CLAUSE_ENDS = frozenset((",", ".", ";", "!", "\n"))
_ADDRESSEES = ("honorific", "members", "committee", "office", "party_office")
_PREFACES = ("greeting", "address", "honorific", "final")
_FIGURES_OF_YEAR = 4
_SUBJECT = 3  # pieces of "đứa nhỏ"
_COUNTED = ("admission", "official", "class", "candidate", "dropped")
_RECEIVERS = ("honorific", "own", "request", "function")
_NO_QUESTION = particles.words("left_out") | {":", ";", "|", "\t"}
_LINKS = particles.words("left_out")
_CLOSERS = ("honorific", "vocative", "bot")
_COMPARES = particles.words("holds_against")
_ALL_OF_THEM = particles.words("all_of_them")
_JOINS = particles.words("joins_steps")
_WHY = particles.words("why_several")
_TOP = particles.words("ranked_head")
_FEW = particles.numbers("month_name")
_OF_THE_LAST = ("number", "members", "folk", "honorific", "newly", "done_lead", "ask", "person_filler")
_RANKED = tuple(tuple(form.split()) for form in particles.words("ranked_unit"))


class Signs:
    """The hits of a message with the questions that several rules ask, each answered once."""

    def __init__(self, scan: Scan, names: list[Name], *, has_range: bool = False) -> None:
        self.scan = scan
        self.names = names
        self.has_range = has_range  # từ 1/3 đến 15/9: days that a question takes as a period
        self.event = event_of(scan, names)
        self.head = _head(scan)
        self.size = len(scan) - scan.kinds.count(MARK)
        self.has_span = "period" in scan.used
        self.asks_span = self.has_span or has_range
        self.has_unit = "unit" in scan.used
        self.lists = self._lists()
        self.counts = self.ends_as_question = self.requests = self.states = self.asks = False
        if scan.has(*_ASKING) or not _ASKING_WORDS.isdisjoint(scan.keys):  # most messages only tell
            self._see_what_is_asked()

    def _see_what_is_asked(self) -> None:
        scan = self.scan
        self.counts = any(map(self._really_counts, scan.all("how_many")))
        self.ends_as_question = self._ends_as_question() or asks_which_of_two(scan)
        self.requests = self._requests()
        self.states = scan.has("state_of") and bool(self._states())
        asked = any(map(self._really_asks, scan.all("ask"))) or self._asks_which()
        self.asks = self.counts or self.ends_as_question or self.requests or asked

    def opens(self, hit: Hit | None, reach: int = AT_HEAD) -> bool:
        """Whether the words stand at the head of the message, greetings left out."""
        return hit is not None and hit.start <= self.head + reach

    def consists_of(self, *tags: str) -> bool:
        """Whether every word belongs to one of the tags, or was read as a period or a unit."""
        covered = places_of(self.scan, tags)
        used, slots = self.scan.used, ("period", "unit", "date") if self.has_range else ("period", "unit")
        return all(
            p in covered or used[p] in slots or not self.scan.words[p][0].isalnum()
            for p in range(len(self.scan))
        )

    def _lists(self) -> bool:
        """danh sách nguồn hiện nay: a list that is wanted, for none is given."""
        scan = self.scan
        if not self.opens(scan.first("list_word"), 0) or (self.names and not self._names_place()):
            return False
        return not (":" in scan.keys or scan.has("hands_in") or scan.free_numbers())

    def _names_place(self) -> bool:
        """danh sách kết nạp ban muong lai nam nay: one name between the event and a period is a place's."""
        scan, name = self.scan, self.names[0]
        closed = "period" in scan.used[name.end : name.end + 2]
        return len(self.names) == 1 and closed and not scan.any_ending(name.start, ("honorific",))

    def _requests(self) -> bool:
        """báo chị số kết nạp tháng 9, xin con số: figures that are wanted, for none is given."""
        scan = self.scan
        if self.names or not scan.has("requested"):
            return False
        if ":" in scan.keys or scan.free_numbers() or scan.has("not_yet", "hands_in"):
            return False
        return any(map(self._is_requested, self.free("requested")))

    def _is_requested(self, hit: Hit) -> bool:
        scan, place = self.scan, hit.start
        if scan.is_number(hit.end) or scan.has("private") or self._is_handed_in(hit):
            return False
        if scan.within[place] and not hit.exact:
            return False  # "gui ho so len dang uy": hồ sơ, and no số
        if self.opens(hit, 0) and scan.any_at(hit.end, _COUNTED):
            return True  # số kết nạp của từng chi bộ
        while place > 0 and scan.any_at(place - 1, _RECEIVERS):
            place -= 1
        return any(scan.at("request", p) is not None for p in range(max(0, place - 1), hit.start))

    def free(self, tag: str) -> list[Hit]:
        """The hits of a tag that were not read as something else."""
        hits = self.scan.all(tag)
        return [hit for hit in hits if not any(self.scan.used[hit.start : hit.end])] if hits else hits

    def _really_counts(self, hit: Hit) -> bool:
        """Not may of "công nhân may", not mấy hôm, not tổng alone."""
        scan = self.scan
        if self._is_luck(hit) or self._is_doubted(hit) or scan.covers("not_counted", hit):
            return False
        if hit.value == "may":
            tailor = scan.ending("category", hit.end) is not None
            if not (hit.exact or scan.spellings[hit.start].is_bare) or scan.covers("machine", hit):
                # gõ máy tính
                return False
            meant = not (scan.at("few", hit.end) or tailor or self._is_plural(hit))
            return scan.used[hit.start] != "name" and meant
        if scan.any_ending(hit.start, ("date_word", "month_word", "year_word")):
            # ngày bao nhiêu: asks for a day, counts nobody; but 9 tháng đầu năm, bao nhiêu người
            return hit.start > 0 and scan.used[hit.start - 1] == "period"
        if scan.ending("correct", hit.start) is not None or figure_behind(scan, hit.end) is not None:
            # nhầm số lượng; tổng số kết nạp: 3
            return False
        if scan.covers("which", hit):
            # bao nhiêu tuổi, được bao nhiêu năm rồi: of one person
            return False
        if scan.keys[hit.start] == "so" and scan.key(hit.start - 1) == "ho":
            # hồ sơ quần chúng, not số quần chúng
            return False
        return hit.exact if hit.value == "so_much" else hit.value != "weak"

    def _is_luck(self, hit: Hit) -> bool:
        """Lũ cuốn mất cái máy, may người không sao: may in a text with its marks, at the head of a clause."""
        scan = self.scan
        lucky = scan.keys[hit.start] in particles.words("luck") and scan.spellings[hit.start].is_bare
        apart = hit.start > 0 and not scan.is_word(hit.start - 1)
        return scan.accented and lucky and apart and "?" not in scan.keys

    def _is_doubted(self, hit: Hit) -> bool:
        """Quý 3 chưa chắc được mấy người: hardly any, where the words of a question are."""
        scan = self.scan
        near = (scan.at("hardly", p) for p in range(max(0, hit.start - NEAR), hit.start))
        return scan.keys[-1] != "?" and any(doubt is not None for doubt in near)

    def _is_plural(self, hit: Hit) -> bool:
        """hồ sơ của mấy em còn thiếu, kết nạp mấy em thì phải để sau: of those, where nothing is asked."""
        scan = self.scan
        told = scan.ending("before_several", hit.start) is not None
        told = told or (scan.accented and scan.at("tells_of", hit.end + 1) is not None)
        opens = hit.start > 0 and not scan.is_word(hit.start - 1)
        if opens and any(scan.any_at(at, ("where",)) for at in range(hit.end + 1, hit.end + _SUBJECT)):
            return "?" not in scan.keys  # …, mấy đứa nhỏ đi Bình Dương hết rồi
        topic = scan.keys[hit.end + 1 : hit.end + 1 + _SUBJECT]  # …, mấy cô trẻ thì đang nghỉ thai sản
        if opens and not _LINKS.isdisjoint(topic) and scan.any_at(hit.end, ("honorific", "members")):
            return "?" not in scan.keys
        if scan.key(hit.start - 1) in _WHY and scan.any_at(hit.end, ("members",)):
            return "?" not in scan.keys  # tại mấy đứa thanh niên đi làm xa
        return told and scan.any_at(hit.end, ("honorific",)) and "?" not in scan.keys

    def _really_asks(self, hit: Hit) -> bool:
        scan = self.scan
        if any(scan.used[hit.start : hit.end]):
            return False
        if hit.value == "who":
            if scan.key(hit.end) == "cung" or self._is_whoever(hit):  # ai cũng vui
                return False
            opens = hit.start == 0 or (hit.start == 1 and scan.at("at_present", 0) is not None)  # còn ai chưa
            return not scan.has("not_yet") or opens or scan.keys[-1] == "?"
        if any(scan.at("as_follows", place) for place in range(hit.end, hit.end + NEAR)):
            # gửi chị số liệu tháng 11 như sau: …
            return False
        counted = any(  # kết nạp 2
            scan.any_ending(place, _COUNTED) and len(scan.words[place]) < _FIGURES_OF_YEAR
            for place in scan.free_numbers()
        )
        if hit.value != "first":
            # thống kê gửi anh: quý 3 kết nạp 2
            return not (counted and hit.start == 0 and ":" in scan.keys and not scan.has("how_many"))
        if self._is_handed_in(hit):
            return False
        told = counted or any(scan.at("members", place + 1) for place in scan.free_numbers())
        told = told or scan.any_ending(hit.start, ("done_lead",))  # vừa xem phim
        return self.opens(hit) and scan.key(hit.end) not in ("la", ":") and not told

    def _is_whoever(self, hit: Hit) -> bool:
        """Ai nhận thì gọi bác ấy: whoever it is, at the head of a clause; nothing is asked."""
        scan, ends = self.scan, hit.end
        if scan.is_word(hit.start - 1) or scan.keys[-1] == "?":
            return False
        while scan.is_word(ends) and scan.key(ends) not in _NO_QUESTION:
            ends += 1
        return scan.is_word(ends) and ends > hit.end

    def _is_handed_in(self, hit: Hit) -> bool:
        """em báo cáo kết quả lớp bồi dưỡng: whoever writes reports it, and asks for nothing."""
        told = self.scan.ending("record_verb", hit.start)
        return told is not None and self.scan.any_ending(told.start, ("ours", "asks_of"))

    def _asks_which(self) -> bool:
        """chi bộ nào, những đ/c nào; but not "không có chi bộ nào"."""
        hits = self.scan.all("breakdown") + self.scan.all("nobody") + self.scan.all("who")
        hits = [h for h in hits if not (self.scan.at("nobody", h.start) and self._is_whoever(h))]
        which = [h for h in hits if self.scan.key(h.end - 1) in _WHICH and self.scan.key(h.end) != "cung"]
        which = [h for h in which if not is_each(self.scan, h)]
        return any(not negated_before(self.scan, hit.start, reach=PHRASE) for hit in which)

    def _ends_as_question(self) -> bool:
        scan, last = self.scan, len(self.scan) - 1
        while last >= 0 and not scan.words[last][0].isalnum():
            if scan.words[last] == "?":
                return True
            last -= 1
        if any(self._is_question_word(hit) for hit in self.free("which")):
            return True
        if any(scan.key(hit.end - 1) in _WHICH for hit in self._states()):
            return True
        if any(map(self._ends_clause, scan.all("question_end"))):
            return True
        while last > 0 and self._is_closer(last):
            last -= 1
        confirms = scan.ending("asks_to_confirm", last + 1)
        if confirms is not None and (confirms.exact or confirms.end - confirms.start > 1):
            return True
        particle = scan.ending("question_end", last + 1)
        if particle is not None and (
            scan.key(particle.start - 1) in _NO_QUESTION or scan.covers("ethnicity", particle)
        ):
            # "Tôn giáo: không" fills in a form, "Kinh;Không" a row; "còn B thì chưa" tells of B; "ha nhi"
            return False
        return particle is not None and (
            particle.exact or not scan.accented or scan.keys[particle.start] != "chua"
        )

    def _ends_clause(self, hit: Hit) -> bool:
        """A vô đảng chưa, sao không thấy tên · A đã có quyết định chưa, …: asked at the end of a clause."""
        scan, end = self.scan, hit.end
        while scan.any_at(end, (*_CLOSERS, "final")):
            end += 1
        if scan.key(end) not in _CLAUSE_ENDS or scan.keys[hit.start] not in _STILL_NOT:
            return False
        if scan.any_ending(hit.start, _HAPPENS):
            return True  # kết nạp chưa; whoever tells says "kết nạp thì chưa"
        done = [before.start for before in scan.all("done_lead") if before.start < hit.start]
        return bool(done) and hit.exact and _CLAUSE_ENDS.isdisjoint(scan.keys[done[-1] : hit.start])

    def _is_closer(self, place: int) -> bool:
        """Whom a question is put to, behind its particle: "kết nạp chưa em"."""
        scan = self.scan
        if scan.ending("question_end", place + 1) is not None:
            return False
        asked = scan.ending("particle", place + 1)
        return scan.any_ending(place + 1, _CLOSERS) or (asked is not None and asked.end - asked.start > 1)

    def _states(self) -> list[Hit]:
        return [hit for hit in self.free("state_of") if not (self._is_whenever(hit) or self._is_unknown(hit))]

    def _is_unknown(self, hit: Hit) -> bool:
        """hoãn lại chưa biết ngày nào · gửi rồi mà quên mất ngày nào: what nobody knows yet, or any more.

        But "không biết ngày nào làm lễ" asks.
        """
        scan, settled = self.scan, self.scan.ending("settled", hit.start)
        behind = hit.end + (scan.key(hit.end) in _LINKS)
        behind += scan.any_at(behind, ("ours",))
        if scan.at("forgot", behind) and hit.start > 0 and scan.keys[-1] != "?":
            return True  # ngày nào thì em quên
        if scan.at("looks_up", behind) and hit.start > 0 and scan.keys[-1] != "?":
            return True  # còn khai ngày nào thì để em hỏi lại
        if scan.at("not_yet", behind) and scan.at("settled", behind + 1) and scan.keys[-1] != "?":
            return True  # bế giảng bữa nào em không rõ
        apart = hit.start > 0 and not scan.is_word(hit.start - 1) and scan.keys[-1] != "?"
        if apart and is_only_then(scan, hit):
            return True
        if apart and any(look.start >= hit.end for look in scan.all("looks_up")):
            return True
        if scan.any_ending(hit.start, ("considers",)) and scan.keys[-1] != "?":
            leads = (scan.at("cause", at) for at in range(max(0, hit.start - NEAR - 1), hit.start))
            if any(cause is not None and cause.value == "purpose" for cause in leads):
                return True  # để ấp coi bữa nào làm lễ
        for at in range(hit.start - 1, max(0, hit.start - _SUBJECT), -1):
            settled = settled or (scan.ending("settled", at) if scan.is_word(at) else None)
        unknown = scan.ending("not_yet", settled.start) if settled is not None else None
        unknown = unknown or scan.ending("forgot", hit.start)
        return unknown is not None and not self.opens(unknown) and scan.keys[-1] != "?"

    def _is_whenever(self, hit: Hit) -> bool:
        """Khi nào có trả lời tôi báo: a sentence that opens with it, promises, and asks nothing."""
        scan = self.scan
        if scan.is_word(hit.start - 1) or scan.at("awaited_answer", hit.start) is None:
            return False
        if hit.start == 0 and not any(
            not scan.used[told.start]
            and scan.any_at(
                told.start - 1 - bool(scan.any_at(told.start - 1, ("whenever",))), ("ours", "honorific")
            )
            for tag in ("record_verb", "sent")
            for told in scan.all(tag)
        ):
            return False
        rest = range(hit.end, len(scan))
        ends = next((p for p in rest if scan.keys[p] in (".", "\n", "!", "?")), len(scan))
        return scan.key(ends) != "?" and any(
            scan.any_at(p, ("honorific", "ours", "whenever")) for p in range(hit.end, ends)
        )

    def _is_question_word(self, hit: Hit) -> bool:
        """nào, gì and đâu also belong to "không … nào", "không có gì", "không … đâu"."""
        if self._is_whenever(hit) or self._is_unknown(hit):
            return False
        if hit.value == "gi" and self.scan.key(hit.start - 1) == "co" and self.scan.keys[-1] != "?":
            # "có gì chị nhắn em nhé" closes a report.
            return False
        if is_each(self.scan, hit):
            return False
        if self.scan.key(hit.end) == "cung":
            # chuyền trưởng nào cũng chạy
            return False
        if hit.value in ("nao", "gi"):
            return not (is_not_needed(self.scan, hit) or negated_before(self.scan, hit.start, reach=SHORT))
        return hit.value != "dau"


def _head(scan: Scan) -> int:
    """Where the message itself begins, after chào anh, dạ, kính gửi đảng ủy."""
    place = 0
    while place < len(scan):
        here = scan.beginning[place]
        if not here.keys().isdisjoint(_PREFACES):
            place = max(here[tag].end for tag in _PREFACES if tag in here)
        elif scan.is_word(place) or scan.is_number(place):
            return _behind_addressee(scan, place) if place else 0
        else:
            place += 1
    return 0


def _behind_addressee(scan: Scan, place: int) -> int:
    """kính gửi đảng ủy, · báo cáo anh chị: behind whom one writes to, where a mark ends it."""
    end = place
    while any_of := [hit.end for tag in _ADDRESSEES if (hit := scan.at(tag, end)) is not None]:
        end = max(any_of)
    return end + 1 if end > place and scan.key(end) in (",", ":") else place


def is_tail(scan: Scan, place: int) -> bool:
    """Whether only particles and whom one speaks to follow."""
    return all(
        not scan.is_word(p) or scan.any_at(p, ("final", "honorific", "how_about"))
        for p in range(place, len(scan))
    )


def places_of(scan: Scan, tags: Iterable[str]) -> set[int]:
    """The pieces that hits of the tags cover."""
    return {p for tag in tags for hit in scan.all(tag) for p in range(hit.start, hit.end)}


def most_ranked(scan: Scan) -> int | None:
    """top 5 xã, 3 chi bộ ít nhất, hai bản chậm nhất: how many of the ranked units are wanted."""
    if not scan.has("rank"):
        return None
    for place, key in enumerate(scan.keys):
        count = scan.number(place) or _FEW.get(key)
        if not count or scan.used[place]:
            continue
        of_units = any(tuple(scan.keys[place + 1 : place + 1 + len(kind)]) == kind for kind in _RANKED)
        if of_units or scan.key(place - 1) in _TOP:
            return count
    return None


def steps_compared(scan: Scan) -> list[Hit]:
    """so chính thức với kết nạp: two steps that are held against one another."""
    if _COMPARES.isdisjoint(scan.keys):
        return []
    steps = sorted((hit for tag in _COUNTED for hit in scan.all(tag)), key=lambda hit: hit.start)
    for first, second in pairwise(steps):
        between = scan.keys[first.end : second.start]
        if between and _JOINS.issuperset(between):
            return [first, second]
    return []


def whether_recognised(scan: Scan) -> Hit | None:
    """kết nạp những ai, đã chuyển chính thức chưa: of those admitted it is asked whether they are by now."""
    admitted = scan.first("admission") if scan.has("official") else None
    if admitted is None:
        return None
    for hit in scan.all("official"):
        place = hit.end
        while scan.key(place) in _ALL_OF_THEM:
            place += 1
        joined = _JOINS.issuperset(scan.keys[admitted.end : hit.start])
        if hit.start > admitted.end and not joined and scan.any_at(place, ("question_end",)):
            return hit
    return None


def latest_asked(scan: Scan) -> Hit | None:
    """3 người kết nạp gần đây nhất: whoever was the last, with nothing told of them."""
    last = scan.first("latest")
    if last is None or not scan.any_ending(last.start, ("admission", "official")):
        return None
    said = places_of(scan, (*_OF_THE_LAST, "admission", "official", "latest"))
    plain = all(p in said or scan.used[p] == "unit" or not scan.is_word(p) for p in range(len(scan)))
    counted = any(hit.start < last.start for tag in ("members", "folk") for hit in scan.all(tag))
    return last if plain and counted else None
