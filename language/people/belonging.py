"""Who an attribute is said of: the nearest person, all of a list, both, the last two."""

from bisect import bisect_left
from itertools import accumulate

from language.names.finding import Name
from language.words import particles
from language.words.scanning import Hit, Scan

_SENTENCE_ENDS = frozenset((".", ";", "\n"))
_SHARING = particles.words("shares")
_COUNT_REACH = 5  # pieces between a number of people and what is said of them
_LIST_OPENERS = particles.words("opens_list") | {":"}
_LABELS = ("birth_label", "ethnicity_label", "education_label", "gender_label", "religion_label")
_LONGEST_LABEL = 4  # pieces
_TOLD_OF_EACH = particles.words("told_of_each")
CHOSEN = {
    "last_three": slice(-3, None),
    "first_three": slice(0, 3),
    "last_two": slice(-2, None),
    "first_two": slice(0, 2),
    "last_one": slice(-1, None),
    "first_one": slice(0, 1),
}


class Belonging:
    """The people of one message by their places; answers by their numbers, from 0."""

    def __init__(self, scan: Scan, names: list[Name]) -> None:
        self._scan = scan
        self._names = names
        self._starts = [name.start for name in names]
        # One person owns everything, wherever it stands.
        self._lines, self._sentences = _positions(scan) if len(names) > 1 else ([], [])
        self._groups = self._groups_told()

    def owners(self, start: int, end: int) -> list[int]:
        """The people that an attribute on the pieces [start, end) is said of."""
        count = len(self._names)
        if count == 1:
            return [0]
        group = self._group(start)
        if group is not None:
            return group
        trailing = self._scan.at("all_before", end)
        if trailing is not None and not self._scan.is_word(trailing.end):
            # "Người Mường cả."
            return list(range(bisect_left(self._starts, start) or count))
        following = bisect_left(self._starts, start)
        before = following - 1 if following and self._on_line(following - 1, start) else None
        after = following if following < count and self._on_line(following, start) else None
        if before is not None:
            leads = after is not None and self._leads_to(end, self._names[after])
            return [after] if leads and after is not None and not self._follows(before, start) else [before]
        if after is not None:
            return self._listed(after, start, end)
        return [following - 1] if following else list(range(count))

    def in_one_sentence(self, start: int, end: int) -> bool:
        """Whether no sentence ends between the two pieces."""
        # With one person named there is nobody to tell apart: "các thầy A".
        return not self._sentences or self._sentences[start] == self._sentences[end]

    def _on_line(self, person: int, place: int) -> bool:
        return self._lines[self._starts[person]] == self._lines[place]

    def _leads_to(self, end: int, name: Name) -> bool:
        """chủ DN Lâm Quốc Khải: the attribute stands right before the name."""
        return end in (name.begins, name.start) or (
            end in (name.begins - 1, name.start - 1) and self._scan.keys[end] == ":"
        )

    def _follows(self, person: int, start: int) -> bool:
        """A sinh năm 2002 B · A 2002 B 2003: a labelled value or a birth right behind a name, though another
        name follows at once."""
        last, used = self._names[person].end, self._scan.used
        opened = used[self._names[0].begins - 1 : self._names[0].begins] == ["birth"]  # 2002 A 2003 B
        if start == last and used[start] == "birth" and not opened:
            return True
        return last < start <= last + _LONGEST_LABEL and self._scan.any_at(last, _LABELS)

    def _listed(self, first: int, start: int, end: int) -> list[int]:
        """2 đ/c dân tộc Mông: A, B. What is said before a list holds for all on its line."""
        people = range(first, bisect_left(self._starts, self._line_end(start)))
        name = self._names[first]
        if len(people) < 2:
            heads = False
        elif self._leads_to(end, name):
            heads = self._scan.ending("plural_teacher", end) is not None or self._counts_many(start)
        else:
            heads = bool(_LIST_OPENERS & set(self._scan.keys[end : name.begins]))
        return list(people) if heads else [first]

    def _counts_many(self, start: int) -> bool:
        """2 đoàn viên A, B; 02 quần chúng là công nhân: A, B; các giáo viên A, B."""
        scan = self._scan
        if scan.any_ending(start, ("plural", "by")):
            return True
        return any(
            (scan.number(place) or 0) > 1
            or ((hit := scan.at("number", place)) is not None and hit.value != "1")
            for place in range(max(0, start - _COUNT_REACH), start)
            if not scan.used[place] and scan.any_at(place + 1, ("members", "category"))
        )

    def _line_end(self, place: int) -> int:
        return bisect_left(self._lines, self._lines[place] + 1)

    def _group(self, start: int) -> list[int] | None:
        """cả hai đều là người Tày; hai người sau là giáo viên."""
        told = self._groups.get(self._sentences[start])
        if not told:
            return None
        last = bisect_left(self._starts, start) - 1
        named = self._starts[last] if last >= 0 else -1
        # "đ/c Ngưi là dân quân", "riêng Pâng là người Mường": said of the one just named
        first = self._names[last].end + 1 if last >= 0 else 0
        shared = bool(_SHARING.intersection(self._scan.keys[max(first, start - 3) : start]))
        meant = [(at, people) for at, people in told if at < start and (named < at or shared)]
        # "cả ba là người Thái, hai người đầu là giáo viên": the group that is named last
        return max(meant, key=lambda one: one[0])[1] if meant else None

    def _groups_told(self) -> dict[int, list[tuple[int, list[int]]]]:
        """By sentence, where a group of people is named and who they are."""
        everyone = list(range(len(self._names)))
        groups: dict[int, list[tuple[int, list[int]]]] = {}
        if len(everyone) < 2:
            return groups
        for hit in self._scan.all("all_of_them"):
            if not is_shared(self._scan, hit) or self._is_of_some(hit):
                continue  # hai người đầu đều là giáo viên: of those two
            earlier = everyone[: bisect_left(self._starts, hit.start)]
            meant = self._lines_named(hit) or (earlier if len(earlier) > 1 else everyone)
            groups.setdefault(self._sentences[hit.start], []).append((hit.start, meant))
        for hit in self._scan.all("last_of_them"):
            sentence = groups.setdefault(self._sentences[hit.start], [])
            sentence.append((hit.start, everyone[CHOSEN[hit.value]]))
        return groups

    def _is_of_some(self, shared: Hit) -> bool:
        """hai người sau đều theo Phật giáo và đều là nông dân: still of those two."""
        scan = self._scan
        if scan.any_ending(shared.start, ("last_of_them",)):
            return True
        before = [hit for hit in scan.all("last_of_them") if hit.end <= shared.start]
        if not before or scan.keys[shared.start] not in _SHARING:
            return False
        between = range(before[-1].end, shared.start)
        return all(scan.used[at] != "name" and scan.keys[at] not in _SENTENCE_ENDS for at in between)

    def _lines_named(self, shared: Hit) -> list[int]:
        """hai em số 4 và số 5 đều đạo Cao Đài: people of a list, by their lines."""
        scan, sentence = self._scan, self._sentences[shared.start]
        words = [word for word in scan.all("line_word") if self._sentences[word.start] == sentence]
        lines = [scan.number(word.end) or 0 for word in words if word.end < shared.start]
        return [line - 1 for line in lines if 0 < line <= len(self._names)]


def is_shared(scan: Scan, hit: Hit) -> bool:
    """Whether "all of them" is meant: cùng là, cùng sinh năm; but not cùng ngày."""
    if scan.keys[hit.start] != "cung" or (hit.end - hit.start > 1 and scan.accented):
        return True
    return scan.at("shared_by_both", hit.end) is not None and not _says_also(scan, hit)


def _says_also(scan: Scan, hit: Hit) -> bool:
    """A dan toc Pa Co va anh B cung dan toc Pa Co: cũng, where the same was told of another just before."""
    if scan.accented or scan.keys[hit.end] not in _TOLD_OF_EACH:
        return False
    opens = hit.start
    while opens > 0 and scan.keys[opens - 1] not in _SENTENCE_ENDS:
        opens -= 1
    return scan.keys[hit.end] in scan.keys[opens : hit.start]


def _positions(scan: Scan) -> tuple[list[int], list[int]]:
    """For each piece the number of its line and of its sentence."""
    lines = accumulate([int(key == "\n") for key in scan.keys])
    sentences = accumulate([key in _SENTENCE_ENDS for key in scan.keys], initial=0)
    return list(lines), list(sentences)
