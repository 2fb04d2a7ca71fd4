"""Finding the units that people name, whatever they put before the name or leave out of it."""

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from typing import Any
from unicodedata import normalize

import sqlalchemy as sa

from domain.text import fold
from domain.units import Unit
from storage.database import Tx
from storage.schema import former_name
from storage.schema import unit as table
from storage.units import SELECT, WITHIN, Interval, by_ids, of_row

Span = tuple[int, int]  # from which word of a text to which

# Names that units bore once find them too.
_NAMED = SELECT.where(
    sa.or_(
        table.c.folded.in_(sa.bindparam("names", expanding=True)),
        table.c.id.in_(
            sa.select(former_name.c.unit_id).where(
                former_name.c.folded.in_(sa.bindparam("names", expanding=True))
            )
        ),
    ),
    WITHIN,
)
# Of a place that is named without its kind all but the first word of the name is known, which has an index.
_MENTIONED = SELECT.where(
    sa.or_(
        table.c.folded.in_(sa.bindparam("names", expanding=True)),
        sa.literal_column("substr(unit.folded, instr(unit.folded, ' ') + 1)").in_(
            sa.bindparam("endings", expanding=True)
        ),
    ),
    WITHIN,
)
_STARTING = SELECT.where(
    table.c.folded >= sa.bindparam("prefix"), table.c.folded < sa.bindparam("stop"), WITHIN
)
_RUN_TOGETHER = SELECT.where(
    sa.literal_column("replace(unit.folded, ' ', '')").in_(sa.bindparam("names", expanding=True)), WITHIN
)
_FOLDED = sa.select(table.c.id, table.c.folded).where(WITHIN)

_TOLD: dict[str, Any] = tomllib.loads((files("storage") / "unit_words.toml").read_text(encoding="utf-8"))


def _words(told: str) -> tuple[str, ...]:
    """The folded words of a line of the file."""
    return tuple(fold(word) for word in told.split("|"))


# What people put before a unit's own name. Words of one group stand for each other ("thôn Hỏm" finds
# bản Hỏm); words of different groups never do (xã Thạnh Hóa is not huyện Thạnh Hóa).
_PLACES = tuple(map(_words, _TOLD["places"]))
_INSTITUTIONS = tuple(map(_words, _TOLD["institutions"]))
_GROUPS = _PLACES + _INSTITUTIONS
_ANY_SCHOOL = fold(_TOLD["any_school"])
_SAID_ALONE = _words(_TOLD["said_alone"])
_STAFF = _words(_TOLD["staff"])
_BEHIND_DAY = _words(_TOLD["behind_day"])
_LEADS = _words(_TOLD["leads"])
_COUNTS = _words(_TOLD["counts"])
_KIND_WORDS = sorted({word for group in _GROUPS for word in group}, key=len, reverse=True)
_INSTITUTION_WORDS = frozenset(word for group in _INSTITUTIONS for word in group)
_ORGANISATION = re.compile(rf"^(?:(?:{'|'.join(_words(_TOLD['organisation']))})\b[ :]*)+(?=\S)")
_SPEAKER = re.compile(rf"(?<=\w)(?: (?:{'|'.join(_words(_TOLD['speaker']))}))+$")
_AT_LEVEL = re.compile(rf"(?<=\w) (?:{'|'.join(_words(_TOLD['level']))})$")
_SEVERAL_SYLLABLES = re.compile(r"[^\W\d_]*[aeiouy]+[^\W\d_aeiouy]+[aeiouy][^\W\d_]*")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_VILLAGES = _PLACES[-1]
_BEHIND_FIRST_WORD = sorted({kind.partition(" ")[2] for kind in _VILLAGES})  # "", "dan cu", "pho"
_MOST_WORDS = 40
_SHORT = 16  # words of a question in which a place may go without its kind
_BARE_LENGTHS = (2, 3, 4)
_LONGEST_NAME = 7
_NEAR_RATIO = 80
_FAR_RATIO = 55
_NEAR_LIMIT = 5
_SHORTEST_CORE, _SHORT_CORE = 3, 5  # letters of a name without its kind


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMatch:
    """Which units a phrase names: `exact` (more than one: ask), and only if none, similar names in `near`."""

    exact: tuple[Unit, ...] = ()
    near: tuple[Unit, ...] = ()


def find(tx: Tx, phrase: str, scopes: Sequence[Interval]) -> UnitMatch:
    """The units within the scopes that a phrase names, however their kind is written or left out.

    "hỏm", "ban hom", "CB hỏm" and "chi bộ bản Hỏm" all name bản Hỏm, "ban nala" bản Nà La, and so does
    "ban na la minh" where no unit bears that name. A whole written name wins over a name without its kind,
    places win over institutions, and similar names are only looked for when nothing fits. Nothing outside
    the scopes is ever seen.
    """
    whole = fold(phrase.split(",")[0])
    match = _find(tx, whole, scopes)
    if not match.exact and (said := _SPEAKER.search(whole)) and whole[: said.start()] not in _KIND_WORDS:
        shorter = _find(tx, whole[: said.start()], scopes)
        return shorter if shorter.exact else match
    return match


def _find(tx: Tx, whole: str, scopes: Sequence[Interval]) -> UnitMatch:
    bare = _ORGANISATION.sub("", whole)
    if not bare:
        return UnitMatch()
    for names in _spellings(whole, bare):
        if found := _named(tx, names, scopes):
            return UnitMatch(exact=found)
    kind = _AT_LEVEL.sub("", bare)
    if kind not in _INSTITUTION_WORDS:  # bản Xa, thôn Phương: a name
        kind = bare
    for word in _same_kind(kind) if kind in _KIND_WORDS else ():
        if found := _starting(tx, word, scopes):
            return UnitMatch(exact=found)
    for names in _spellings(whole, bare):
        if found := _run_together(tx, set(map(_unspaced, names)), scopes):
            return UnitMatch(exact=found)
    return UnitMatch(
        near=_similar(tx, bare, scopes, _NEAR_RATIO)
        or _one_letter_off(tx, bare, scopes)
        or _named_in_part(tx, bare, scopes)
    )


def nearest(tx: Tx, phrase: str, scopes: Sequence[Interval]) -> tuple[Unit, ...]:
    """The units whose names are most like the phrase: farther than in `find`, for somebody to choose from."""
    bare = _ORGANISATION.sub("", fold(phrase.split(",")[0]))
    if _SEVERAL_SYLLABLES.fullmatch(bare):
        return _similar(tx, bare, scopes, _NEAR_RATIO, of=_unspaced) or _similar(tx, bare, scopes, _FAR_RATIO)
    return _similar(tx, bare, scopes, _FAR_RATIO) if bare else ()


def mentioned(tx: Tx, text: str, scopes: Sequence[Interval], *, unread: Collection[str] = ()) -> list[Unit]:
    """The units of the scopes whose name stands in the text, in its order; namesakes each.

    It needs no grammar: "ban hom voi ban lau" mentions two, "nala" run together one. A name inside a longer
    one is not mentioned. In a short text the name of a place counts without its kind, from two words on: "na
    la voi pa cong"; where none stands in it, so does a kind of school alone, and a name of one word that
    opens it or that is `unread`, for nothing else in the language is meant by it.
    """
    words = _WORD.findall(fold(text))[:_MOST_WORDS]
    whole = _phrases(words, range(2, _LONGEST_NAME + 1))
    bare: dict[str, Span] = {}
    if len(words) <= _SHORT:
        runs = _phrases(words, _BARE_LENGTHS, unless=_KIND_WORDS)
        bare = {said: span for said, span in runs.items() if not any(map(str.isdigit, said))}
    found, spans = _spanned(tx, whole, bare, scopes)
    typed = {word: (at, at + 1) for at, word in enumerate(words) if _SEVERAL_SYLLABLES.fullmatch(word)}
    villages = {f"{_unspaced(kind)}{word}": span for word, span in typed.items() for kind in ("", *_VILLAGES)}
    for unit in _run_together(tx, villages, scopes):
        if unit.id not in spans:
            spans[unit.id] = villages[_unspaced(fold(unit.name))]
            found.append(unit)
    if not found and 0 < len(words) <= _SHORT:
        return _of_a_kind(tx, words, scopes) or _called_shortly(tx, text, words, scopes, unread)
    return sorted(
        (unit for unit in found if not any(_is_inside(spans[unit.id], other) for other in spans.values())),
        key=lambda unit: spans[unit.id],
    )


def of_kind(tx: Tx, kind: str, scopes: Sequence[Interval]) -> tuple[Unit, ...]:
    """The units of the scopes whose name begins with a word for a kind: "trường"."""
    return _current(_starting(tx, fold(kind), scopes))


def is_of_kind(unit: Unit, kind: str) -> bool:
    """Whether its name begins with that word for a kind; of villages with any word for one."""
    words = _VILLAGES if fold(kind) in _VILLAGES else (fold(kind),)
    return any(fold(unit.name).startswith(f"{word} ") for word in words)


def as_it_calls(kind: str, name: str) -> str:
    """The kind as it is written in the name of such a unit: "truong" is trường."""
    return " ".join(name.split()[: len(kind.split())]).lower()


def _spanned(
    tx: Tx, whole: Mapping[str, Span], bare: Mapping[str, Span], scopes: Sequence[Interval]
) -> tuple[list[Unit], dict[int, Span]]:
    """The units whose whole name stands in a text, or a village's without its kind, and where each stands.

    A former name is no mention: where it stands in the text is not known from the unit's own.
    """
    endings = [f"{word} {said}".lstrip() for said in bare for word in _BEHIND_FIRST_WORD]
    told = {"names": list(whole), "endings": endings}
    spans: dict[int, Span] = {}
    found: list[Unit] = []
    for left, right in scopes if whole else ():
        for row in tx.execute(_MENTIONED, {**told, "left": left, "right": right}):
            unit = of_row(row)
            span = whole.get(fold(unit.name)) or _span_of_village(fold(unit.name), bare)
            if span and unit.id not in spans:
                spans[unit.id] = span
                found.append(unit)
    return list(_current(found) or _lasted(found)), spans


def _span_of_village(folded: str, bare: Mapping[str, Span]) -> Span | None:
    names = (folded.removeprefix(f"{kind} ") for kind in _VILLAGES if folded.startswith(f"{kind} "))
    return min((bare[name] for name in names if name in bare), default=None)


def _of_a_kind(tx: Tx, words: Sequence[str], scopes: Sequence[Interval]) -> list[Unit]:
    """ "mầm non năm nay được mấy": the few units of a kind that is said without a name."""
    said = _phrases(words, (1, 2, 3))
    kinds = [
        kind
        for kind in _SAID_ALONE
        if kind in said and not (said[kind][0] and words[said[kind][0] - 1] in _STAFF)
    ]
    each = [next(filter(None, (_starting(tx, word, scopes) for word in _same_kind(k))), ()) for k in kinds]
    found = _distinct(unit for units in each for unit in units)
    return list(found) if len(found) <= _NEAR_LIMIT else []


def _run_together(tx: Tx, names: Collection[str], scopes: Sequence[Interval]) -> tuple[Unit, ...]:
    """ "banhom": the units whose name without its spaces is one of these."""
    found = _distinct(
        of_row(row)
        for left, right in (scopes if names else ())
        for row in tx.execute(_RUN_TOGETHER, {"names": sorted(names), "left": left, "right": right})
    )
    return _current(found) or _lasted(found)


def _called_shortly(
    tx: Tx, text: str, words: Sequence[str], scopes: Sequence[Interval], unread: Collection[str]
) -> list[Unit]:
    """ "hỏm năm nay được mấy", "chi tieu hom nam sau": places by their one word, so spelt and meaning nothing
    else, or with no marks in the whole text, at its head or behind what leads to one."""
    spelt = [normalize("NFC", word).strip(",.:;?!").casefold() for word in text.split()]
    surely = {*(word.casefold() for run in unread for word in run.split()), *spelt[:1]}
    is_bare = fold(text) == text.casefold()
    told = {
        word
        for at, (word, behind) in enumerate(zip(words, [*words[1:], ""], strict=True))
        if is_bare and behind not in _BEHIND_DAY and (at == 0 or words[at - 1] in _LEADS)
        if word not in _COUNTS or at == 0
    }
    names = {f"{kind} {word}" for kind in _VILLAGES for word in (*told, *map(fold, surely))}
    found = _named(tx, names, scopes) if names else ()
    known = [unit for unit in found if _own_word(unit) in surely or fold(_own_word(unit)) in told]
    order = [fold(word) for word in spelt]
    return sorted(known, key=lambda u: order.index(w) if (w := fold(_own_word(u))) in order else len(order))


def _own_word(unit: Unit) -> str:
    return unit.name.casefold().split()[-1]


def _phrases(words: Sequence[str], lengths: Iterable[int], unless: Collection[str] = ()) -> dict[str, Span]:
    """Every run of words of these lengths, and where it stands first; none that begins with some words."""
    found: dict[str, Span] = {}
    for start, length in product(range(len(words)), lengths):
        if start + length <= len(words) and words[start] not in unless:
            found.setdefault(" ".join(words[start : start + length]), (start, start + length))
    return found


def _is_inside(span: Span, other: Span) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def begins_as_unit(phrase: str) -> bool:
    """Whether the phrase begins as the name of a unit may: "chi bộ …", "trạm y tế". Some surnames do too."""
    folded = fold(phrase)
    return bool(_ORGANISATION.match(folded)) or any(f"{folded} ".startswith(f"{w} ") for w in _KIND_WORDS)


def proper_name(phrase: str, *, like: str) -> str:
    """The name of a unit as it is stored: without the organisation's word, with the place's, which a bare
    name borrows from another unit: "chi bộ AB" beside "bản A" is "bản AB"."""
    found = _ORGANISATION.match(fold(phrase))
    bare = " ".join(phrase.split()[len(found.group().split()) :]) if found else phrase.strip()
    if any(fold(bare).startswith(word + " ") for word in _KIND_WORDS):
        return bare
    word = next((word for word in _KIND_WORDS if fold(like).startswith(word + " ")), "")
    return " ".join([*like.split()[: len(word.split())], bare])


def _spellings(whole: str, bare: str) -> Iterable[Collection[str]]:
    """Sets of folded names that the phrase may stand for, the surest first."""
    yield {whole, bare}
    kind = next((word for word in _KIND_WORDS if bare.startswith(word + " ")), None)
    if kind is not None:
        core = bare.removeprefix(kind).strip()
        yield {core} | {f"{word} {core}" for group in _GROUPS if kind in group for word in group}
    # "Cà Mau", "Lang Chánh": what looks like a kind may be part of the name.
    for groups in (_PLACES, _INSTITUTIONS):
        yield {f"{word} {bare}" for group in groups for word in group}


def _same_kind(kind: str) -> Iterable[str]:
    """A kind word, and what else that kind is called: "THCS" is "trường THCS"."""
    yield kind
    for group in _INSTITUTIONS:
        if kind in group and kind != _ANY_SCHOOL:
            yield from (word for word in group if word not in (kind, _ANY_SCHOOL))


def _named(tx: Tx, names: Collection[str], scopes: Sequence[Interval]) -> tuple[Unit, ...]:
    wanted = sorted(names)
    found = _distinct(
        of_row(row)
        for left, right in scopes
        for row in tx.execute(_NAMED, {"names": wanted, "left": left, "right": right})
    )
    # A name that is borne now wins over one of a unit that has ended, or was called so once.
    current = _current(found)
    return tuple(unit for unit in current if fold(unit.name) in names) or current or _lasted(found)


def _current(found: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple(unit for unit in found if unit.valid_to is None)


def _lasted(found: Iterable[Unit]) -> tuple[Unit, ...]:
    """Without those whose founding was taken back."""
    return tuple(unit for unit in found if unit.valid_to is None or unit.valid_to != unit.valid_from)


def _starting(tx: Tx, prefix: str, scopes: Sequence[Interval]) -> tuple[Unit, ...]:
    bounds = {"prefix": prefix + " ", "stop": prefix + "!"}  # "!" follows the space
    return _distinct(
        of_row(row)
        for left, right in scopes
        for row in tx.execute(_STARTING, {**bounds, "left": left, "right": right})
    )


def _similar(
    tx: Tx, bare: str, scopes: Sequence[Interval], least: int, of: Callable[[str], str] | None = None
) -> tuple[Unit, ...]:
    """The units whose names are most like the phrase, each without its kind or as `of` makes it."""
    from rapidfuzz import fuzz, process  # where a name is looked for, as in language.slips

    of = of or _core
    known = {unit_id: of(name) for unit_id, name in _folded_names(tx, scopes).items()}
    closest = process.extract(of(bare), known, scorer=fuzz.ratio, score_cutoff=least, limit=_NEAR_LIMIT)
    return _in_order(tx, [unit_id for _, _, unit_id in closest])


def _one_letter_off(tx: Tx, bare: str, scopes: Sequence[Interval]) -> tuple[Unit, ...]:
    """ "bản hỏn": of a short name one letter is too much of it for a ratio."""
    from rapidfuzz.distance import Levenshtein  # as above

    core = _core(bare)
    if not _SHORTEST_CORE <= len(core) <= _SHORT_CORE:
        return ()
    known = {unit_id: _core(name) for unit_id, name in _folded_names(tx, scopes).items()}
    return _in_order(
        tx, [u for u, name in known.items() if Levenshtein.distance(core, name) == 1][:_NEAR_LIMIT]
    )


def _named_in_part(tx: Tx, bare: str, scopes: Sequence[Interval]) -> tuple[Unit, ...]:
    """ "bản huổi", "chi bộ Pá": the few units of that kind, or of any, whose names begin with the words."""
    core = _core(bare)
    kind = bare.removesuffix(core).strip()
    group = {word for group in _GROUPS if kind in group for word in group}
    ids = [
        unit_id
        for unit_id, name in (_folded_names(tx, scopes) if core else {}).items()
        if _core(name).startswith(f"{core} ")
        and (not kind or name.removesuffix(_core(name)).strip() in group)
    ]
    return _in_order(tx, ids) if len(ids) <= _NEAR_LIMIT else ()


def _folded_names(tx: Tx, scopes: Sequence[Interval]) -> dict[int, str]:
    return {
        row.id: row.folded
        for left, right in scopes
        for row in tx.execute(_FOLDED, {"left": left, "right": right})
    }


def _in_order(tx: Tx, ids: Sequence[int]) -> tuple[Unit, ...]:
    units = by_ids(tx, ids)
    return tuple(units[unit_id] for unit_id in ids)


def _unspaced(folded: str) -> str:
    return folded.replace(" ", "")


def _core(folded: str) -> str:
    kind = next((word for word in _KIND_WORDS if folded.startswith(word + " ")), "")
    return folded.removeprefix(kind).strip()


def _distinct(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple({unit.id: unit for unit in units}.values())
