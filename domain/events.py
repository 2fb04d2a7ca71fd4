"""What was told, append-only: the truth from which everything else is computed.

Nothing is overwritten. A correction is a new event that names the one it replaces; an undo is an
event that names the one it takes back. Events hold ids and plain facts, never who somebody is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class EventKind(StrEnum):
    """What an event says."""

    STAGE = "stage"  # a person reached `data["stage"]` on happened_on
    DESCRIBED = "described"  # facts about a person; who they are stands in the identity row of this event
    COUNT = "count"  # a number without names for [data["start"], data["end"]); 0 is a report too
    QUOTA = "quota"  # a target was set for the unit
    PAPER = "paper"  # a document of a person, `data["paper"]`, is there since happened_on
    TRANSFER = "transfer"  # one side tells that a person moves from data["from"] to data["to"] on happened_on
    ARRIVED = (
        "arrived"  # a person belongs to the event's unit from happened_on; data["from"] is where they were
    )
    REORGANISED = "reorganised"  # the unit ends, or bears another name, since happened_on: data["change"]
    TO_REORGANISE = "to_reorganise"  # decided for happened_on, a day to come: data as ReorganisationCard
    UNDONE = "undone"  # takes back the event in `corrects`


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Sự kiện: one fact as told by one user. `report_id` binds what was confirmed together."""

    id: int
    kind: EventKind
    report_id: int
    unit_id: int
    recorded_at: datetime
    person_id: int | None = None
    happened_on: date | None = None
    reported_by: int | None = None
    source_id: int | None = None  # the inbox row it came from
    corrects: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def effective(events: Iterable[Event]) -> list[Event]:
    """The events that stand, oldest first: neither replaced nor taken back.

    What a correction replaced stays replaced when that one is corrected in turn; taking a correction back
    revives it.
    """
    taken_back: set[int] = set()
    replaced: set[int] = set()
    standing: list[Event] = []
    for event in sorted(events, key=lambda e: e.id, reverse=True):
        if event.id in taken_back:
            continue
        is_undo = event.kind is EventKind.UNDONE
        if event.corrects is not None:
            (taken_back if is_undo else replaced).add(event.corrects)
        if not is_undo and event.id not in replaced:
            standing.append(event)
    standing.reverse()
    return standing
