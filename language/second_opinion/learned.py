"""The weights that were learned of each clue, as they are kept in a table (written by `make train`).

A row is a clue and, for each label of the header, how far it speaks for it: in tenths, from -127 to 127. All
weights of a clue are held in one number, a lane of 32 bits for each label, so that adding up the clues of a
message is adding up numbers. The number is made when a message first has the clue.
"""

from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from struct import iter_unpack

from language.words.remembering import Remembered

STEPS = 10  # of a weight of 1
_LANE = 4  # bytes
_SHIFT = 128  # makes every weight of a lane positive
NO_CLUE = "(before)"  # the row of what holds before anything is read: no piece of a text is written so


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What each clue says for each of the labels."""

    labels: tuple[str, ...]
    before: tuple[int, ...]
    rows: dict[str, str]
    packed: Remembered[str, int]

    def total(self, clues: Set[str]) -> tuple[list[int], int]:
        """The weights of the clues that are known, added up for each label, and how many these are."""
        known = self.rows.keys() & clues
        packed = sum([self.packed[clue] for clue in known])
        lanes = iter_unpack("<I", packed.to_bytes(_LANE * len(self.labels), "little"))
        return [lane - _SHIFT * len(known) for (lane,) in lanes], len(known)


@cache
def learned(table: str) -> Learned:
    """The weights of a table of this folder: "intents", or "steps" of a dossier."""
    text = files("language.second_opinion").joinpath(f"{table}.tsv").read_text("utf-8")
    lines = text.split("\n")[:-1]
    labels = tuple(lines[0].split("\t")[1].split(" "))
    rows = dict(line.split("\t") for line in lines[1:])
    before = tuple(int(weight) for weight in rows.pop(NO_CLUE).split(" "))
    packed: Remembered[str, int] = Remembered(lambda clue: _packed(rows[clue]), most=len(rows))
    return Learned(labels=labels, before=before, rows=rows, packed=packed)


def _packed(weights: str) -> int:
    lanes = [int(weight) + _SHIFT for weight in weights.split(" ")]
    return int.from_bytes(b"".join(lane.to_bytes(_LANE, "little") for lane in lanes), "little")
