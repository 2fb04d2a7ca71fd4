"""The rows of people whom nobody has told of before, over all their tables."""

from dataclasses import dataclass, field
from typing import Any

from domain.events import Event
from storage import schema
from storage.bulk import Rows, rows_for
from storage.events import row_of
from storage.projections import PersonRows


@dataclass(slots=True)
class Newcomers:
    """What is to be inserted of them; it grows person by person."""

    events: list[Event] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    identities: list[dict[str, Any]] = field(default_factory=list)
    projected: list[PersonRows] = field(default_factory=list)
    deadlines: list[dict[str, object]] = field(default_factory=list)

    def as_rows(self) -> tuple[Rows, ...]:
        """In the order in which they refer to each other."""
        return (
            rows_for(schema.person, self.people),
            rows_for(schema.event, map(row_of, self.events)),
            rows_for(schema.person_identity, self.identities),
            rows_for(schema.person_word, (row for one in self.projected for row in one.words)),
            rows_for(schema.milestone, (row for one in self.projected for row in one.milestones)),
            rows_for(schema.tally, (row for one in self.projected for row in one.tally)),
            rows_for(schema.deadline, self.deadlines),
        )
