"""Names of units in a message: bản Nà Tòng, thôn 3, trường THPT Lệ Thủy, xã Tân Đông."""

from dataclasses import dataclass

from language.units.closing import ACTS
from language.units.kinds_in_names import is_level_of_job, is_part_of_name, runs_into_title
from language.units.names import name_end, whole_value
from language.units.openings import before_form, opens_unit
from language.units.words import SYLLABLES, is_number_of, opens_place, organisation_end, tells_of_others
from language.words import particles
from language.words.scanning import Hit, Scan

_SURE_FAMILIES = particles.words("sure_family")
_BEFORE_NAMES = particles.words("before_names")
_DONE_TO = ("review", "verification", "admission", "official")
_RANK_OF_COMMUNE = 2
_THEN_COMMUNE = particles.words("then_commune")
_GROUPS = ("category", "mass_body", "office_kind", "bare_level")  # chi bộ sinh viên, chi bộ hội phụ nữ
# Jobs that are held within a cell, not at a workplace.
_LOCAL_JOBS = frozenset(("militia", "youth_union"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitName:
    """A unit named on the pieces [start, end). `rank` grows with the level: 1 party cell … 4 province."""

    start: int
    end: int
    name: str
    rank: int
    is_named_as_cell: bool = False  # said with chi bộ before it
    confidence: float = 1.0


def find_units(scan: Scan, *, capitals_only: bool = False) -> list[UnitName]:
    """The units that report or are asked about, left to right, without homes, destinations, workplaces.

    With `capitals_only`, words in small letters are no name: "cả thôn phấn khởi", "chi bộ tập trung lo Tết".
    """
    found: list[UnitName] = []
    offices = [hit for hit in scan.all("party_office") if scan.at("organisation", hit.start)]
    for office in offices:
        # chi ủy viên: nobody's unit
        scan.take(office.start, office.end, "office")
    for body in scan.all("mass_body"):
        if (unit := _level_of_body(scan, body)) is not None:
            scan.take(unit.start, unit.end, "unit")
            found.append(unit)
    reached = 0
    for place in scan.openings(("organisation", "unit_kind")):
        unit = _unit(scan, place) if place >= reached and not scan.used[place] else None
        if unit is None or (capitals_only and _is_in_small_letters(scan, unit)):
            continue
        if _is_elsewhere(scan, unit):
            scan.take(unit.start, unit.end, "elsewhere")
        else:
            scan.take(unit.start, unit.end, "unit")
            found.append(unit)
        reached = unit.end
    return found


def _is_in_small_letters(scan: Scan, unit: UnitName) -> bool:
    """Whether no capital stands behind a kind of place to live, or in the first two words behind chi bộ."""
    at = organisation_end(scan, unit.start)
    kind = scan.at("unit_kind", at)
    lives = scan.at("numbered_kind", at)
    if kind is not None and (lives is None or lives.end < kind.end):
        # "bị công an bắt", "mẫu của huyện bắt phải ghi": a kind that is no cell's, and a word of the sentence
        apart = at == unit.start and kind.end < unit.end and scan.accented
        return apart and all(scan.words[place].islower() for place in range(kind.end, unit.end))
    if scan.at("unit_alone", at):
        return False
    behind = at if kind is None else kind.end
    named = behind < unit.end and not (kind is None and scan.any_at(at, _GROUPS))
    first = range(behind, min(behind + 2, unit.end) if kind is None else unit.end)
    small = all(scan.is_word(place) and scan.words[place].islower() for place in first)
    return named and small


def most_specific(units: list[UnitName]) -> UnitName | None:
    """The one that reports: the lowest level, one named as a chi bộ before another, else the first."""
    if not units:
        return None
    return min(units, key=lambda u: (u.rank, not u.is_named_as_cell, u.start))


def _unit(scan: Scan, place: int) -> UnitName | None:
    at = organisation_end(scan, place)
    while (again := organisation_end(scan, at)) > at:
        at = again
    if at == place:
        return _named_by_kind(scan, place)
    if ":" in (scan.key(at), scan.key(at - 1)):
        at = organisation_end(scan, at + (scan.key(at) == ":"))
        if (end := whole_value(scan, at)) > at:
            return _cell(scan, place, at, end)
    return _named_as_cell(scan, place, at)


def _named_by_kind(scan: Scan, place: int) -> UnitName | None:
    """bản Nà Tòng, xã Tân Đông: a word for the kind, and a name."""
    kind = scan.at("unit_kind", place)
    if kind is None or runs_into_title(scan, kind) or is_level_of_job(scan, kind):
        return None
    if is_part_of_name(scan, place) or scan.any_at(kind.end, ("rank",)) or _is_counted(scan, kind):
        return None  # 2 ban it nhat, công an mấy
    if _follows_then(scan, place):
        return _kind_and_name(scan, place + 1, place + 1, kind.end, _RANK_OF_COMMUNE, has_organisation=False)
    return _kind_and_name(scan, place, place, kind.end, int(kind.value), has_organisation=False)


def _is_counted(scan: Scan, kind: Hit) -> bool:
    """công an mấy, giáo viên mấy, cong an may: how many of a group, and no place called so."""
    asked = scan.at("how_many", kind.end)
    if asked is None or scan.cased_word(kind.end):
        return False
    return asked.exact or scan.at("category", kind.start) is not None


def _named_as_cell(scan: Scan, place: int, at: int) -> UnitName | None:
    """chi bộ bản Nà Tòng, chi bộ Hội Nông dân xã, chi bộ 5: what stands at `at`, behind chi bộ or đảng ủy."""
    if (end := _body_end(scan, at)) > at:
        return _cell(scan, place, at, end)
    asked = scan.at("how_about", at)
    if _is_office_of(scan, place, at) or scan.any_at(at, ("rank",)) or (asked and asked.value == "asks"):
        return None
    if (end := _group_end(scan, at)) > at:
        return _cell(scan, place, at, end)
    if scan.key(at) == "cho" and scan.is_number(at + 1):
        return None  # "chi bo cho 2 dong chi di hoc"
    kind = scan.at("unit_kind", at)
    if kind is not None and not scan.used[at]:
        return _kind_and_name(scan, place, at, kind.end, int(kind.value), has_organisation=True)
    if scan.at("resolution", at) is not None and not scan.is_word(at + 1):
        return None  # chi bộ NQ 4/11, đảng ủy xét 10/11
    if scan.key(at) == "so" and scan.ending("resolution", at) is not None:
        # Nghị quyết chi bộ số 12: a paper's number.
        return None
    level = scan.at("bare_level", at)
    if level is not None:
        # "đảng ủy xã" is one expression; a name behind it makes it a unit: đảng ủy xã Y.
        named = scan.cased_word(level.end) or (scan.is_word(level.end) and not scan.spoken[level.end])
        rank = int(level.value)
        return _kind_and_name(scan, place, at, level.end, rank, has_organisation=True) if named else None
    if _is_own(scan, at):
        return None
    end = name_end(scan, at, plain=True)
    if end == at or (scan.is_number(at) and not scan.cased):
        return None
    return _cell(scan, place, at, end, confidence=0.8)


def _cell(scan: Scan, place: int, at: int, end: int, *, confidence: float = 1.0) -> UnitName:
    """The cell that is named from `at`, behind chi bộ at `place`."""
    name = scan.text(at, end)
    return UnitName(start=place, end=end, name=name, rank=1, is_named_as_cell=True, confidence=confidence)


def _body_end(scan: Scan, at: int) -> int:
    """Where Hội Nông dân xã ends, the cell of a body and its level; the piece itself where there is none."""
    body = scan.at("mass_body", at)
    if body is None or body.end - at <= (1 if body.exact else 2):
        return at
    level = scan.at("bare_level", body.end)
    named = level is not None and (
        scan.cased_word(level.end)
        or (scan.at("unit_kind", level.end) is not None and not scan.used[level.end])
    )
    return level.end if level is not None and not named else body.end


def _group_end(scan: Scan, at: int) -> int:
    """Where sinh viên 2, sinh viên khoa Nông Lâm end, the cell of a group; the piece itself where none is."""
    group = scan.at("category", at)
    if group is None:
        return at
    if scan.at("unit_kind", at) is None and (end := _group_cell_end(scan, group)) > group.end:
        return end
    within = scan.at("faculty", group.end)
    if within is None:
        return at
    end = name_end(scan, within.end, plain=True)
    return end if end > within.end else at


def _level_of_body(scan: Scan, body: Hit) -> UnitName | None:
    """Đoàn xã Nghĩa Thuận giới thiệu A: the commune, whose word belongs to the body's; not who leads it."""
    level = scan.at("bare_level", body.end - 1) if body.end - body.start > 1 else None
    if level is None or not (scan.cased_word(body.end) or (scan.accented and not scan.cased)):
        return None
    family = scan.at("surname", body.end)
    led = scan.any_ending(body.end, ("category", "party_office"))
    if led or (family is not None and scan.at("middle", family.end) is not None):
        return None
    end = name_end(scan, body.end, plain=False)
    if end - body.end < 2 or not scan.any_at(end, ("introduce", "referral")):
        return None
    return UnitName(
        start=body.end - 1, end=end, name=scan.text(body.end - 1, end), rank=int(level.value), confidence=0.8
    )


def _group_cell_end(scan: Scan, group: Hit) -> int:
    """Where chi bộ sinh viên 2, dân quân xã Trung Lý, giáo viên tiểu học Nam Giang end: cells of a group."""
    if is_number_of(scan, group.end):
        return group.end + 1
    kind = scan.at("unit_kind", group.end)
    leveled = group.end - group.start > 1 and scan.at("bare_level", group.end - 1) is not None
    if kind is None and not leveled:
        return group.end
    begins = kind.end if kind is not None else group.end
    end = name_end(scan, begins, plain=False)
    return end if end > begins else group.end


def _follows_then(scan: Scan, place: int) -> bool:
    """ "nam 2025 thi xa Chieng Khoong the nao": thì xã, where a question has begun, not thị xã."""
    if " ".join(scan.keys[place : place + 2]) not in _THEN_COMMUNE or scan.accented or scan.cased_word(place):
        return False
    opened = scan.used[place - 1 : place] == ["period"] or scan.any_ending(place, ("quota",))
    return opened and scan.has("how_many", "ask", "state_of", "quota")


def _is_office_of(scan: Scan, place: int, at: int) -> bool:
    """bí thư Đảng ủy Mai Thị Hồng Thắm: whose office it is, not whose unit."""
    held = any(office.start < place and office.end >= at for office in scan.all("party_office"))
    family = scan.at("surname", at)
    middle = family is not None and scan.at("middle", family.end) is not None
    return held and middle and scan.cased_word(at) and scan.cased_word(at + 2)


def _acts(scan: Scan, place: int) -> bool:
    """huyện giao, xã hỏi: what a higher level does, typed in full and small, is not its name."""
    hit = scan.at("level_acts", place)
    if hit is None or scan.cased_word(place) or scan.any_ending(place, ("business_kind",)):
        return False
    if scan.cased and (
        scan.words[place - 1][0].isupper() or scan.any_at(place + 1, ("requested", "admission"))
    ):
        return True  # Huyen giao xa Nam Can 12, "bi thu huyen hoi so ket nap"
    purpose = scan.at("cause", place - 2)  # "de xa biet"
    if purpose is not None and purpose.value == "purpose":
        return True
    # "so voi ke hoach huyen giao": behind a target, without marks too
    return (hit.exact and scan.accented) or scan.any_ending(place - 1, ("quota",))


def _is_not_yet(scan: Scan, place: int) -> bool:
    """ "cong an tinh chua tra loi": no province is called so."""
    level = scan.at("bare_level", place - 1) is not None
    return level and scan.at("not_yet", place) is not None and not (scan.accented or scan.cased_word(place))


def _is_own(scan: Scan, place: int) -> bool:
    """chi bộ em, chi bộ chọn ngày: the speaker's, or what the cell does; Ban and Thu may be names."""
    hit = scan.at("own", place) or scan.at("cell_verb", place)
    if hit is None or scan.key(place) == "moi":
        return False
    if scan.cased_word(place) and scan.cased_word(place + 1):
        # chi bo Ta Mung
        return False
    return hit.exact or not (scan.cased_word(place) or scan.accented)


def _kind_and_name(
    scan: Scan, start: int, at: int, kind_end: int, rank: int, *, has_organisation: bool
) -> UnitName | None:
    bare = scan.keys[at] if kind_end == at + 1 else ""
    if scan.is_number(kind_end) and scan.key(kind_end + 1) == "k" and scan.is_number(kind_end + 2):
        return None  # "le thi my huyen 2k1": Huyền, born in 2001
    weak = bool(bare) and scan.at("weak_kind", at) is not None and not scan.accented
    weak = weak and scan.spellings[at].is_bare
    numbered = _is_numbered(scan, kind_end)
    if weak and not has_organisation and _is_friend(scan, at):
        return None
    spelled = scan.at("unit_kind", at)
    doubtful = bool(bare) and scan.at("weak_kind", at) is not None and scan.spellings[at].is_bare
    doubtful = doubtful and not (spelled is not None and spelled.exact and not scan.cased)  # bon bu prăng
    if doubtful and scan.accented and not (has_organisation or numbered or scan.cased_word(kind_end)):
        # mưa to quá: no tổ, where diacritics are typed
        return None
    runs_on = scan.any_at(kind_end, (*_DONE_TO, "function")) and not scan.cased_word(kind_end)
    if weak and scan.at("never_alone", at) and runs_on:
        # "o dang uy cho xet", "cho ra quyet dinh": chờ, not chợ
        return None
    if (
        weak
        and not has_organisation
        and (
            scan.at("never_alone", at)
            or not (numbered or opens_unit(scan, start) or _is_surely_place(scan, kind_end))
        )
    ):
        return None
    return _with_name(scan, start, at, kind_end, rank, has_organisation=has_organisation)


def _with_name(
    scan: Scan, start: int, at: int, kind_end: int, rank: int, *, has_organisation: bool
) -> UnitName | None:
    """The unit of that kind with the name behind it; of some offices without one."""

    def named(end: int, confidence: float = 1.0) -> UnitName:
        return UnitName(
            start=start,
            end=end,
            name=scan.text(at, end),
            rank=rank,
            is_named_as_cell=has_organisation,
            confidence=confidence,
        )

    party = scan.at("organisation", kind_end) if scan.at("office_kind", at) else None
    within = party.end if party else kind_end  # Văn phòng Đảng ủy xã A Rooi
    inner = scan.at("unit_kind", within)
    if inner is not None and inner.value != "1" and scan.at("numbered_kind", at) is not None:
        inner = None  # bản Xa Phình: no village is called after a commune
    if inner is not None and not scan.used[within] and not _is_numbered(scan, within):
        nested = _kind_and_name(scan, start, within, inner.end, rank, has_organisation=has_organisation)
        if nested is not None:
            return named(nested.end)
    unnamed = any(says(scan, kind_end) for says in (_is_ours, _acts, _is_not_yet, tells_of_others))
    end = kind_end if unnamed else name_end(scan, kind_end, plain=False)
    level = scan.at("bare_level", kind_end) if has_organisation and rank == 1 else None
    if end == kind_end and level is not None:
        end = level.end  # chi bộ trường PTDTNT huyện
    if end != kind_end:
        return named(end)
    alone = scan.at("unit_alone", at) or _is_office(scan, at, kind_end, has_organisation=has_organisation)
    told = has_organisation or scan.ending("unit_label", at) or scan.has("quota")
    if alone is None or not (told or _acts_beside(scan, at, alone.end)):
        return None
    return named(alone.end, confidence=0.9)


def _is_numbered(scan: Scan, place: int) -> bool:
    """thôn 3, tổ số 5: a number for a name."""
    return scan.is_number(place) or (scan.key(place) == "so" and scan.is_number(place + 1))


def _is_office(scan: Scan, at: int, kind_end: int, *, has_organisation: bool) -> Hit | None:
    """chi bộ Ban CHQS phường, chi bộ Đồn biên phòng: an office of two words or more needs no name."""
    kind = scan.at("unit_kind", at)
    lives = scan.at("numbered_kind", at)
    if kind is None or not has_organisation or (lives and lives.end == kind_end) or scan.at("own", at):
        return None
    sure = kind.exact or not scan.accented
    return kind if sure and kind.value == "1" and kind.end == kind_end > at + 1 else None


def _acts_beside(scan: Scan, at: int, end: int) -> bool:
    """chiều qua bên trạm y tế kết nạp A: an office that does it, named as "bên"."""
    if scan.any_ending(at, ("mass_body",)) and scan.any_at(end, ("introduce", "referral")):
        return True  # Công đoàn cơ sở Trạm Y tế giới thiệu A
    return scan.key(at - 1) in particles.words("beside_me") and scan.any_at(end, ("admission", "official"))


def _is_surely_place(scan: Scan, place: int) -> bool:
    """ "tra giup hoang thi nhinh ban na ca": nobody is called so, so it is bản."""
    return not scan.any_at(place, ("surname", "given")) and opens_place(scan, place)


def _is_friend(scan: Scan, place: int) -> bool:
    """ban Hoang Thi Thao: bạn, for a whole name follows."""
    after = place + 2 + (scan.key(place + 2) == ",")
    if scan.cased_word(place + 1) and scan.at("birth_label", after):
        # ban Anh, sn 2006
        return True
    end = place + 1
    while scan.cased_word(end):
        end += 1
    if end > place + 1 and scan.key(end) == "(" and scan.any_at(end + 1, ("ethnicity", "gender")):
        return True  # ban Chau Ti (Khmer, 2001)
    ahead = scan.key(place + 1)
    if "'" in ahead or (ahead in _BEFORE_NAMES and scan.cased_word(place + 2)):
        return True  # ban H'Lan Eban, ban Y Thom Kbuor: whose villages are called buôn
    surname = scan.at("surname", place + 1)
    if ahead in _SURE_FAMILIES and scan.cased_word(place + 1) and scan.cased_word(place + 2):
        return True
    return surname is not None and scan.at("middle", surname.end) is not None


def _is_ours(scan: Scan, place: int) -> bool:
    """thôn em, xã ta; but thôn Tả Van, and so "thon ta van", "khom chau long"."""
    if scan.at("own", place) is None or (scan.cased and scan.words[place][0].isupper()):
        return False
    ahead = place + 1
    may_open = scan.keys[place] in particles.words("ours_or_name") and not scan.accented
    if may_open and opens_place(scan, place) and scan.is_number(ahead + 1) and scan.has("quota"):
        return False  # "chi tieu xa ta van 18"
    if not may_open or not scan.is_word(ahead) or scan.used[ahead] or scan.covering[ahead] > ahead + 1:
        return True
    return scan.any_at(ahead, ("function", "stop", *ACTS)) and not scan.any_at(ahead, SYLLABLES)


def _ends_name(scan: Scan, place: int) -> bool:
    """ "Ha Thi Nguyet Que o xom Tam Van": the end of a name, and not quê, where somebody comes from."""
    label = scan.ending("elsewhere", place)
    return label is not None and scan.cased_word(label.start) and scan.cased_word(label.start - 1)


def _is_elsewhere(scan: Scan, unit: UnitName) -> bool:
    done = scan.at("done_lead", unit.end) if unit.rank > 1 else None  # xã X đã xác nhận lý lịch
    answers = scan.at("answers", unit.end if done is None else done.end)
    if answers is not None or (scan.labelled("elsewhere", unit.start) and not _ends_name(scan, unit.start)):
        return True
    before = unit.start - 1
    if scan.key(before) in particles.words("asked_there") and unit.rank > 1 and not scan.within[before]:
        # thẩm tra lý lịch em A ở xã X: where it is asked
        return scan.has("verification") and not unit.is_named_as_cell
    before = before_form(scan, unit.start)
    before -= scan.key(before - 1) in particles.words("works_at")  # công nhân bên công ty giày
    job = scan.ending("category", before)
    workplace = job is not None and job.value not in _LOCAL_JOBS and not scan.has("how_many")
    return workplace and unit.rank == 1 and not unit.is_named_as_cell
