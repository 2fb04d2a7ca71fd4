"""The writer's own text, repaired as far as it can be: what could not be read is a hole to be filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from language.intents.events import event_of
from language.message import Seen, see
from language.slots.report import DATED
from language.words.normalise import LONGEST, normalise
from language.words.phrases import sentence
from language.words.spelling import spell, telex

HOLE = "…"

_DAY_WORDS = ("ngay", "hom", "mung")


class Lack(StrEnum):
    """What has to be written in a hole."""

    EVENT = "event"
    NAME = "name"
    DATE = "date"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """The text to be copied, and what belongs in its holes in the order in which they stand."""

    text: str
    lacks: tuple[Lack, ...] = ()


def repaired(text: str, sent_on: date, units: Mapping[tuple[int, int], str] | None = None) -> Repair:
    """The text with leftover Telex keys decoded, marks of other programs gone, and its holes marked.

    `units` gives by place in the raw text the name to stand there instead, or `HOLE`.
    """
    if len(text) > LONGEST:
        return Repair(text=text)
    seen = see(normalise(text), sent_on)
    if seen is None:
        return Repair(text=text.strip())
    holes = {(seen.scan.place_of(start), end): name for (start, end), name in (units or {}).items()}
    return _Mending(seen).mended(holes)


class _Mending:
    """The words of one message while they are being repaired."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._words = [_decoded(word, key) for word, key in zip(seen.scan.words, seen.scan.keys, strict=True)]
        self._lacks: list[tuple[int, Lack]] = []

    def mended(self, units: Mapping[tuple[int, int], str]) -> Repair:
        for (start, raw_end), name in units.items():
            end = self._seen.scan.place_of(raw_end)
            self._put(start, max(end, start + 1), name, Lack.UNIT)
        self._mark_days()
        self._mark_event()
        ordered = tuple(lack for _, lack in sorted(self._lacks, key=lambda told: told[0]))
        return Repair(text=self._joined(), lacks=ordered)

    def _put(self, start: int, end: int, words: str, lack: Lack) -> None:
        self._words[start:end] = [words, *[""] * (end - start - 1)]
        if words == HOLE:
            self._lacks.append((start, lack))

    def _mark_days(self) -> None:
        """A day that is in no calendar, or lies ahead, cannot stay."""
        for day in self._seen.days:
            if day.on is None and day.problem is not None:
                self._put(day.start, day.end, HOLE, Lack.DATE)
                if self._seen.scan.key(day.start - 1) not in _DAY_WORDS:
                    self._words[day.start] = f"{sentence('on_day')} {HOLE}"

    def _mark_event(self) -> None:
        seen = self._seen
        event = event_of(seen.scan, seen.names)
        if event is None:
            if seen.names:
                first = min(name.begins for name in seen.names)
                self._words[first] = f"{HOLE} {self._words[first]}"
                self._lacks.append((first, Lack.EVENT))
            return
        if not seen.names and not seen.scan.has("members"):
            last = event.trigger.end - 1
            self._words[last] = f"{self._words[last]} {HOLE}"
            self._lacks.append((last, Lack.NAME))
        if event.intent in DATED and not seen.days and not seen.spans:
            self._words.append(f", {sentence('on_day')} {HOLE}")
            self._lacks.append((len(self._words), Lack.DATE))

    def _joined(self) -> str:
        """The words with the spaces and line breaks that stood between them."""
        scan, told = self._seen.scan, []
        for place, word in enumerate(self._words):
            apart = 0 < place < len(scan) and not scan.glued(place) and scan.keys[place - 1] != "\n"
            told.append(f" {word}" if apart and word and scan.keys[place] != "\n" else word)
        return "".join(told).strip()


def _decoded(word: str, key: str) -> str:
    """A word typed with leftover Telex keys as it was meant."""
    if spell(word).folded == key:
        return word
    meant = telex(word) or word
    return meant[:1].upper() + meant[1:] if word[:1].isupper() else meant
