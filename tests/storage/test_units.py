"""The tree of units, and finding one by however it is called."""

from datetime import date
from itertools import pairwise

import pytest

from domain.errors import NotAllowed
from domain.units import SLOTS, Unit, UnitKind
from storage import gazetteer, units
from storage.database import Tx


class Places:
    """Two districts with namesakes: bản Hỏm stands in both communes, Thạnh Hóa is a district and a school."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self.province = self.add(None, UnitKind.PROVINCE, "tỉnh Sơn La")
        self.district = self.add(self.province, UnitKind.DISTRICT, "huyện Thạnh Hóa")
        self.commune = self.add(self.district, UnitKind.COMMUNE, "xã Chiềng Bôm")
        self.other = self.add(self.district, UnitKind.COMMUNE, "xã Púng Bánh")
        self.hom = self.add(self.commune, UnitKind.PARTY_CELL, "bản Hỏm")
        self.third = self.add(self.commune, UnitKind.PARTY_CELL, "thôn 3")
        self.clinic = self.add(self.commune, UnitKind.PARTY_CELL, "Trạm Y tế xã Chiềng Bôm")
        self.school = self.add(self.district, UnitKind.PARTY_CELL, "Trường THPT Thạnh Hóa")
        self.namesake = self.add(self.other, UnitKind.PARTY_CELL, "bản Hỏm")
        self.ca_mau = self.add(None, UnitKind.PROVINCE, "tỉnh Cà Mau")

    def add(self, parent: Unit | None, kind: UnitKind, name: str) -> Unit:
        return units.add(self._tx, parent=parent, kind=kind, name=name)

    def found(self, phrase: str, *scopes: Unit) -> list[Unit]:
        return list(self.match(phrase, *scopes).exact)

    def match(self, phrase: str, *scopes: Unit) -> gazetteer.UnitMatch:
        return gazetteer.find(self._tx, phrase, [(unit.left, unit.right) for unit in scopes])


@pytest.fixture
def places(tx: Tx) -> Places:
    return Places(tx)


@pytest.mark.parametrize(
    "phrase",
    [
        "bản Hỏm",
        "hỏm",
        "ban hom",
        "CB hỏm",
        "chi bộ bản Hỏm",
        "CHI BỘ HỎM",
        "thôn hỏm",
        "bản Hỏm, xã Chiềng Bôm",
    ],
)
def test_a_cell_is_found_however_its_kind_is_written(places: Places, phrase: str) -> None:
    assert places.found(phrase, places.commune) == [places.hom]


@pytest.mark.parametrize("phrase", ["ban hom minh", "ban hom toi", "chi bo ban hom em", "cb hom nha minh"])
def test_who_speaks_is_no_part_of_the_name_before_it(places: Places, phrase: str) -> None:
    assert places.found(phrase, places.commune) == [places.hom]


@pytest.mark.parametrize("phrase", ["ban hom minh", "ban hom em"])
def test_a_unit_that_is_called_so_wins(places: Places, phrase: str) -> None:
    longer = places.add(places.commune, UnitKind.PARTY_CELL, phrase)
    assert places.found(phrase, places.commune) == [longer]


@pytest.mark.parametrize("phrase", ["ban minh", "thon toi", "chi bo minh", "minh"])
def test_who_speaks_alone_names_no_unit(places: Places, phrase: str) -> None:
    assert places.found(phrase, places.commune) == []


def test_namesakes_in_reach_are_all_found(places: Places) -> None:
    assert places.found("hỏm", places.district) == [places.hom, places.namesake]


def test_nothing_outside_the_scopes_is_ever_found(places: Places) -> None:
    match = places.match("xã Chiềng Bôm", places.hom)
    assert (match.exact, match.near) == ((), ())
    assert places.match("xã Không Có", places.hom) == match


def test_a_unit_itself_is_within_its_scope(places: Places) -> None:
    assert places.found("đảng bộ xã Chiềng Bôm", places.commune) == [places.commune]
    assert places.found("chieng bom", places.commune) == [places.commune]


def test_places_win_over_institutions_unless_one_is_named(places: Places) -> None:
    assert places.found("Thạnh Hóa", places.district) == [places.district]
    assert places.found("trường Thạnh Hóa", places.district) == [places.school]
    assert places.found("THPT thạnh hóa", places.district) == [places.school]


def test_a_commune_is_never_taken_for_the_district_of_its_name(places: Places) -> None:
    match = places.match("xã Thạnh Hóa", places.district)
    assert match.exact == ()
    assert places.district in match.near


@pytest.mark.parametrize("phrase", ["trạm y tế", "trạm y tế xã"])
def test_a_kind_alone_names_the_only_unit_of_that_kind(places: Places, phrase: str) -> None:
    assert places.found(phrase, places.commune) == [places.clinic]


@pytest.mark.parametrize("phrase", ["bản Xa", "ban xa", "thôn Phương", "bản Xã"])
def test_a_village_that_is_called_like_a_level_is_no_other_village(places: Places, phrase: str) -> None:
    assert places.found(phrase, places.commune) == []
    assert places.found(phrase, places.hom) == []


def test_a_number_is_a_name(places: Places) -> None:
    assert places.found("thôn 3", places.commune) == [places.third]
    assert places.found("cb 3", places.commune) == [places.third]
    assert places.found("thôn 13", places.commune) == []


def test_what_looks_like_a_kind_may_be_a_name(places: Places) -> None:
    assert places.found("Cà Mau", places.ca_mau) == [places.ca_mau]


def test_a_misspelt_name_is_offered_never_taken(places: Places) -> None:
    match = places.match("xã Chiềng Bôn", places.district)
    assert match.exact == ()
    assert match.near == (places.commune,)


@pytest.mark.parametrize("phrase", ["bản Hỏn", "ban hum", "ban thom"])
def test_of_a_short_name_one_letter_may_be_wrong(places: Places, phrase: str) -> None:
    match = places.match(phrase, places.commune)
    assert (match.exact, match.near) == ((), (places.hom,))


@pytest.mark.parametrize("phrase", ["xã Chiềng", "chieng"])
def test_a_name_told_in_part_is_offered_never_taken(places: Places, phrase: str) -> None:
    match = places.match(phrase, places.district)
    assert (match.exact, match.near) == ((), (places.commune,))


def test_a_part_of_a_name_of_another_kind_is_like_none(places: Places) -> None:
    assert places.match("bản Chiềng", places.district).near == ()


@pytest.mark.parametrize("phrase", ["xã ChiengBom", "đảng bộ xã chiềngbôm", "chiengbom"])
def test_a_name_run_together_is_the_same_name(places: Places, phrase: str) -> None:
    assert places.found(phrase, places.district) == [places.commune]


def test_a_name_run_together_is_not_taken_for_another_kind(places: Places) -> None:
    assert places.found("bản chiengbom", places.district) == []


def test_nothing_but_organisation_words_names_nothing(places: Places) -> None:
    assert places.match("chi bộ", places.commune) == gazetteer.UnitMatch()


def test_adding_a_unit_moves_no_other(tx: Tx, places: Places) -> None:
    before = units.within(tx, places.province.left, places.province.right)
    added = units.add(tx, parent=places.commune, kind=UnitKind.PARTY_CELL, name="bản Mới")
    after = units.within(tx, places.province.left, places.province.right)
    assert [unit for unit in after if unit.id != added.id] == before
    assert places.commune.contains(added)
    assert not any(sibling.contains(added) for sibling in (places.hom, places.third, places.clinic))


def test_a_tree_without_room_says_so(tx: Tx, places: Places) -> None:
    for number in range(SLOTS - 1):
        units.add(tx, parent=places.hom, kind=UnitKind.PARTY_CELL, name=f"tổ {number}")
    with pytest.raises(ValueError, match="no room"):
        units.add(tx, parent=places.hom, kind=UnitKind.PARTY_CELL, name="tổ cuối")


def test_walking_up_and_down(tx: Tx, places: Places) -> None:
    assert units.ancestors(tx, places.hom) == [places.commune, places.district, places.province]
    assert units.children(tx, places.commune.id) == [places.hom, places.third, places.clinic]
    assert units.get(tx, places.hom.id) == places.hom


def test_a_unit_that_is_not_there_reads_like_one_out_of_reach(tx: Tx) -> None:
    with pytest.raises(NotAllowed):
        units.get(tx, 1)


def test_only_cells_that_exist_on_the_day_are_counted(tx: Tx, places: Places) -> None:
    units.add(
        tx, parent=places.commune, kind=UnitKind.PARTY_CELL, name="bản Sau", valid_from=date(2024, 7, 1)
    )
    interval = (places.commune.left, places.commune.right)
    assert units.cells_count(tx, interval, date(2024, 6, 30)) == 3
    assert units.cells_count(tx, interval, date(2024, 7, 1)) == 4


def test_a_published_number_holds_until_a_newer_one(tx: Tx, places: Places) -> None:
    unit = places.commune.id
    units.add_figure(tx, unit, "members", date(2020, 9, 30), 383)
    units.add_figure(tx, unit, "members", date(2022, 12, 31), 401)
    assert units.figure(tx, unit, "members", date(2020, 9, 29)) is None
    assert units.figure(tx, unit, "members", date(2021, 1, 1)) == units.Figure(
        value=383, as_of=date(2020, 9, 30)
    )
    assert units.figure(tx, unit, "members", date(2023, 1, 1)) == units.Figure(
        value=401, as_of=date(2022, 12, 31)
    )


def test_a_unit_that_ended_keeps_its_place_and_names_who_goes_on(tx: Tx) -> None:
    places = Places(tx)
    merged = units.add(
        tx, parent=places.commune, kind=UnitKind.PARTY_CELL, name="bản Hỏm Ba", valid_from=date(2025, 7, 1)
    )
    for ending in (places.hom, places.third):
        units.close(tx, ending.id, date(2025, 7, 1), merged.id)
    again = units.add(tx, parent=places.commune, kind=UnitKind.PARTY_CELL, name="bản Hỏm Bốn")
    units.close(tx, merged.id, date(2025, 9, 1), again.id)
    ended = units.get(tx, places.hom.id)
    assert (ended.left, ended.right) == (places.hom.left, places.hom.right)
    assert units.present(tx, ended) == units.get(tx, again.id)
    assert {unit.id for unit in units.predecessors(tx, again)} == {places.hom.id, places.third.id, merged.id}
    spans = sorted((unit.left, unit.right) for unit in units.children(tx, places.commune.id))
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert units.cells_count(tx, (places.commune.left, places.commune.right), date(2025, 8, 1)) == 3


def test_a_name_borne_now_wins_over_one_that_was(tx: Tx) -> None:
    places = Places(tx)
    units.rename(tx, places.hom, "bản Hỏm Mới", date(2025, 7, 1))
    assert [unit.name for unit in places.found("bản hỏm", places.commune)] == ["bản Hỏm Mới"]
    fresh = units.add(tx, parent=places.commune, kind=UnitKind.PARTY_CELL, name="bản Hỏm")
    assert places.found("bản hỏm", places.commune) == [fresh]
    units.rename_back(tx, places.hom.id, "bản Hỏm Cũ", date(2025, 7, 1))
    assert places.found("bản hỏm mới", places.commune) == []


@pytest.mark.parametrize(
    ("phrase", "name"),
    [("AB", "bản AB"), ("chi bộ AB", "bản AB"), ("thôn AB", "thôn AB"), ("chi bộ bản AB", "bản AB")],
)
def test_a_bare_name_borrows_the_word_of_the_place(phrase: str, name: str) -> None:
    assert gazetteer.proper_name(phrase, like="bản Hỏm") == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("na la voi pa cong the nao", ["bản Nà La", "tổ dân phố Pá Công"]),
        ("khu phố Nà Hai năm nay kết nạp được mấy", ["khu phố Nà Hai"]),
        ("dân cư Bình Minh thế nào rồi", ["khu dân cư Bình Minh"]),
        ("xã Pá Công thế nào", ["xã Pá Công"]),
        ("nà hai năm nay có ai vào Đảng không nhờ anh chị xem giúp tôi với ạ tôi cảm ơn nhiều", []),
        ("khu phố nà lay thế nào", []),
    ],
)
def test_a_village_is_mentioned_without_the_words_of_its_kind(
    tx: Tx, places: Places, text: str, names: list[str]
) -> None:
    for name in ("bản Nà La", "tổ dân phố Pá Công", "khu phố Nà Hai", "khu dân cư Bình Minh", "xã Pá Công"):
        units.add(tx, parent=places.commune, kind=UnitKind.PARTY_CELL, name=name)
    found = gazetteer.mentioned(tx, text, [(places.province.left, places.province.right)])
    assert [unit.name for unit in found] == names
