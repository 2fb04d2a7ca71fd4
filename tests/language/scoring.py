"""The scorer's rules: slots as tuples, names and units compared folded, a wrong name loses its slots."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.text import fold

Slot = tuple[str, ...]
Record = Mapping[str, Any]

_ORGANISATION = re.compile(r"^(?:(?:chi bo|chi uy|dang bo|dang uy|cb|db|du)\b\.?\s+)+")
_PLACE = re.compile(
    r"^(?:xa|phuong|thi tran|tt|huyen|ban|thon|xom|buon|bon|lang|truong|plei|khom|ap|khu|cong ty|cty)\b\.?\s+"
)
_PARENT = re.compile(r"(?<=\w)\s+(?:xa|phuong|thi tran|huyen)\s+\w.*$")
_SHORT = {
    "tdp": "to dan pho",
    "kp": "khu pho",
    "cty": "cong ty",
    "ca": "cong an",
    "mn": "mam non",
    "tyt": "tram y te",
}


def _folded(value: Any) -> str:
    return re.sub(r"['’‘`´ʼ]", "", fold(str(value))).strip(" .,;:-")


def _compact(value: Any) -> str:
    return re.sub(r"[^a-z0-9]", "", _folded(value))


def unit_key(name: str) -> str:
    """A unit's name without organisation words; the place type goes only where letters remain."""
    unit = re.split(r"[,(;]| thuoc ", _folded(name))[0].strip()
    for short, full in _SHORT.items():
        unit = re.sub(rf"\b{short}\b", full, unit)
    unit = _PARENT.sub("", _ORGANISATION.sub("", unit))
    rest = _PLACE.sub("", unit)
    return re.sub(r"\s+", " ", rest if re.search("[a-z]{2}", rest) else unit).strip()


def slots(record: Record) -> set[Slot]:
    """Everything a record states, one tuple a slot; `missing` is compared apart."""
    found: set[Slot] = set()
    people = [person for person in record.get("people", ()) if person]
    seen: dict[str, int] = defaultdict(int)
    for person in people:
        name = _folded(person.get("full_name", ""))
        seen[name] += 1
        key = name if seen[name] == 1 else f"{name}#{seen[name]}"
        if name:
            found.add(("full_name", key))
        for attribute in ("birth_date", "gender", "religion", "education", "mentor"):
            if person.get(attribute):
                found.add((attribute, key, _folded(person[attribute])))
        if person.get("ethnicity"):
            found.add(("ethnicity", key, _compact(person["ethnicity"])))
        found.update(("category", key, category) for category in person.get("categories", ()))
    found.update((name, record[name]) for name in ("event_date", "stage") if record.get(name))
    if record.get("unit"):
        found.add(("unit", unit_key(record["unit"])))
    if period := record.get("period"):
        found.add(("period", period["kind"], period.get("start", ""), period.get("end", "")))
    found.update(("breakdown", value) for value in record.get("breakdown", ()))
    for name in ("count", "quota"):
        value = record.get(name)
        if value is not None and not (name == "count" and people and value == len(people)):
            found.add((name, str(value)))
    return found


def _aligned(gold: set[Slot], predicted: set[Slot]) -> set[Slot]:
    """A gold period without dates accepts any dates of its kind."""
    open_kinds = {slot[1] for slot in gold if slot[0] == "period" and not slot[2]}
    return {("period", s[1], "", "") if s[0] == "period" and s[1] in open_kinds else s for s in predicted}


def writes(intent: str) -> bool:
    """Whether something would be stored."""
    return intent.startswith("report_") or intent in ("correct_last", "undo_last", "set_quota")


@dataclass(slots=True)
class Score:
    """Counts over many messages."""

    messages: int = 0
    intents: int = 0
    exact: int = 0
    hits: int = 0
    extra: int = 0
    lost: int = 0
    asks: list[int] = field(default_factory=lambda: [0, 0, 0])
    false_writes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def intent_accuracy(self) -> float:
        """Share of messages with the right intent."""
        return self.intents / max(self.messages, 1)

    @property
    def exact_share(self) -> float:
        """Share of messages read wholly right."""
        return self.exact / max(self.messages, 1)

    @property
    def slot_f1(self) -> float:
        """F1 over all slots."""
        return _f1(self.hits, self.extra, self.lost)

    @property
    def ask_f1(self) -> float:
        """F1 over messages that need a question: the fields asked for exactly right."""
        return _f1(*self.asks)

    def add(self, name: str, gold: Record, predicted: Record) -> bool:
        """Counts one message; whether it was read wholly right."""
        wanted, found = slots(gold), slots(predicted)
        found = _aligned(wanted, found)
        wanted_missing, found_missing = set(gold.get("missing", ())), set(predicted.get("missing", ()))
        intent_right = gold["intent"] == predicted["intent"]
        exact = intent_right and wanted == found and wanted_missing == found_missing
        self.messages += 1
        self.intents += intent_right
        self.exact += exact
        self.hits += len(wanted & found)
        self.extra += len(found - wanted)
        self.lost += len(wanted - found)
        same = wanted_missing == found_missing
        self.asks[0] += bool(wanted_missing) and same
        self.asks[1] += bool(found_missing) and not same
        self.asks[2] += bool(wanted_missing) and not same
        if writes(predicted["intent"]) and not writes(gold["intent"]):
            self.false_writes.append(name)
        if not exact:
            self.errors.append(
                f"{name}: {gold['intent']} -> {predicted['intent']} lost {sorted(wanted - found)} "
                f"extra {sorted(found - wanted)} missing {sorted(wanted_missing)} -> {sorted(found_missing)}"
            )
        return exact


def _f1(hits: int, extra: int, lost: int) -> float:
    return 2 * hits / (2 * hits + extra + lost) if hits + extra + lost else 1.0


def total(rows: Iterable[tuple[str, Record, Record]]) -> Score:
    """The score of (name, gold, predicted) rows."""
    score = Score()
    for name, gold, predicted in rows:
        score.add(name, gold, predicted)
    return score
