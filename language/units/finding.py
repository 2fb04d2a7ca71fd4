"""Names of units in a message: bản Nà Tòng, thôn 3, trường THPT Lệ Thủy, xã Tân Đông."""

from dataclasses import dataclass

from language.units.kinds_in_names import is_level_of_job, is_part_of_name, runs_into_title
from language.units.names import name_end, whole_value
from language.units.words import (
    ACTS,
    LONGEST_BARE_NAME,
    SYLLABLES,
    is_number_of,
    is_they,
    opens_place,
    organisation_end,
)
from language.words import particles
from language.words.scanning import Hit, Scan

_SURE_FAMILIES = particles.words("sure_family")
_PLACES = frozenset((",", ":"))
_DONE_TO = ("review", "verification", "admission", "official")
_SAID_OF = ("category", "ethnicity", "gender", "education")
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
    if at > place and ":" in (scan.key(at), scan.key(at - 1)):
        at = organisation_end(scan, at + (scan.key(at) == ":"))
        if (end := whole_value(scan, at)) > at:
            return UnitName(start=place, end=end, name=scan.text(at, end), rank=1, is_named_as_cell=True)
    body = scan.at("mass_body", at)
    if body is not None and at > place and body.end - at > (1 if body.exact else 2):
        # chi bộ Hội Nông dân xã
        level = scan.at("bare_level", body.end)
        named = level is not None and (
            scan.cased_word(level.end)
            or (scan.at("unit_kind", level.end) is not None and not scan.used[level.end])
        )
        end = level.end if level is not None and not named else body.end
        return UnitName(start=place, end=end, name=scan.text(at, end), rank=1, is_named_as_cell=True)
    kind = scan.at("unit_kind", at)
    if at > place and _is_office_of(scan, place, at):
        return None
    group = scan.at("category", at) if at > place else None
    within = scan.at("faculty", group.end) if group is not None else None
    if group is not None and kind is None and (end := _group_cell_end(scan, group)) > group.end:
        return UnitName(start=place, end=end, name=scan.text(at, end), rank=1, is_named_as_cell=True)
    if within is not None and (end := name_end(scan, within.end, plain=True)) > within.end:
        # chi bộ sinh viên khoa Nông Lâm
        return UnitName(start=place, end=end, name=scan.text(at, end), rank=1, is_named_as_cell=True)
    runs_on = kind is not None and (runs_into_title(scan, kind) or is_level_of_job(scan, kind))
    if kind is not None and at == place and (runs_on or is_part_of_name(scan, at)):
        return None
    if kind is not None and at == place and _follows_then(scan, at):
        return _kind_and_name(scan, at + 1, at + 1, kind.end, _RANK_OF_COMMUNE, has_organisation=False)
    if kind is not None and not scan.used[at]:
        return _kind_and_name(scan, place, at, kind.end, int(kind.value), has_organisation=at > place)
    if scan.key(at) == "so" and scan.ending("resolution", at) is not None:
        # Nghị quyết chi bộ số 12: a paper's number.
        return None
    level = scan.at("bare_level", at)
    if level is not None and at > place:
        # "đảng ủy xã" is one expression; a name behind it makes it a unit: đảng ủy xã Y.
        named = scan.cased_word(level.end) or (scan.is_word(level.end) and not scan.spoken[level.end])
        rank = int(level.value)
        return _kind_and_name(scan, place, at, level.end, rank, has_organisation=True) if named else None
    if at == place or _is_own(scan, at):
        return None
    end = name_end(scan, at, plain=True)
    if end == at or (scan.is_number(at) and not scan.cased):
        return None
    return UnitName(
        start=place, end=end, name=scan.text(at, end), rank=1, is_named_as_cell=True, confidence=0.8
    )


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
    if hit is None or scan.cased_word(place):
        return False
    if scan.cased and (
        scan.words[place - 1][0].isupper() or scan.any_at(place + 1, ("requested", "admission"))
    ):
        return True  # Huyen giao xa Nam Can 12, "bi thu huyen hoi so ket nap"
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
    weak = bool(bare) and scan.at("weak_kind", at) is not None and not scan.accented
    weak = weak and scan.spellings[at].is_bare
    numbered = scan.is_number(kind_end) or (scan.key(kind_end) == "so" and scan.is_number(kind_end + 1))
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
            or not (numbered or _opens(scan, start) or _is_surely_place(scan, kind_end))
        )
    ):
        return None
    inner = scan.at("unit_kind", kind_end)
    if inner is not None and inner.value != "1" and scan.at("numbered_kind", at) is not None:
        # bản Xa Phình: no village is called after a commune
        inner = None
    if inner is not None and not scan.used[kind_end] and not numbered and inner.start < inner.end:
        nested = _kind_and_name(scan, start, kind_end, inner.end, rank, has_organisation=has_organisation)
        if nested is not None:
            return UnitName(
                start=start,
                end=nested.end,
                name=scan.text(at, nested.end),
                rank=rank,
                is_named_as_cell=has_organisation,
            )
    unnamed = _is_ours(scan, kind_end) or _acts(scan, kind_end) or _is_not_yet(scan, kind_end)
    unnamed = unnamed or is_they(scan, kind_end)
    end = kind_end if unnamed else name_end(scan, kind_end, plain=False)
    if (
        end == kind_end
        and has_organisation
        and rank == 1
        and (level := scan.at("bare_level", kind_end)) is not None
    ):
        # chi bộ trường PTDTNT huyện
        end = level.end
    if end == kind_end:
        alone = scan.at("unit_alone", at) or _is_office(scan, at, kind_end, has_organisation=has_organisation)
        told = has_organisation or scan.ending("unit_label", at) or scan.has("quota")
        if alone is None or not (told or _acts_beside(scan, at, alone.end)):
            return None
        return UnitName(
            start=start,
            end=alone.end,
            name=scan.text(at, alone.end),
            rank=rank,
            is_named_as_cell=has_organisation,
            confidence=0.9,
        )
    return UnitName(
        start=start, end=end, name=scan.text(at, end), rank=rank, is_named_as_cell=has_organisation
    )


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
    surname = scan.at("surname", place + 1)
    if scan.key(place + 1) in _SURE_FAMILIES and scan.cased_word(place + 1) and scan.cased_word(place + 2):
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


def _opens(scan: Scan, place: int) -> bool:
    if place == 0 or scan.used[place - 1] in ("period", "date") or scan.keys[place - 1] == "\n":
        return True
    if scan.any_ending(place, ("gone_by",)) and scan.any_ending(place - 1, ("span_before_now",)):
        return True  # "9 thang qua ban phieng lao"
    heads = scan.words[place].islower() or scan.key(place - 1) == "."
    if not scan.is_word(place - 1) and heads and scan.cased_word(place + 1):
        # ", ban Mo Phu Chai" behind a person who was named: bản; bạn would stand before a person.
        apart = scan.at("surname", place + 1) is None or scan.at("honorific", place) is None
        apart = apart and (scan.cased_word(place + 2) or not scan.has("admission"))  # : ban Vy, ban Khoa
        return apart or _names_somebody(scan, place)
    if not scan.cased and not scan.is_word(place - 1) and _names_somebody(scan, place):
        # ", ban na loc" closes a message about somebody
        return _run(scan, place + 1) <= LONGEST_BARE_NAME and scan.at("middle", place + 2) is None
    if not scan.cased and scan.any_ending(place, _SAID_OF) and _names_somebody(scan, place):
        # "thai dan quan ban na hay": behind what is said of somebody
        return True
    if scan.cased_word(place + 1) and scan.cased_word(place + 2) and scan.any_ending(place, ("category",)):
        return True  # dan quan ban Ta Mieu
    if scan.keys[place - 1] in _PLACES:
        return scan.has("quota", "how_many") or not scan.has("candidate", "admission")
    if scan.cased_word(place + 1) and scan.cased_word(place + 2) and not scan.at("surname", place + 1):
        return True
    if scan.cased_word(place + 1) and (scan.cased_word(place - 1) or scan.ending("mass_body", place)):
        return True
    if scan.key(place - 1) == "cho":
        return scan.has("quota", "how_many")
    if scan.at("unit_opener", place - 1) is not None or scan.any_ending(place, ("quota", "assign")):
        return True
    return scan.ending("admission", place) is not None and scan.has("how_many", "ask")


def _run(scan: Scan, place: int) -> int:
    """How many words stand between the piece and the next mark."""
    end = place
    while scan.is_word(end):
        end += 1
    return end - place


def _names_somebody(scan: Scan, end: int) -> bool:
    """Whether a family name with văn or thị stands before the piece."""
    return any(scan.ending("surname", hit.start) for hit in scan.all("middle") if hit.start < end)


def _before_form(scan: Scan, place: int) -> int:
    """học sinh 12B trường X: where the number and letter of a form in a school begin."""
    for at in (place - 1, place - 2):
        taught = scan.ending("category", at)
        if taught is not None and taught.value == "teacher" and scan.cased_word(at):
            # giáo viên Toán, giáo viên Ngữ văn
            return at
    if scan.is_number(place - 1) and scan.glued(place - 1) and len(scan.words[place - 2]) == 1:
        return place - 2  # lớp 12A3
    lettered = scan.is_word(place - 1) and len(scan.words[place - 1]) == 1 and scan.glued(place - 1)
    at = place - lettered
    return at - 1 if scan.is_number(at - 1) else place


def _is_elsewhere(scan: Scan, unit: UnitName) -> bool:
    done = scan.at("done_lead", unit.end) if unit.rank > 1 else None  # xã X đã xác nhận lý lịch
    answers = scan.at("answers", unit.end if done is None else done.end)
    if scan.labelled("elsewhere", unit.start) or answers is not None:
        return True
    if scan.key(unit.start - 1) in particles.words("asked_there") and unit.rank > 1:
        # thẩm tra lý lịch em A ở xã X: where it is asked
        return scan.has("verification") and not unit.is_named_as_cell
    before = _before_form(scan, unit.start)
    before -= scan.key(before - 1) in particles.words("works_at")  # công nhân bên công ty giày
    job = scan.ending("category", before)
    workplace = job is not None and job.value not in _LOCAL_JOBS and not scan.has("how_many")
    return workplace and unit.rank == 1 and not unit.is_named_as_cell
