"""Which units a question is about: named in it, mentioned in its text, else the asker's own."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from domain.answers import WhichUnit
from domain.errors import NotAllowed, UnknownUnit
from domain.questions import Query, Topic
from domain.text import fold
from domain.units import LEVELS, Unit, UnitKind
from domain.users import Permission, User
from handlers.access import require_somewhere
from handlers.asking.kinds_in_lists import with_kinds
from language.reading import Found, Intent, PersonReading, Reading
from language.words import particles
from language.words.phrases import phrase, without
from rendering.wording.format import unit_title
from storage import gazetteer, units
from storage.database import Tx

# Words that may stand beside the name of a unit when the message asks nothing but how that unit is doing.
BESIDE_NAMES = particles.words("beside_unit_name")
_WORD = re.compile(r"[^\W_]+")
_MOST_BESIDE = 12  # units told one by one
_OFFERED = 3  # names like the one that was not found
NEEDS = {
    Topic.TOTALS: Permission.ASK,
    Topic.QUOTA_GAP: Permission.ASK,
    Topic.PIPELINE: Permission.ASK,
    Topic.STATUS: Permission.ASK,
    Topic.MEMBERS: Permission.ASK,
    Topic.UNREPORTED: Permission.ASK,
    Topic.UNITS: Permission.ASK,
    Topic.LAST_TIME: Permission.ASK,
    Topic.PARAGRAPH: Permission.ASK,
    Topic.DEADLINES: Permission.READ_PEOPLE,
    Topic.PERSON: Permission.READ_PEOPLE,
    Topic.PEOPLE: Permission.READ_PEOPLE,
}


def only_unit(tx: Tx, user: User, reading: Reading, query: Query) -> Unit | WhichUnit:
    """The one unit that a question is about, or which to choose from. Raises NotAllowed."""
    own = require_somewhere(user, NEEDS[query.topic])
    try:
        named = named_units(tx, own, reading)
    except UnknownUnit as unknown:
        return which_like(tx, own, unknown.name, query)
    unclear = None if named else unclear_unit(tx, own, reading, query)
    return unclear or only(tx, query, named or outermost(own))


def unclear_unit(tx: Tx, own: Sequence[Unit], reading: Reading, query: Query) -> WhichUnit | None:
    """Words of the question that may name a unit and name none of the asker's: which one is asked, for the
    figure of all of them would be a false one. None where there is nothing wider than the one own cell."""
    widest = outermost(own)
    if not reading.unread or all(unit.kind is UnitKind.PARTY_CELL for unit in widest):
        return None
    word = reading.unread[0].value
    near = gazetteer.nearest(tx, word, scopes(own))
    offered = dict.fromkeys((*near[:_OFFERED], *widest))
    return WhichUnit(query=query, units=tuple((unit, _above(tx, unit)) for unit in offered), unclear=word)


def is_own_cell(user: User, unit: Unit) -> bool:
    """Whether the unit is a cell to which the asker belongs, where nobody's facts are news."""
    return unit.kind is UnitKind.PARTY_CELL and user.belongs_to(unit)


def only(tx: Tx, query: Query, fitting: Sequence[Unit]) -> Unit | WhichUnit:
    """The one that fits, or which to choose from. Raises NotAllowed where none does."""
    if not fitting:
        raise NotAllowed
    if len(fitting) > 1:
        return WhichUnit(query=query, units=tuple((unit, _above(tx, unit)) for unit in fitting))
    return fitting[0]


def unit_named(tx: Tx, user: User, phrase: str) -> Unit:
    """The one unit of the asker's that the phrase names. Raises NotAllowed, UnknownUnit."""
    match = gazetteer.find(tx, phrase, scopes(user.units_for(Permission.ASK)))
    if len(match.exact) == 1:
        return match.exact[0]
    if match.exact or match.near:
        raise UnknownUnit(name=phrase, near=tuple(unit.name for unit in match.exact or match.near))
    raise NotAllowed


def named_units(tx: Tx, own: Sequence[Unit], reading: Reading) -> tuple[Unit, ...]:
    """The units that the question names; none when it names none."""
    if reading.unit is None:
        return ()
    match = gazetteer.find(tx, reading.unit.value, scopes(own))
    if match.near:
        raise UnknownUnit(name=reading.unit.value, near=tuple(unit.name for unit in match.near))
    if not match.exact:
        raise NotAllowed
    return match.exact


def which_like(tx: Tx, own: Sequence[Unit], name: str, query: Query) -> WhichUnit:
    """ "bản huổi", "bản Hỏmm": which of the asker's units that are called nearly so is asked about."""
    near = gazetteer.find(tx, name, scopes(own)).near
    return WhichUnit(query=query, units=tuple((unit, _above(tx, unit)) for unit in near), unclear=name)


def side_by_side(tx: Tx, own: Sequence[Unit], reading: Reading) -> tuple[Unit, ...]:
    """Several units that a question holds against one another, none inside another. Raises NotAllowed."""
    if len(reading.units) < 2:
        return ()
    found = {told.value: gazetteer.find(tx, told.value, scopes(own)).exact for told in reading.units}
    chosen = {match[0].id: match[0] for match in found.values() if len(match) == 1}
    missing = {_kind_word(name) for name, match in found.items() if not match}
    if chosen and missing & {_kind_word(name) for name, match in found.items() if match}:
        raise NotAllowed  # of two villages one is not the asker's
    if len(chosen) != len(reading.units):
        return ()
    apart = [u for u in chosen.values() if not any(o.id != u.id and o.contains(u) for o in chosen.values())]
    return tuple(apart) if len(apart) == len(chosen) else ()


def _kind_word(name: str) -> str:
    return fold(name).split(" ")[0]


def with_mentioned(tx: Tx, user: User, reading: Reading, text: str) -> Reading:
    """The reading with the units that its text mentions, where the grammar has seen fewer of them."""
    if not reading.intent.is_question:
        return reading
    within = scopes(user.units_for(Permission.ASK))
    found = gazetteer.mentioned(tx, text, within, unread=[told.value for told in reading.unread])
    if found:
        beside = [*(told.value for told in reading.unread), *_listed_bare(reading, text, found)]
        found += _named_by_one_word(tx, beside, within, found)
    if listed := with_kinds(tx, reading, text, within, found):
        return listed
    if reading.people:
        if not all(_is_place(told, found) for told in reading.people):
            return reading
        intent = Intent.QUERY_TOTALS if reading.intent is Intent.QUERY_PERSON else reading.intent
        reading = replace(reading, people=(), intent=intent)
    names = list(dict.fromkeys(unit.name for unit in found))
    seen = max(len(reading.units), reading.unit is not None)
    if not names or (len(names) <= seen and not _is_name_with_more(tx, reading, names[0], within)):
        return reading
    told = tuple(Found(value=name, start=0, end=len(text)) for name in names)
    # Of a unit and one inside it the inner one is meant.
    inner = next(unit for unit in found if not any(unit.id != o.id and unit.contains(o) for o in found))
    return replace(reading, units=told, unit=told[names.index(inner.name)])


def _named_by_one_word(
    tx: Tx, words: Sequence[str], within: Sequence[tuple[int, int]], found: Sequence[Unit]
) -> list[Unit]:
    """ "Các bản Lầu, Hỏm": what stands beside a unit and means nothing else may be the name of another."""
    each = (gazetteer.find(tx, word, within).exact for word in words)
    return [match[0] for match in each if len(match) == 1 and match[0] not in found]


def _listed_bare(reading: Reading, text: str, found: Sequence[Unit]) -> list[str]:
    """ "ban lau, hom nam nay": without marks the word right behind a unit in a list may mean something else
    as well, and is another unit where one is called so. Not what begins a span: "ban lau, nam nay"."""
    if fold(text) != text.casefold() or not phrase("and").may_stand(text):
        return []
    ends = {fold(unit.name).split()[-1] for unit in found}
    spans = {text[span.start : span.end].split()[0].casefold() for span in reading.spans}
    pieces = [piece.casefold().split() for piece in phrase("and").split(text)]
    listed = [piece[0] for before, piece in pairwise(pieces) if before and piece and before[-1] in ends]
    return [word for word in listed if word not in spans]


def with_places_spelt(tx: Tx, user: User, reading: Reading, text: str) -> str | None:
    """The text with the units it mentions as they are written, where nothing was read, or only somebody's
    name that is such a unit: "bieu do ban na la quy 2", "nala nam nay duoc may". None where it is not so."""
    if reading.intent not in (Intent.QUERY_PERSON, Intent.NONE) or reading.problems:
        return None
    unread = [told.value for told in reading.unread]
    found = gazetteer.mentioned(tx, text, scopes(user.units_for(Permission.ASK)), unread=unread)
    if not found or not all(_is_place(told, found) for told in reading.people):
        return None
    spelt, is_bare = text, fold(text) == text.casefold()
    for unit in found:
        if typed := _typed(unit, text):  # one name with diacritics would have all others read as so written
            # Bare, two words of a village may be somebody's name; not behind the title of a unit.
            spelt = spelt.replace(typed, fold(unit_title(unit)) if is_bare else unit.name, 1)
    return spelt


def text_beside(text: str, found: Sequence[Unit], *, but_kind: bool = False) -> str:
    """The text without the words of these units' names, perhaps without the kind of cells it speaks of."""
    if but_kind:
        text = without(text, phrase("cells_of_kind").each(text))
    named = {word for unit in found for word in words_of(unit)}
    return " ".join(word for word in text.split() if fold(word.strip(",.:;?!")) not in named)


def cells_of_kind(tx: Tx, own: Sequence[Unit], text: str) -> tuple[Unit, ...]:
    """ "các chi bộ trường học": the cells of a kind of institution that the text speaks of together.

    None where they are too many to be told one by one.
    """
    told = phrase("cells_of_kind").anywhere(text)
    found = gazetteer.of_kind(tx, told["kind"], scopes(own)) if told else ()
    return found if len(found) <= _MOST_BESIDE else ()


def requires_kind(tx: Tx, own: Sequence[Unit], text: str) -> None:
    """Raises NotAllowed for a text that speaks of a kind of institution of which the asker has none: the
    figure of all units would be a false one."""
    for said in ("one_of_kind", "cells_of_kind"):
        told = phrase(said).anywhere(text)
        if told and not gazetteer.of_kind(tx, told["kind"], scopes(own)):
            raise NotAllowed


def words_of(unit: Unit) -> tuple[str, ...]:
    """The folded words of which its name may consist in a message: each, and run together."""
    whole = fold(unit.name)
    return (*whole.split(), whole.replace(" ", ""), whole.partition(" ")[2].replace(" ", ""))


def _typed(unit: Unit, text: str) -> str | None:
    """How the unit is written in the text, with its kind or without, run together or not."""
    words = _WORD.findall(text)
    whole = fold(unit.name)
    names = {whole.replace(" ", ""), whole.partition(" ")[2].replace(" ", "")}
    for length in range(len(whole.split()), 0, -1):
        for at in range(len(words) - length + 1):
            if "".join(map(fold, run := words[at : at + length])) in names:
                typed = " ".join(run)
                return typed if typed in text else None
    return None


def _is_place(told: PersonReading, found: Sequence[Unit]) -> bool:
    """ "Nà La với Huổi Men": whether what was read as somebody's name is that of a place in the text."""
    name = fold(told.full_name.value) if told.full_name else ""
    return any(f" {fold(unit.name)}".endswith(f" {name}") for unit in found if name)


def _is_name_with_more(tx: Tx, reading: Reading, name: str, within: Sequence[tuple[int, int]]) -> bool:
    """Whether what was taken for a unit is that name and words of the question: "ban na la the" nào."""
    if reading.unit is None or gazetteer.find(tx, reading.unit.value, within).exact:
        return False
    more = set(fold(reading.unit.value).split()) - set(fold(name).split())
    return more <= BESIDE_NAMES


def reaches_level(own: Sequence[Unit], level: UnitKind | None) -> bool:
    """Whether one of the asker's units is of that level, or above it."""
    return level is None or any(LEVELS.index(unit.kind) <= LEVELS.index(level) for unit in own)


def outermost(own: Sequence[Unit]) -> tuple[Unit, ...]:
    """The asker's units without those that lie inside another of them."""
    current = [unit for unit in own if unit.valid_to is None] or own
    return tuple(unit for unit in current if not any(o.contains(unit) and o.id != unit.id for o in current))


def scopes(own: Sequence[Unit]) -> list[tuple[int, int]]:
    """The intervals that hold the units and all below them."""
    return [(unit.left, unit.right) for unit in own]


def _above(tx: Tx, unit: Unit) -> Unit | None:
    return units.get(tx, unit.parent_id) if unit.parent_id else None
