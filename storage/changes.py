"""What is to be written of many people at once, over all their tables."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from domain.events import Event
from storage import schema
from storage.bulk import Rows, rows_for
from storage.deadlines import Replanned
from storage.events import row_of
from storage.projections import PersonRows

_metadata = sa.MetaData()

# Beside the rows themselves: of whom all that was projected goes first, which deadlines go, and whose unsent
# reminders, each with the reason.
settled = sa.Table("settled", _metadata, sa.Column("person_id", sa.Integer, primary_key=True))
dropped = sa.Table("dropped", _metadata, sa.Column("deadline_id", sa.Integer, primary_key=True))
cancelled = sa.Table(
    "cancelled",
    _metadata,
    sa.Column("deadline_id", sa.Integer, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
)


@dataclass(slots=True)
class Changes:
    """It grows person by person. `people` and `deadlines` take the place of rows with the same id."""

    events: list[Event] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    identities: list[dict[str, Any]] = field(default_factory=list)
    projected: list[PersonRows] = field(default_factory=list)
    deadlines: list[dict[str, object]] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    cancelled: list[tuple[int, str]] = field(default_factory=list)

    def project(self, person_id: int, rows: PersonRows) -> None:
        """What the events of a person add up to."""
        self.people.append({"id": person_id, **rows.person})
        self.projected.append(rows)

    def replan(self, plan: Replanned) -> None:
        """What becomes of deadlines."""
        self.deadlines += plan.rows
        self.dropped += plan.dropped
        self.cancelled += [(one, reason) for reason, ids in plan.cancelled.items() for one in ids]

    def as_rows(self) -> Iterable[Rows]:
        """Table by table."""
        return (
            rows_for(schema.person, self.people),
            rows_for(schema.event, map(row_of, self.events)),
            rows_for(schema.person_identity, self.identities),
            rows_for(schema.person_word, (row for one in self.projected for row in one.words)),
            rows_for(schema.milestone, (row for one in self.projected for row in one.milestones)),
            rows_for(schema.tally, (row for one in self.projected for row in one.tally)),
            rows_for(schema.deadline, self.deadlines),
            Rows(settled, [(one,) for one in self.settled]),
            Rows(dropped, [(one,) for one in self.dropped]),
            Rows(cancelled, self.cancelled),
        )
