"""The pictures' colours for people who tell red from green, or blue from yellow, less well or not at all.

What such an eye sees is simulated with the matrices of Machado, Oliveira and Fernandes, "A Physiologically-
based Model for Simulation of Color Vision Deficiency" (IEEE TVCG 15(6), 2009, severity 1.0), on linear RGB.
"""

from functools import cache
from io import BytesIO
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from domain.charts import as_plain
from rendering.charts import chart
from tests.rendering.test_pictures import PICTURES

Colours = NDArray[np.float64]

EYES = {
    "every colour": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
LIGHT = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = LIGHT @ np.ones(3)
FAR_APART = 20.0  # CIE 1976 ΔE; 2.3 is just noticeable side by side
READABLE = 3.0  # WCAG 2.2, 1.4.11: what a picture means to show against what lies beside it
AREA = 0.002  # of a picture: a fifth of a hundredth is no edge of a letter


def linear(rgb: Colours) -> Colours:
    """Light, from the numbers of sRGB between 0 and 1."""
    told: Colours = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return told


def lab(light: Colours) -> Colours:
    """CIE L*a*b* of linear RGB."""
    xyz = (LIGHT @ light) / WHITE
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@cache
def surfaces(name: str) -> list[Colours]:
    """The colours that cover some of the picture, as it is drawn."""
    picture = Image.open(BytesIO(chart(as_plain(PICTURES[name])))).convert("RGB")
    pixels = np.asarray(picture).reshape(-1, 3)
    colours, counts = np.unique(pixels, axis=0, return_counts=True)
    kept: list[Any] = list(colours[counts > AREA * len(pixels)])
    return [linear(np.asarray(colour, dtype=np.float64) / 255) for colour in kept]


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("name", ["units", "months", "funnel"])
def test_any_two_colours_of_a_picture_are_far_apart_to_every_eye(name: str, eye: str) -> None:
    seen = [np.clip(EYES[eye] @ light, 0, 1) for light in surfaces(name)]
    assert len(seen) >= 3  # the ground, the letters, what is counted
    assert min(float(np.linalg.norm(lab(a) - lab(b))) for a, b in combinations(seen, 2)) > FAR_APART


@pytest.mark.parametrize("eye", EYES)
def test_what_is_counted_stands_out_from_the_ground_and_its_target(eye: str) -> None:
    def brightness(light: Colours) -> float:
        return float(LIGHT[1] @ np.clip(EYES[eye] @ light, 0, 1)) + 0.05

    by_light = sorted(brightness(light) for light in surfaces("units"))
    letters, counted, target, ground = by_light
    assert target / counted > 0.8 * READABLE  # and ΔE above: one lies on the other, and both end in numbers
    assert ground / counted > READABLE
    assert ground / letters > 2 * READABLE
