"""Figures as pictures."""

from collections.abc import Mapping
from typing import Any


def chart(figures: Mapping[str, Any]) -> bytes:
    """The picture of a chart's figures as PNG."""
    raise NotImplementedError
