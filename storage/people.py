"""People: who they are (sealed) and finding them by the words of their name."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from domain.events import Event, EventKind, effective
from domain.people import BirthDate, Category, Gender, Person, PersonFacts
from domain.pipeline import Stage, path_of
from domain.text import fold_name
from domain.units import Unit
from storage import events as event_log
from storage import units
from storage.database import Tx
from storage.ids import new_id
from storage.keys import Keys
from storage.schema import event as event_table
from storage.schema import milestone, person, person_identity, person_word

Interval = tuple[int, int]

_ADD = sa.insert(person)
_ADD_IDENTITY = sa.insert(person_identity)
_ERASE_IDENTITY = sa.delete(person_identity).where(person_identity.c.person_id == sa.bindparam("person"))
_IDENTITIES = sa.select(person_identity).where(
    person_identity.c.person_id.in_(sa.bindparam("people", expanding=True))
)
_NAMES_OF = (
    sa.select(person_identity.c.person_id, person_identity.c.event_id, person_identity.c.full_name_sealed)
    .where(
        person_identity.c.person_id.in_(sa.bindparam("people", expanding=True)),
        person_identity.c.full_name_sealed.is_not(None),
    )
    .order_by(person_identity.c.event_id)
)
_REMARKS_ON = sa.select(person_identity.c.event_id, person_identity.c.remark_sealed).where(
    person_identity.c.event_id.in_(sa.bindparam("events", expanding=True)),
    person_identity.c.remark_sealed.is_not(None),
)
_CORRECTED = (
    sa.select(event_table.c.person_id)
    .where(
        event_table.c.person_id.in_(sa.bindparam("people", expanding=True)),
        event_table.c.corrects.is_not(None),
    )
    .distinct()
)
_IN_SCOPE = sa.and_(
    person.c.stage.is_not(None),
    person.c.position >= sa.bindparam("left"),
    person.c.position < sa.bindparam("right"),
)
_MOST = 20  # nobody picks from a longer list
_BY_DIGEST = (
    sa.select(person.c.id).where(person.c.name_digest == sa.bindparam("digest"), _IN_SCOPE).limit(_MOST)
)
_WITH_WORD = sa.and_(
    person_word.c.word_digest == sa.bindparam("word"),
    person_word.c.position >= sa.bindparam("left"),
    person_word.c.position < sa.bindparam("right"),
)
_MOST_COUNTED = 1_000
_HOW_MANY = sa.select(sa.func.count()).select_from(
    sa.select(sa.literal(1)).where(_WITH_WORD).limit(_MOST_COUNTED).subquery()
)
_other_word = person_word.alias("other_word")
# One range of the word's key, its people looked up one by one: as a join, the planner may start from all
# people, or from the commoner word.
_BY_WORDS = (
    sa.select(person_word.c.person_id)
    .where(
        _WITH_WORD,
        sa.select(sa.func.count())
        .where(
            _other_word.c.word_digest.in_(sa.bindparam("others", expanding=True)),
            _other_word.c.position == person_word.c.position,
            _other_word.c.person_id == person_word.c.person_id,
        )
        .scalar_subquery()
        == sa.bindparam("other_count"),
        sa.exists().where(person.c.id == person_word.c.person_id, person.c.stage.is_not(None)),
    )
    .limit(_MOST)
)
_BY_DIGEST_ANYWHERE = (
    sa.select(person.c.id)
    .where(
        person.c.name_digest == sa.bindparam("digest"),
        person.c.stage.is_not(None),
        person.c.birth_year == sa.bindparam("year"),
    )
    .limit(1)
)
_STANDING_AT = (
    sa.select(person.c.id)
    .where(_IN_SCOPE, person.c.stage.in_(sa.bindparam("stages", expanding=True)))
    .order_by(person.c.position, person.c.stage_on)
    .limit(sa.bindparam("most"))
)
_BELONGING = sa.select(person.c.id).where(
    person.c.position == sa.bindparam("place"),
    person.c.unit_id == sa.bindparam("unit"),
)
_TOLD_OF = sa.select(milestone.c.person_id).where(
    milestone.c.stage.in_([stage.value for stage in Stage]),
    milestone.c.position == sa.bindparam("place"),
    milestone.c.unit_id == sa.bindparam("unit"),
)
_IDS_AFTER = (
    sa.select(person.c.id)
    .where(person.c.id > sa.bindparam("after"))
    .order_by(person.c.id)
    .limit(sa.bindparam("most"))
)
ALL = -1  # in place of a limit
_EVERYBODY = sa.select(person.c.id).where(_IN_SCOPE).limit(sa.bindparam("limit"))

# Beyond this many people a misspelt name is not looked for by comparing it with every name in reach.
_FUZZY_LIMIT = 2_000
_LETTERS_OFF = 1


def add(tx: Tx, unit_id: int, position: int) -> int:
    """A new person of the unit, with nothing told of them yet."""
    person_id = new_id()
    tx.execute(_ADD, {"id": person_id, "unit_id": unit_id, "position": position, "categories": []})
    return person_id


def plain_facts(facts: PersonFacts) -> dict[str, object]:
    """The part of the facts that identifies nobody, as an event keeps it."""
    stated = {
        "birth_year": facts.birth_date.year if facts.birth_date else None,
        "gender": facts.gender,
        "ethnicity": facts.ethnicity,
        "religion": facts.religion,
        "categories": list(facts.categories) or None,
        "education": facts.education,
    }
    return {name: value for name, value in stated.items() if value is not None}


def keep_identity(tx: Tx, event: Event, facts: PersonFacts) -> None:
    """Seal who a DESCRIBED event is about beside it; nothing to do when it names nothing new."""
    if row := identity_row(tx.keys, event, facts):
        tx.execute(_ADD_IDENTITY, row)


def identity_row(keys: Keys, event: Event, facts: PersonFacts) -> dict[str, Any] | None:
    """What `keep_identity` writes. It needs no transaction, so that many can be sealed beside one."""
    sealed = {
        f"{name}_sealed": keys.seal("person_identity", name, event.id, str(value)) if value else None
        for name, value in (
            ("full_name", facts.full_name),
            ("birth_date", facts.birth_date),
            ("mentor", facts.mentor),
        )
    }
    if not any(sealed.values()):
        return None
    return {"event_id": event.id, "person_id": event.person_id, **sealed, "remark_sealed": None}


def keep_remark(tx: Tx, event: Event, remark: str) -> None:
    """Seal what was said beside an event; it is forgotten with the person."""
    sealed = tx.keys.seal("person_identity", "remark", event.id, remark)
    tx.execute(_ADD_IDENTITY, {"event_id": event.id, "person_id": event.person_id, "remark_sealed": sealed})


def erase(tx: Tx, person_id: int) -> int:
    """Forget who a person is; the events stay. Their rows are to be projected anew. Returns how many rows."""
    return tx.execute(_ERASE_IDENTITY, {"person": person_id}).rowcount


def load(tx: Tx, person_ids: Iterable[int], more: Iterable[Event] = ()) -> dict[int, Person]:
    """These people, computed from their events. Unknown ids are left out.

    `more` are events that are still to be appended: who the people are once they are.
    """
    wanted = list(person_ids)
    if not wanted:
        return {}
    histories = event_log.of_people(tx, wanted)
    for event in more:
        if event.person_id is not None:
            histories[event.person_id].append(event)
    identities = {row.event_id: row for row in tx.execute(_IDENTITIES, {"people": wanted})}
    return {
        person_id: _person(tx, person_id, histories[person_id], identities)
        for person_id in wanted
        if person_id in histories
    }


def home(tx: Tx, person: Person) -> Unit:
    """Where the person is now: the unit that told of them last, or which goes on in its place."""
    return units.present(tx, units.get(tx, person.unit_id))


def names(tx: Tx, person_ids: Iterable[int]) -> dict[int, str]:
    """What `load` would call these people, without all else that it computes."""
    wanted = list(person_ids)
    if not wanted:
        return {}
    told = {row.person_id: row for row in tx.execute(_NAMES_OF, {"people": wanted})}
    # The last name that was told is the name, unless something was corrected, or the person forgotten.
    corrected = set(tx.execute(_CORRECTED, {"people": wanted}).scalars())
    whole = load(tx, [one for one in wanted if one not in told or one in corrected])
    opened = {
        person_id: tx.keys.open("person_identity", "full_name", row.event_id, row.full_name_sealed)
        for person_id, row in told.items()
        if person_id not in corrected
    }
    return opened | {person_id: known.name for person_id, known in whole.items()}


def remarks(tx: Tx, event_ids: Iterable[int]) -> dict[int, str]:
    """What was remarked on these events, where anything was."""
    return {
        row.event_id: tx.keys.open("person_identity", "remark", row.event_id, row.remark_sealed)
        for row in tx.execute(_REMARKS_ON, {"events": list(event_ids)})
    }


def standing_at(tx: Tx, scopes: Sequence[Interval], stages: Sequence[Stage], limit: int) -> list[int]:
    """Whoever stands at one of these steps within the scopes, those who have stood there longest first."""
    told = {"stages": [stage.value for stage in stages], "most": limit}
    return [
        row.id
        for left, right in scopes
        for row in tx.execute(_STANDING_AT, {**told, "left": left, "right": right})
    ]


def belonging_to(tx: Tx, unit: Unit) -> list[int]:
    """Everybody who belongs to this very unit, which exists, also those of whom all was taken back."""
    return [row.id for row in tx.execute(_BELONGING, {"place": unit.left, "unit": unit.id})]


def told_of_by(tx: Tx, unit: Unit, present: Unit) -> list[int]:
    """Everybody of whom this very unit told a step, and who belongs to it; `present` holds its records."""
    bounds = {"place": present.left, "unit": unit.id}
    told = [row.person_id for row in tx.execute(_TOLD_OF, bounds)]
    return list(dict.fromkeys([*told, *(row.id for row in tx.execute(_BELONGING, bounds))]))


def ids_after(tx: Tx, after: int, limit: int) -> list[int]:
    """One page of everybody's ids, in their order."""
    return [row.id for row in tx.execute(_IDS_AFTER, {"after": after, "most": limit})]


def find_by_name(tx: Tx, name: str, scopes: Sequence[Interval]) -> list[Person]:
    """People within the scopes whose name fits: the whole name, else every word of it, else a near miss.

    Of very many only some, up to 20 in a scope. Near misses (typos) are looked for by opening the names
    within reach, and only where those are few.
    """
    folded = fold_name(name)
    if not folded:
        return []
    digest = tx.keys.digest(folded)
    words = [*dict.fromkeys(reversed(folded.split()))]
    ids = [
        row.id
        for left, right in scopes
        for row in tx.execute(_BY_DIGEST, {"digest": digest, "left": left, "right": right})
    ] or [person_id for scope in scopes for person_id in _with_words(tx, words, scope)]
    if ids:
        return list(load(tx, dict.fromkeys(ids)).values())
    return _near_misses(tx, folded, scopes)


def find_by_exact_name(tx: Tx, name: str, scope: Interval) -> list[Person]:
    """People within the scope of exactly this folded name."""
    bounds = {"digest": tx.keys.digest(fold_name(name)), "left": scope[0], "right": scope[1]}
    ids = [row.id for row in tx.execute(_BY_DIGEST, bounds)]
    return list(load(tx, ids).values()) if ids else []


def anybody_named(tx: Tx, name: str, birth_year: int) -> Person | None:
    """Somebody of exactly this folded name, born that year, in the whole organisation.

    Only to ask about a likely duplicate.
    """
    bounds = {"digest": tx.keys.digest(fold_name(name)), "year": birth_year}
    person_id = tx.execute(_BY_DIGEST_ANYWHERE, bounds).scalar()
    return load(tx, [person_id]).get(person_id) if person_id else None


def _with_words(tx: Tx, words: Sequence[str], scope: Interval) -> list[int]:
    """People of the scope who bear all the words, found through the rarest of them.

    The last word of a Vietnamese name is the rarest as a rule, so `words` begin with it: whoever is not
    there costs one look.
    """
    bounds = {"left": scope[0], "right": scope[1]}
    counted: dict[bytes, int] = {}
    for word in words:
        digest = tx.keys.digest(word)
        counted[digest] = tx.execute(_HOW_MANY, {**bounds, "word": digest}).scalar_one()
        if not counted[digest]:
            return []
    rarest, *others = sorted(counted, key=counted.__getitem__)
    sought = {**bounds, "word": rarest, "others": others, "other_count": len(others)}
    return [row.person_id for row in tx.execute(_BY_WORDS, sought)]


def _near_misses(tx: Tx, folded: str, scopes: Sequence[Interval]) -> list[Person]:
    if " " not in folded:
        return []
    ids = [
        row.id
        for left, right in scopes
        for row in tx.execute(_EVERYBODY, {"left": left, "right": right, "limit": _FUZZY_LIMIT + 1})
    ]
    if not ids or len(ids) > _FUZZY_LIMIT:
        return []
    # Of those who come near by any name they were told under the present one decides.
    near = {
        row.person_id
        for row in tx.execute(_NAMES_OF, {"people": ids})
        if is_near(tx.keys.open("person_identity", "full_name", row.event_id, row.full_name_sealed), folded)
    }
    found = load(tx, [person_id for person_id in dict.fromkeys(ids) if person_id in near]).values()
    return [p for p in found if is_near(p.name, folded)]


def is_near(name: str, folded: str) -> bool:
    """Whether a name is at most one letter off a folded one."""
    from rapidfuzz.distance import Levenshtein  # where a name is looked for, as in language.slips

    return Levenshtein.distance(fold_name(name), folded) <= _LETTERS_OFF


def _person(
    tx: Tx, person_id: int, history: Sequence[Event], identities: dict[int, "sa.Row[tuple[object, ...]]"]
) -> Person:
    facts = PersonFacts()
    for event in effective(history):
        if event.kind is EventKind.DESCRIBED:
            facts = facts.updated(_facts(tx, event, identities.get(event.id)))
    path = path_of(history)
    unit_id = path.unit_id or history[-1].unit_id
    remarks = {
        paper.event.id: tx.keys.open("person_identity", "remark", paper.event.id, identity.remark_sealed)
        for paper in path.papers
        if (identity := identities.get(paper.event.id)) is not None and identity.remark_sealed
    }
    return Person(id=person_id, unit_id=unit_id, facts=facts, path=path, remarks=remarks)


def _facts(tx: Tx, event: Event, identity: "sa.Row[tuple[object, ...]] | None") -> PersonFacts:
    def opened(name: str) -> str | None:
        blob = identity._mapping[f"{name}_sealed"] if identity else None
        return tx.keys.open("person_identity", name, event.id, blob) if blob else None

    told = event.data
    birth_date = opened("birth_date")
    if birth_date is None and told.get("birth_year"):
        birth_date = str(told["birth_year"])
    return PersonFacts(
        full_name=opened("full_name"),
        birth_date=BirthDate.parse(birth_date) if birth_date else None,
        mentor=opened("mentor"),
        gender=Gender(told["gender"]) if "gender" in told else None,
        ethnicity=told.get("ethnicity"),
        religion=told.get("religion"),
        categories=tuple(Category(c) for c in told.get("categories", ())),
        education=told.get("education"),
    )
