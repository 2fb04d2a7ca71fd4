"""The weights that were learned of each clue, as they are kept in learned.tsv (written by `make train`).

A row is a clue and, for each intent of the header, how far it speaks for it: in tenths, from -127 to 127. All
weights of a clue are held in one number, a lane of 32 bits for each intent and one that counts the clues, so
that adding up the clues of a message is adding up numbers.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from language.reading import Intent

STEPS = 10  # of a weight of 1
_LANE = 4  # bytes
_SHIFT = 128  # makes every weight of a lane positive
_NO_CLUE = "*"  # the row of what holds before anything is read


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What each clue says for each of the intents."""

    intents: tuple[Intent, ...]
    before: tuple[int, ...]
    packed: dict[str, int]

    def total(self, clues: set[str]) -> tuple[list[int], int]:
        """The weights of the clues that are known, added up for each intent, and how many these are."""
        known = self.packed.keys() & clues
        packed = sum([self.packed[clue] for clue in known])
        lanes = memoryview(packed.to_bytes(_LANE * (len(self.intents) + 1), "little")).cast("I")
        return [lane - _SHIFT * len(known) for lane in lanes[: len(self.intents)]], len(known)


@cache
def learned() -> Learned:
    """The weights of learned.tsv."""
    lines = files("language.second_opinion").joinpath("learned.tsv").read_text("utf-8").split("\n")[:-1]
    intents = tuple(Intent(name) for name in lines[0].split("\t")[1].split(" "))
    rows = dict(line.split("\t") for line in lines[1:])
    before = tuple(int(weight) for weight in rows.pop(_NO_CLUE).split(" "))
    packed = {clue: _packed(weights) for clue, weights in rows.items()}
    return Learned(intents=intents, before=before, packed=packed)


def _packed(weights: str) -> int:
    lanes = [int(weight) + _SHIFT for weight in weights.split(" ")]
    return int.from_bytes(b"".join(lane.to_bytes(_LANE, "little") for lane in lanes), "little")
