"""What a platform sent, as text that can be kept."""

import json
from collections.abc import Mapping
from typing import Any


def as_kept(update: Mapping[str, Any]) -> str:
    """The update as compact JSON; half a character, which no store takes, becomes "?"."""
    text = json.dumps(update, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()
