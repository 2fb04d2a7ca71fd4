"""Locked months, asked for one unit or for those of a whole list."""

from datetime import UTC, date, datetime

from domain.units import UnitKind
from storage import locks, units, users
from storage.database import Tx

NOW = datetime(2025, 11, 3, 8, tzinfo=UTC)
MARCH, APRIL, MAY = date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1)


def test_many_units_at_once_are_locked_as_each_of_them_is(tx: Tx) -> None:
    province = units.add(tx, parent=None, kind=UnitKind.PROVINCE, name="tỉnh Sơn La")
    communes = [
        units.add(tx, parent=province, kind=UnitKind.COMMUNE, name=f"xã {name}") for name in ("Một", "Hai")
    ]
    cells = [
        units.add(tx, parent=commune, kind=UnitKind.PARTY_CELL, name=f"bản {number}")
        for commune in communes
        for number in range(3)
    ]
    officer = users.add_user(tx, "officer", NOW)
    locks.lock(tx, province.id, MARCH, officer, NOW)
    locks.lock(tx, communes[0].id, APRIL, officer, NOW)
    locks.lock(tx, cells[5].id, APRIL, officer, NOW)
    locks.lock(tx, communes[1].id, MAY, officer, NOW)
    locks.reopen(tx, communes[1].id, MAY, officer, NOW)
    days = [date(2025, 3, 8), date(2025, 4, 30), date(2025, 5, 2), date(2025, 6, 1)]

    asked = [*cells[1:], communes[0]]
    one_by_one = {(u.id, month): by for u in asked for month, by in locks.closed(tx, u, days).items()}
    assert locks.closed_for(tx, asked, days) == one_by_one
    assert one_by_one[cells[1].id, APRIL] == communes[0].id
    assert len(one_by_one) == 6 + 3 + 1


def test_no_units_or_no_days_have_nothing_locked(tx: Tx) -> None:
    cell = units.add(tx, parent=None, kind=UnitKind.PARTY_CELL, name="bản Hỏm")
    assert locks.closed_for(tx, [], [MARCH]) == locks.closed_for(tx, [cell], []) == {}
