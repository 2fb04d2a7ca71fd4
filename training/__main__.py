"""`make train`: writes language/second_opinion/learned.tsv anew from tests/data/understanding.

`python -m training --unseen` writes nothing: it says how many messages of each file are read right by a model
that was learned without this file and those of the same turn, and how often it is wrong where it is sure.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from language.message import see
from language.reading import Intent
from language.second_opinion.clues import clues_of
from language.second_opinion.learned import STEPS
from language.words.normalise import LONGEST, normalise
from training.fitting import INTENTS, Line, Model, fit

ROOT = Path(__file__).parents[1]
_TURNS = 8
_SURE = 0.8


def lines_of(data: Path) -> Iterator[Line]:
    """Every annotated message of the folder that is not too long to be read."""
    for file in sorted(data.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            seen = see(normalise(row["text"]), date.fromisoformat(row["sent_on"]))
            if seen is not None and len(row["text"]) <= LONGEST:
                clues = frozenset(clues_of(seen.scan))
                yield Line(name=row["id"], batch=file.stem, clues=clues, intent=Intent(row["intent"]))


def as_text(model: Model) -> str:
    """The model as learned.tsv."""

    def tenths(weights: Iterator[float]) -> str:
        return " ".join(str(round(weight * STEPS)) for weight in weights)

    rows = [("clue", " ".join(INTENTS)), ("*", tenths(iter(model.before)))]
    rows += [(clue, tenths(iter(model.weights[at]))) for clue, at in model.places.items()]
    return "".join(f"{clue}\t{weights}\n" for clue, weights in rows)


def unseen(lines: list[Line]) -> Iterator[tuple[Line, Intent, float]]:
    """Each line with what a model says of it that has seen neither it nor its file."""
    batches = sorted({line.batch for line in lines})
    for turn in range(_TURNS):
        held_out = set(batches[turn::_TURNS])
        model = fit([line for line in lines if line.batch not in held_out])
        for line in lines:
            if line.batch in held_out:
                yield (line, *model.likeliest(line.clues))


def main() -> None:
    """Learn, or measure."""
    lines = list(lines_of(ROOT / "tests" / "data" / "understanding"))
    if "--unseen" not in sys.argv:
        (ROOT / "language" / "second_opinion" / "learned.tsv").write_text(as_text(fit(lines)), "utf-8")
        return
    told = list(unseen(lines))
    right = sum(line.intent is intent for line, intent, _ in told)
    sure = [(line.intent, intent) for line, intent, probability in told if probability >= _SURE]
    wrong = sum(one is not other for one, other in sure)
    print(f"{len(told)} messages, {right / len(told):.1%} right; sure of {len(sure)}, {wrong} of these wrong")


if __name__ == "__main__":
    main()
