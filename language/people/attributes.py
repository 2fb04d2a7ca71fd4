"""Whether words that may be said of somebody are: where they stand, and what stands beside them."""

from domain.people import Category
from language.words import particles
from language.words.scanning import Hit, Scan

_SENTENCE_ENDS = frozenset((".", "\n", "!", "?"))
_KIN_REACH = 6  # pieces: "mẹ của cô ấy là người"
_PLACE_REACH = 7  # pieces: "vào thành phố Hồ Chí Minh làm"
_THROUGH = 4  # pieces of "kinh tế xong"
_CELL_EDGES = frozenset(("|", "\t"))
_BESIDE = frozenset(("name", "date", "unit", "birth"))
# What may stand right before an attribute of one word: "nữ" in "dân tộc Thái nữ", not in "áo nữ".
_NEIGHBOURS = (
    "job_label",
    "gender_label",
    "ethnicity_label",
    "category",
    "ethnicity",
    "honorific",
    "members",
    "religion",
    "day",
    "education",
    "folk",
    "candidate",
    "gender",
)
_NAMED_BY = ("admission", "official", "candidate", "members")
_FOLLOWERS = (
    "ethnicity",
    "ethnicity_label",
    "category",
    "education",
    "birth_label",
    "folk",
    "religion",
    "day",
    "date_word",
)


def is_apart(scan: Scan, hit: Hit) -> bool:
    """Whether the words stand as an item of their own and are no part of a longer expression."""
    before = hit.start - 1
    if hit.start == 0 or not scan.is_word(before) or hit.end == len(scan):
        return True
    if scan.used[before] in _BESIDE or scan.at("attribute_link", before) is not None:
        return True
    if scan.at("contrast", hit.end) is not None:
        return True  # người đó Mường chứ không phải Thái
    if scan.keys[before] in particles.words("change") and scan.has("correct"):
        return True  # sửa dân tộc thành Khơ Mú nhé
    return scan.any_ending(hit.start, (*_NEIGHBOURS, "all_of_them"))


def _is_enclosed(scan: Scan, hit: Hit) -> bool:
    """Whether marks or numbers stand on both sides."""
    return hit.start > 0 and not scan.is_word(hit.start - 1) and not scan.is_word(hit.end)


def _stops(scan: Scan, place: int) -> bool:
    """Whether no unknown word follows that the attribute may be a part of."""
    lettered = place + 1 < len(scan) and len(scan.words[place]) == 1 and scan.keys[place + 1] in (".", ")")
    return not scan.is_word(place) or scan.used[place] != "" or scan.covering[place] > 0 or lettered


def is_year_word(scan: Scan, hit: Hit) -> bool:
    """nam without diacritics: năm before a number or a word that no attribute begins with."""
    if scan.keys[hit.start] != "nam" or not scan.spellings[hit.start].is_bare or scan.accented:
        return False
    if scan.at("contrast", hit.end) is not None:
        return False
    if scan.used[hit.start - 1 : hit.start] == ["name"] and scan.used[hit.end : hit.end + 1] == ["birth"]:
        # Lo Van Ba nam 2002: the year was read as that of birth
        return False
    if scan.is_number(hit.end) and len(scan.words[hit.end]) == 1:
        # sinh vien nam 3
        return True
    if scan.ending("birth_label", hit.start) and scan.is_number(hit.end):
        return True
    return scan.is_word(hit.end) and not scan.any_at(hit.end, _FOLLOWERS)


def is_called_group(scan: Scan, hit: Hit) -> bool:
    """Whether a label or "người" says that it is an ethnic group: dân tộc Thái."""
    # "dân tộc La Hủ" begins like "dân tộc là".
    if scan.at("either", hit.end) is not None or scan.ending("either", hit.start) is not None:
        # dân tộc La Hủ hoặc Hà Nhì
        return False
    if _is_of_kin(scan, hit):
        return False
    label = scan.ending("ethnicity_label", hit.start + 1)
    if label is not None and label.start < hit.start:
        return True
    return scan.labelled("ethnicity_label", hit.start) or scan.ending("folk", hit.start) is not None


def is_bare_group(scan: Scan, hit: Hit, named_from: int) -> bool:
    """Whether a group's name alone is one: behind a name, apart, and not half of another word.

    `named_from`: the piece on which the first name begins, 0 where nobody is named.
    """
    if hit.end <= named_from and not _fills_cell(scan, hit):
        return False
    if scan.key(hit.end) == ":":
        return False  # "DAO: CONG GIAO" is a label
    is_opening = scan.at("name_opening", hit.start) is not None and scan.words[hit.start].islower()
    if is_opening and not _is_enclosed(scan, hit):
        return False
    if scan.at("doubtful_group", hit.start) is not None and scan.is_number(hit.end):
        # "co 2 thoi"
        return False
    if scan.ending("education", hit.start) is not None or _is_of_kin(scan, hit):
        # đại học Tây Bắc
        return False
    if not scan.accented and scan.is_number(hit.start - 1) and hit.end == len(scan):
        # "sinh 1997 co": cơ, which closes what is said
        return scan.at("bridge", hit.start) is None
    lone = hit.end - hit.start == 1
    lower = scan.words[hit.start][0].islower()
    doubtful = lone and scan.at("doubtful_group", hit.start) and not _is_enclosed(scan, hit)
    if doubtful and (lower or not scan.accented):
        return False
    if lone and lower and scan.cased and scan.accented and not hit.exact:
        return False
    if lone and scan.cased and not scan.accented and (lower or scan.key(hit.start - 1) in _SENTENCE_ENDS):
        # "Mong cac dong chi", "dao nay em ban": a word of the sentence, which goes on
        closed = not scan.is_word(hit.end) or scan.used[hit.end] != ""
        return is_apart(scan, hit) and (closed or scan.any_at(hit.end, (*_FOLLOWERS, "gender")))
    return is_apart(scan, hit) and _stops(scan, hit.end)


def _fills_cell(scan: Scan, hit: Hit) -> bool:
    """01 | Khmer | Neáng Sóc Phia: a cell of a table, in a column before that of the names."""
    return scan.key(hit.start - 1) in _CELL_EDGES and scan.key(hit.end) in _CELL_EDGES


def _is_of_kin(scan: Scan, hit: Hit) -> bool:
    """mẹ cô ấy người Tày: what a relative is."""
    for place in range(hit.start - 1, max(-1, hit.start - _KIN_REACH), -1):
        if scan.used[place] or not scan.is_word(place):
            return False
        kin = scan.at("relative", place)
        if kin is not None and kin.exact and scan.accented:
            return True
    return False


def is_religion(scan: Scan, hit: Hit) -> bool:
    """ "vi uong ruou bi phat" is no Phật."""
    sure = hit.exact or hit.end - hit.start > 1 or _is_enclosed(scan, hit)
    return sure or scan.any_ending(hit.start, (*_NEIGHBOURS, "religion_label"))


def is_reason(scan: Scan, hit: Hit) -> bool:
    """rút tên do đi làm công nhân, đi bộ đội rồi: why somebody leaves, not what the person is."""
    if not scan.has("dropped", "no_more"):
        return False
    # "Đê" of Ê Đê is no "để".
    if scan.any_ending(hit.start, ("leaves_for",)) or _works_elsewhere(scan, hit):
        return True
    causes = [h for h in scan.all("cause") if h.end <= hit.start and not scan.covers("ethnicity", h)]
    if not causes:
        return False
    return not any(key in (".", "\n", ";") for key in scan.keys[causes[-1].end : hit.start])


def _works_elsewhere(scan: Scan, hit: Hit) -> bool:
    """vào Bình Dương làm công nhân: what somebody does at the place that is gone to."""
    if scan.key(hit.start - 1) not in particles.words("works_as"):
        return False
    gone = particles.words("goes_to")
    for place in range(hit.start - 2, max(-1, hit.start - _PLACE_REACH), -1):
        if scan.keys[place] in _SENTENCE_ENDS or scan.keys[place] == ",":
            return False
        if scan.keys[place] in gone and not scan.used[place]:
            return True
    return False


def is_category(scan: Scan, hit: Hit) -> bool:
    """Whether an occupation is the person's own, and not a relative's, a school's, an office's."""
    if scan.at("pupil_of", hit.start) is not None:
        # "học lớp 12" is a pupil, "học lớp cảm tình đảng" is not.
        return scan.is_number(hit.end)
    if scan.ending("education", hit.start) is not None:
        # kỹ sư nông nghiệp
        return False
    if scan.at("honorific", hit.start) and scan.key(hit.start - 1) == "," and _acts(scan, hit.end):
        return False  # em Mỷ viết tốt nhất, thầy giáo còn đọc lên
    if scan.at("relative", hit.start - 1) is not None:
        # vợ giáo viên
        return False
    recognised = scan.at("official_word", hit.start)
    # "cong nhan cao su" can only be a worker
    alone = recognised is not None and recognised.end == hit.end
    if alone and scan.any_ending(hit.start, ("admission",)) and scan.used[hit.end : hit.end + 1] == ["name"]:
        return True  # "da ket nap cong nhan Luong My Kim"
    if alone and not (hit.exact and scan.accented):
        # cong nhan without diacritics is công nhận unless it stands like an attribute.
        dated = scan.used[hit.end : hit.end + 1] == ["date"]
        done = scan.any_ending(hit.start, ("done_lead",)) or scan.at("done_tail", hit.end) is not None
        # "cong nhan 2 dang vien chinh thuc"
        done = done or (scan.is_number(hit.end) and scan.any_at(hit.end + 1, ("official",)))
        return is_apart(scan, hit) and scan.at("recognised_as", hit.end) is None and not (dated or done)
    if scan.at("police_office", hit.start) is not None:
        return _is_policeman(scan, hit)
    doubtful = scan.at("doubtful_job", hit.start)
    if doubtful is not None and doubtful.end == hit.end:
        if scan.used[hit.end : hit.end + 1] == ["name"] and scan.any_ending(hit.start, _NAMED_BY):
            return True  # kết nạp CN Vũ Thị Lan
        return (
            is_apart(scan, hit)
            and (hit.exact or _is_enclosed(scan, hit) or scan.is_number(hit.end - 1))
            and _stops(scan, hit.end)
        )
    return hit.value != Category.RESIDENT


def _acts(scan: Scan, place: int) -> bool:
    """Whether what somebody does follows: còn đọc, đã khen."""
    return scan.any_at(place, ("auxiliary", "done_lead", "speech")) and not scan.used[place]


def _is_policeman(scan: Scan, hit: Hit) -> bool:
    """Not the police as an office that answers or is asked."""
    if scan.at("unit_kind", hit.end) is not None:
        return False
    if scan.has("verification"):
        return _is_enclosed(scan, hit)
    return is_apart(scan, hit) or scan.ending("honorific", hit.start) is not None


def is_reached(scan: Scan, hit: Hit) -> bool:
    """đang học đại học is not reached; trường cao đẳng is a place; tc, cđ, đh have other readings."""
    if scan.ending("studied_at", hit.start) is not None:
        return scan.at("taught", hit.start - 1) is not None and _is_through(scan, hit.end)
    if scan.at("unit_kind", hit.start) is not None and scan.cased_word(hit.end):
        return False
    if scan.ending("studying", hit.start) is not None:
        return False  # trình độ trung cấp, đang học liên thông lên cao đẳng
    if scan.labelled("education_label", hit.start):
        return True
    if _is_of_student(scan, hit):
        return False
    short = hit.end - hit.start == 1 and len(scan.keys[hit.start]) <= 2
    if short and not _is_enclosed(scan, hit):
        return False
    return not any(
        (studying := scan.at("studying", place)) is not None and studying.end >= hit.start - 2
        for place in range(max(0, hit.start - 4), hit.start)
    )


def _is_through(scan: Scan, place: int) -> bool:
    """học đại học kinh tế xong rồi: finished, a word or two behind in the same clause."""
    near = range(place, min(place + _THROUGH, len(scan)))
    ended = next((at for at in near if not scan.is_word(at)), near.stop)
    return any(scan.any_at(at, ("finished",)) for at in range(place, ended))


def _is_of_student(scan: Scan, hit: Hit) -> bool:
    """sinh viên năm thứ 3 đại học Tây Nguyên: where somebody studies, in the same clause."""
    for place in range(hit.start - 1, max(-1, hit.start - 1 - _PLACE_REACH), -1):
        if not (scan.is_word(place) or scan.is_number(place)):
            return False
        job = scan.at("category", place)
        if job is not None and job.value == Category.STUDENT:
            return True
    return False
