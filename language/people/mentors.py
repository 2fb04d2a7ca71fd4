"""Who guides whom: mentors, told apart from the people a message is about."""

from itertools import zip_longest

from language.names.finding import Name
from language.names.places import LABELS, follows_event
from language.people.introducers import introduces, introduces_candidates, introduces_too
from language.people.namesakes import named_again
from language.people.ticked_columns import EDGES, column_of, line_of
from language.words import particles
from language.words.scanning import Hit, Scan

_PAPERWORK = ("dossier", "dossier_deed", "write_verb")
# What those whom a mentor helps are called by.
_OF_SEVERAL = ("all_of_them", "honorific", "members", "joins", "those", "candidate", "number")
_BOTH = 2  # people whom "cả hai" can only be
_LINKS = particles.words("change") | {"la", ":"}
_SENTENCE = 24  # pieces on either side within which a sentence is looked through
_ENDS = frozenset((".", "\n", ";"))
_CLAUSES = 2
_LABEL = 12  # pieces of "người theo dõi, giúp đỡ bấy lâu nay là"
_TITLE = 5  # pieces of ", cựu chiến binh,"


def mentors_and_people(scan: Scan, names: list[Name]) -> tuple[list[tuple[Name, int]], list[Name]]:
    """Each mentor with the number of the person guided, and the people the message is about."""
    lists = len(names) > 1 and introduces_candidates(scan)
    if not (lists or scan.has("mentor", "helps") or (scan.has("introduce") and scan.has("mentored_by"))):
        return [], names
    if lists:
        names = [
            name
            for name, after, third in zip_longest(names, names[1:], names[2:])
            if not (after and third and introduces_too(scan, name, after, third))
        ]
    mentors: list[tuple[Name, int]] = []
    people: list[Name] = []
    named: Name | None = None
    column = _mentor_column(scan)
    for name, following in zip_longest(names, names[1:]):
        if name is named:
            continue
        if people and column > 0 and _is_in(scan, name, column) and _in_one_row(scan, people[-1], name):
            mentors.append((name, len(people) - 1))
        elif following is not None and (pair := _helper_and_helped(scan, name, following)):
            helper, helped = pair
            again = named_again(scan, [*people, helped]).get(len(people))
            mentors.append((helper, len(people) if again is None else again))
            named = following
            if again is None:
                people.append(helped)
        elif (guided := _guided_together(scan, name)) > 1:
            mentors += [(name, index) for index in range(len(people), len(people) + guided)]
        elif _is_mentor(scan, name) or (following is not None and _are_charged(scan, name, following)):
            first = _first_helped(scan, name, people)
            mentors += [(name, index) for index in range(first, max(1, len(people)))]
            if following is not None and _is_second(scan, name, following):
                named = following
        else:
            people.append(name)
    return mentors, people


def _mentor_column(scan: Scan) -> int:
    """Which cell of each row names the mentor, by its title "Người giúp đỡ"; 0 where none does."""
    for hit in scan.all("mentor"):
        if scan.key(hit.start - 1) in EDGES and scan.key(hit.end) in (*EDGES, "\n"):
            return column_of(scan, hit.start)
    return 0


def _is_in(scan: Scan, name: Name, column: int) -> bool:
    return scan.key(name.begins - 1) in EDGES and column_of(scan, name.begins) == column


def _in_one_row(scan: Scan, name: Name, other: Name) -> bool:
    return line_of(scan, name.start) == line_of(scan, other.start)


def _guided_together(scan: Scan, name: Name) -> int:
    """cử đ/c C giúp đỡ hai quần chúng là A và B: how many the name behind a verb of charging guides."""
    hit = scan.at("mentor", name.end)
    if hit is None or scan.ending("mentored_by", name.begins) is None:
        return 0
    number = scan.at("number", hit.end)
    value, behind = (int(number.value), number.end) if number else (scan.number(hit.end) or 0, hit.end + 1)
    return value if scan.at("members", behind) is not None else 0


def _helper_and_helped(scan: Scan, name: Name, following: Name) -> tuple[Name, Name] | None:
    """Người giúp đỡ thầy Tuyên là đ/c Lò Văn Biên · đ/c Lò Văn Biên giúp đỡ thầy Tuyên: who, and whom."""
    linked = scan.key(name.end) in _LINKS and following.begins <= name.end + 1
    linked = linked or _is_linked_over(scan, name.end, following)
    candidate = scan.ending("candidate", name.begins)
    at = name.begins if candidate is None else candidate.start
    at -= scan.key(at - 1) in particles.words("for_whom")  # đổi người giúp đỡ của A sang B
    if linked and scan.ending("mentor", at) is not None:
        return following, name
    verb = scan.at("mentor", _behind_charge(scan, name.end))
    helps = scan.at("helps", name.end)
    if helps is not None and following.begins == helps.end and not scan.is_word(following.end):
        return name, following  # ông Inh giúp Nga
    for_list = scan.at("introduce", name.end) if introduces_candidates(scan) else None
    if for_list is not None and introduces(scan, for_list, following):
        verb = for_list
    elif verb is None or verb.value != "guides" or not _reaches(scan, verb.end, following):
        return None
    # "kết nạp A giúp đỡ B": behind an event stands who was admitted, then a label.
    told = follows_event(scan, name.begins) and scan.ending("mentored_by", name.begins) is None
    return None if told else (name, following)


def _reaches(scan: Scan, place: int, name: Name) -> bool:
    """giúp đỡ quần chúng ưu tú B: only what the one helped is called stands between."""
    candidate = scan.at("candidate", place)
    return name.begins == (place if candidate is None else candidate.end)


def _is_linked_over(scan: Scan, place: int, following: Name) -> bool:
    """Người giúp đỡ Mai từ trước tới giờ là bác B: words of time between, that name and tell nothing."""
    link = _before_member(scan, following.begins) - 1
    between = range(place, link)
    told = any(scan.used[at] == "name" or scan.keys[at] in (*_ENDS, ",") for at in between)
    return scan.key(link) == "la" and 0 <= len(between) <= _TITLE and not told


def _before_member(scan: Scan, place: int) -> int:
    """người giúp đỡ là đảng viên B: before what every mentor is."""
    member = scan.ending("party_member", place) or scan.ending("official", place)
    return place if member is None or scan.used[member.start] == "name" else member.start


def _is_behind_label(scan: Scan, place: int) -> bool:
    """Người theo dõi, giúp đỡ bấy lâu nay là B: "là", and at the head of its clause who guides."""
    at = place - 1
    if scan.key(at) != "la" or scan.used[at]:
        return False
    while at > 0 and place - at < _LABEL and scan.keys[at - 1] not in _ENDS and scan.used[at - 1] != "name":
        at -= 1
        label = scan.at("mentor", at)
        opens = label is not None and label.value != "guides" and not scan.used[at]
        if opens and (at == 0 or not scan.is_word(at - 1)):
            return True
    return False


def _is_mentor(scan: Scan, name: Name) -> bool:
    job = scan.ending("category", name.begins)
    at = _before_office(scan, _before_member(scan, name.begins)) if job is None else job.start
    if _is_behind_label(scan, at):
        return True
    while (hit := scan.ending("mentor", at)) is None and (link := _link_before(scan, at)) is not None:
        at = link
    if hit is not None and hit.value == "guides" and name.begins > hit.end and _is_subject(scan, hit):
        hit = None  # "A do C giúp đỡ, B do D giúp đỡ": what stands behind the comma is said of another
    if hit is not None and hit.value == "guides" and scan.any_at(name.end, _PAPERWORK):
        return False  # hướng dẫn chị A viết đơn
    if hit is not None and not scan.used[hit.start]:
        # "đang theo dõi giúp đỡ em A", "hướng dẫn em A viết đơn": A is helped
        return scan.ending("ongoing", hit.start) is None and scan.at("dossier", name.end) is None
    ends = _behind_office(scan, name.end)
    if _is_called_mentor(scan, ends):
        return True
    by = scan.ending("mentored_by", name.begins)
    introduced = scan.at("introduce", ends) if by is not None and "name" in scan.used[: by.start] else None
    if introduced is not None and scan.at("admission", introduced.end) is None:
        # "kết nạp anh A, do đồng chí B giới thiệu"
        return True
    verb = scan.at("mentor", _behind_charge(scan, ends))
    if by is not None and scan.at("helps", ends) is not None and not scan.is_word(ends + 1):
        return True  # Nga do ông Inh giúp
    if verb is None and by is not None:
        verb = _guides_behind_title(scan, name)
    if verb is None or scan.key(verb.end) in (":", "la"):
        return False
    return verb.value == "guides" or scan.ending("mentored_by", name.begins) is not None


def _guides_behind_title(scan: Scan, name: Name) -> Hit | None:
    """do đồng chí C, Quản đốc phân xưởng, giúp đỡ: the verb behind a title between commas."""
    if scan.key(name.end) != ",":
        return None
    for place in range(name.end + 1, min(name.end + 2 + _TITLE, len(scan))):
        if scan.keys[place] in _ENDS or scan.used[place]:
            return None
        if scan.keys[place] == ",":
            return scan.at("mentor", place + 1)
    return None


def _is_called_mentor(scan: Scan, place: int) -> bool:
    """đồng chí A, cựu chiến binh, là người giúp đỡ cháu · A với B là hai đảng viên giới thiệu."""
    ends = place
    while place - ends < _TITLE and scan.key(place) != "la":
        if place >= len(scan) or scan.keys[place] in _ENDS or scan.used[place]:
            return False
        place += 1
    counted = scan.at("number", place + 1)
    named = (
        scan.at("mentor", place + 1 if counted is None else counted.end) if scan.key(place) == "la" else None
    )
    if named is None:
        return False
    helped = scan.at("honorific", named.end)
    return not scan.is_word(helped.end if helped else named.end)


def _are_charged(scan: Scan, name: Name, following: Name) -> bool:
    """đ/c A và đ/c B được phân công giúp đỡ: whether both are."""
    linked = scan.at("joins", name.end) is not None or scan.key(name.end) in particles.words("joins_names")
    joined = linked and following.begins == name.end + 1
    if not joined or follows_event(scan, name.begins):
        return False
    if _is_called_mentor(scan, following.end):
        return True
    charge = _behind_charge(scan, following.end)
    return charge > following.end and scan.at("mentor", charge) is not None


def _is_subject(scan: Scan, verb: Hit) -> bool:
    """Whether somebody is named right before the verb, or whoever writes: "do tôi kèm cặp, B do …"."""
    return scan.used[verb.start - 1 : verb.start] == ["name"] or scan.any_ending(verb.start, ("ours",))


def _is_second(scan: Scan, name: Name, following: Name) -> bool:
    """Người giúp đỡ: A và B. Only one is kept, and the other is nobody who is reported."""
    joined = following.begins == name.end + 1 and scan.key(name.end) in particles.words("joins_names")
    behind = following.end + (scan.key(following.end) in (",", "("))
    return joined and not scan.is_word(following.end) and not scan.any_at(behind, LABELS)


def _behind_charge(scan: Scan, place: int) -> int:
    """đ/c A được phân công giúp đỡ B: behind the words of charging."""
    while scan.at("mentor", place) is None and (hit := scan.at("mentored_by", place)) is not None:
        place = hit.end
    return place


def _link_before(scan: Scan, place: int) -> int | None:
    """Where what stands between the label and the name begins: ":", "là", and in a correction "sai rồi"."""
    wrong = scan.ending("correct", place) or (scan.ending("final", place) if scan.has("correct") else None)
    if wrong is not None:
        return wrong.start
    if scan.at("mentor_link", place - 1) is None:
        return None
    whom = _whom_before(scan, place - 1)
    return place - 1 if whom is None else whom


def _whom_before(scan: Scan, place: int) -> int | None:
    """Người giúp đỡ đồng chí ấy là A: where the words for the one who is helped begin, behind the label."""
    helped_in = scan.ending("dossier", place)  # viết lý lịch
    place = place if helped_in is None else helped_in.start
    those = scan.ending("those", place)
    called = scan.ending("honorific", place if those is None else those.start)
    called = called or scan.ending("candidate", place if those is None else those.start)
    called = called or scan.ending("admission", place)  # người giúp đỡ đảng viên mới là A
    if called is not None and scan.ending("mentor", called.start):
        return called.start
    return _group_before(scan, place)


def _group_before(scan: Scan, place: int) -> int | None:
    """giúp đỡ cả hai bạn Un và Man là C: where the words for several who are helped begin."""
    at = place
    while at > 0 and place - at < _SENTENCE and scan.ending("mentor", at) is None:
        said = next((hit for tag in _OF_SEVERAL if (hit := scan.ending(tag, at))), None)
        if said is not None and scan.used[at - 1] != "name":
            at = said.start
        elif scan.keys[at - 1] in _ENDS or scan.spoken[at - 1]:
            return None
        else:
            at -= 1
    label = scan.ending("mentor", at)
    # "giúp đỡ hai quần chúng là A": behind the verb stands who is helped
    led = label is not None and (label.value != "guides" or scan.at("all_of_them", at) is not None)
    return at if led and at < place and scan.key(place) == "la" else None


def _first_helped(scan: Scan, name: Name, people: list[Name]) -> int:
    """The first of those so far whom the mentor guides: those named for it, all of them, else the last."""
    link = name.begins - 1
    group = _group_before(scan, link) if scan.at("mentor_link", link) is not None else None
    if group is not None:
        earlier = sum(one.start < group for one in people)
        everyone = scan.at("all_of_them", group) is not None
        if earlier < len(people) and not (everyone and earlier == _BOTH):
            return earlier
        number = scan.at("number", group)
        counted = int(number.value) if number is not None else scan.number(group) or 0
        if everyone or counted > 1:
            return 0
    return 0 if _helps_all(scan, name) else max(0, len(people) - 1)


def _helps_all(scan: Scan, name: Name) -> bool:
    """Cả hai do đ/c A giúp đỡ · ba đồng chí đều là giáo viên, được đ/c A giúp đỡ: nobody named between."""
    verb = scan.at("mentor", _behind_charge(scan, name.end))
    if verb is not None and scan.at("all_of_them", verb.end) is not None:
        return True  # anh A giúp đỡ cả hai người
    by = scan.ending("mentored_by", _before_office(scan, name.begins))
    if by is None:
        return False
    at, commas = by.start, 0
    while at > 0 and commas < _CLAUSES and scan.keys[at - 1] not in _ENDS and scan.used[at - 1] != "name":
        at -= 1
        if (together := scan.at("all_of_them", at)) is not None and together.end <= by.start:
            return True
        commas += scan.keys[at] == ","
    return False


def _before_office(scan: Scan, place: int) -> int:
    """do cô hiệu trưởng A giúp đỡ: before what the mentor is."""
    office = scan.ending("office", place)
    if office is None:
        return place
    title = scan.ending("honorific", office.start)
    return office.start if title is None else title.start


def _behind_office(scan: Scan, place: int) -> int:
    """do đ/c A, phó bí thư, giúp đỡ: behind what the mentor is, between commas."""
    office = scan.at("office", place + 1) if scan.key(place) == "," else None
    if office is None:
        return place
    return office.end + 1 if scan.key(office.end) == "," else office.end


def without_jobs_of(scan: Scan, mentors: list[tuple[Name, int]], refused: list[bool]) -> list[bool]:
    """The pieces that say nothing of the people, with the jobs named right before a mentor: bác sĩ B."""
    refused = list(refused) if mentors else refused
    for name, _ in mentors:
        job = scan.ending("category", name.begins)
        if job is not None:
            refused[job.start : job.end] = [True] * (job.end - job.start)
    return refused


def is_job_of_mentor(scan: Scan, job: Hit) -> bool:
    """anh Tủa bí thư đoàn là người giới thiệu: in a sentence that names nobody."""
    opens, closes = job.start, job.end
    while opens > 0 and job.start - opens < _SENTENCE and scan.keys[opens - 1] not in _ENDS:
        opens -= 1
    while closes < len(scan) and closes - job.end < _SENTENCE and scan.keys[closes] not in _ENDS:
        closes += 1
    guides = any(scan.at("mentor", place) for place in range(job.end, closes))
    return guides and "name" not in scan.used[opens:closes]
