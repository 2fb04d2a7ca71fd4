"""Fitting the linear model: multinomial logistic regression, by stochastic gradient (Adagrad)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Clues = NDArray[np.intp]
Weights = NDArray[np.float64]
Learned = tuple[Weights, Weights]
_OFTEN = 5  # messages that must have a clue
_EPOCHS = 12
_ORDERS = 4
_RATE = 0.3
_RATE_BEFORE = 0.01
_FARTHEST = 12.7  # as far as a weight goes: a signed byte of tenths


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is told of a message: its clues, its label, and the file it stands in."""

    batch: str
    clues: frozenset[str]
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The weight of each clue for each label, and that of each label before anything is read."""

    labels: tuple[str, ...]
    places: dict[str, int]
    weights: Weights
    before: Weights

    def likeliest(self, clues: frozenset[str]) -> tuple[str, float]:
        """The likeliest label with its probability."""
        chances = _chances(self.weights, self.before, _known(self.places, clues))
        best = int(chances.argmax())
        return self.labels[best], float(chances[best])


def fit(lines: Sequence[Line], labels: Sequence[str]) -> Model:
    """The model of the lines: the mean of what was learned in the later epochs, in several orders.

    The same lines in the same order give the same model.
    """
    often = Counter(clue for line in lines for clue in line.clues)
    places = {clue: at for at, clue in enumerate(sorted(c for c, n in often.items() if n >= _OFTEN))}
    known = [_known(places, line.clues) for line in lines]
    wanted = [labels.index(line.label) for line in lines]
    learned = [
        means
        for order in range(_ORDERS)
        for means in _epochs(known, wanted, (len(places), len(labels)), order)
    ]
    weights = np.mean([weights for weights, _ in learned], axis=0)
    before = np.mean([before for _, before in learned], axis=0)
    return Model(
        labels=tuple(labels), places=places, weights=np.clip(weights, -_FARTHEST, _FARTHEST), before=before
    )


def _epochs(
    known: Sequence[Clues], wanted: Sequence[int], size: tuple[int, int], order: int
) -> Iterator[Learned]:
    """What was learned by the end of each of the later epochs."""
    weights = np.zeros(size)
    moved = np.full(weights.shape, 1e-6)  # the squared gradients so far
    before = np.zeros(size[1])
    chance = np.random.default_rng(order)
    for epoch in range(_EPOCHS):
        for at in chance.permutation(len(known)):
            found = known[at]
            off = _chances(weights, before, found)
            off[wanted[at]] -= 1
            gradient = off / np.sqrt(max(1, len(found)))
            moved[found] += gradient * gradient
            weights[found] -= _RATE * gradient / np.sqrt(moved[found])
            before -= _RATE_BEFORE * off
        if epoch >= _EPOCHS // 3:
            yield weights.copy(), before.copy()


def _known(places: dict[str, int], clues: frozenset[str]) -> Clues:
    return np.array(sorted(places[clue] for clue in clues if clue in places), dtype=np.intp)


def _chances(weights: Weights, before: Weights, clues: Clues) -> Weights:
    scores = weights[clues].sum(axis=0) / np.sqrt(max(1, len(clues))) + before
    likely = np.exp(scores - scores.max())
    return np.asarray(likely / likely.sum())
