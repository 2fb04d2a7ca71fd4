from datetime import UTC, datetime

from domain.events import Event, EventKind
from domain.people import PersonFacts
from domain.units import UnitKind
from storage import events, people, units
from storage.database import Tx
from storage.ids import new_id

NOW = datetime(2025, 11, 24, 1, tzinfo=UTC)


def test_people_are_named_as_they_were_told_last_unless_that_was_taken_back(tx: Tx) -> None:
    unit = units.add(tx, parent=None, kind=UnitKind.PARTY_CELL, name="bản Hỏm")

    def told(kind: EventKind, person_id: int, name: str = "", corrects: int | None = None) -> int:
        event = Event(
            id=new_id(),
            kind=kind,
            report_id=1,
            unit_id=unit.id,
            recorded_at=NOW,
            person_id=person_id,
            corrects=corrects,
        )
        events.append(tx, [event])
        people.keep_identity(tx, event, PersonFacts(full_name=name or None))
        return event.id

    plain, renamed, corrected, revived, forgotten = (people.add(tx, unit.id, unit.left) for _ in range(5))
    told(EventKind.DESCRIBED, plain, "Lò Thị Mai")
    told(EventKind.DESCRIBED, renamed, "Lò Thi Mai")
    told(EventKind.DESCRIBED, renamed, "Lò Thị Mái")
    first = told(EventKind.DESCRIBED, corrected, "Vì Thị Anh")
    told(EventKind.DESCRIBED, corrected, "Vì Thị Ánh", corrects=first)
    first = told(EventKind.DESCRIBED, revived, "Cà Văn Thưởng")
    second = told(EventKind.DESCRIBED, revived, "Cà Văn Thương", corrects=first)
    told(EventKind.UNDONE, revived, corrects=second)
    told(EventKind.DESCRIBED, forgotten, "Quàng Văn Ính")
    people.erase(tx, forgotten)

    everybody = (plain, renamed, corrected, revived, forgotten)
    named = people.names(tx, everybody)
    assert [named[one] for one in everybody[:4]] == [
        "Lò Thị Mai",
        "Lò Thị Mái",
        "Vì Thị Ánh",
        "Cà Văn Thưởng",
    ]
    assert named == {person_id: known.name for person_id, known in people.load(tx, everybody).items()}
    assert people.names(tx, []) == {}
