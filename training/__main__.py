"""`make train`: writes the tables of language/second_opinion anew from tests/data/understanding.

`python -m training --unseen` writes nothing: it says how many messages of each file are read right by a model
that was learned without this file and those of the same turn, and how often it is wrong where it is sure.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from domain.pipeline import OPEN_DOSSIER, Stage
from language.message import see
from language.reading import Intent
from language.second_opinion.clues import clues_of
from language.second_opinion.learned import NO_CLUE, STEPS
from language.words.normalise import LONGEST, normalise
from training.fitting import Line, Model, fit

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data" / "understanding"
TABLES = ROOT / "language" / "second_opinion"
INTENTS = tuple(intent.value for intent in Intent)
# Those of a dossier: what comes behind has an intent of its own.
DOSSIER = tuple(stage.value for stage in (Stage.REFERRAL, *OPEN_DOSSIER))
_TURNS = 8
_SURE = 0.8


def lines_of(data: Path) -> tuple[list[Line], list[Line]]:
    """The annotated messages of a folder with their intents, and those of a dossier with their steps."""
    intents, steps = [], []
    for file in sorted(data.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            seen = see(normalise(row["text"]), date.fromisoformat(row["sent_on"]))
            if seen is None or len(row["text"]) > LONGEST:
                continue
            clues = frozenset(clues_of(seen.scan))
            intents.append(Line(batch=file.stem, clues=clues, label=row["intent"]))
            if row["intent"] == Intent.REPORT_STAGE:
                steps.append(Line(batch=file.stem, clues=clues, label=row["gold"]["stage"]))
    return intents, steps


def as_text(model: Model) -> str:
    """The model as a table."""

    def tenths(weights: Iterable[float]) -> str:
        return " ".join(str(round(weight * STEPS)) for weight in weights)

    rows = [("clue", " ".join(model.labels)), (NO_CLUE, tenths(model.before))]
    rows += [(clue, tenths(model.weights[at])) for clue, at in model.places.items()]
    return "".join(f"{clue}\t{weights}\n" for clue, weights in rows)


def tables(data: Path) -> dict[str, str]:
    """Both tables, by name."""
    intents, steps = lines_of(data)
    return {"intents": as_text(fit(intents, INTENTS)), "steps": as_text(fit(steps, DOSSIER))}


def unseen(lines: list[Line], labels: tuple[str, ...]) -> Iterator[tuple[Line, str, float]]:
    """Each line with what a model says of it that has seen neither it nor its file."""
    batches = sorted({line.batch for line in lines})
    for turn in range(_TURNS):
        held_out = set(batches[turn::_TURNS])
        model = fit([line for line in lines if line.batch not in held_out], labels)
        for line in lines:
            if line.batch in held_out:
                yield (line, *model.likeliest(line.clues))


def main() -> None:
    """Learn, or measure."""
    if "--unseen" not in sys.argv:
        for name, text in tables(DATA).items():
            (TABLES / f"{name}.tsv").write_text(text, "utf-8")
        return
    for lines, labels in zip(lines_of(DATA), (INTENTS, DOSSIER), strict=True):
        told = list(unseen(lines, labels))
        right = sum(line.label == label for line, label, _ in told)
        sure = [line.label == label for line, label, probability in told if probability >= _SURE]
        print(f"{len(told)} messages, {right / len(told):.1%} right; sure of {len(sure)}, {sum(sure)} right")


if __name__ == "__main__":
    main()
