"""Who is reminded of a unit's deadlines, level by level upwards."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from domain.localtime import local_date
from domain.reminders import Because
from domain.rules import Rule
from domain.units import Unit
from domain.users import Role
from storage import mutes, units, users
from storage.database import Tx


class Recipients:
    """Finds them, and remembers for one transaction."""

    def __init__(self, tx: Tx, now: datetime, unit_ids: Iterable[int] = ()) -> None:
        """`unit_ids` will be asked for and are read at once."""
        self._tx = tx
        self._now = now
        self._units: dict[int, Unit | None] = {**units.by_ids(tx, set(unit_ids))}
        held = users.holders_of(tx, self._units, now) if self._units else {}
        self._holders = {
            (unit_id, role): held.get((unit_id, role), []) for unit_id in self._units for role in Role
        }
        self._reachable: dict[int, bool] = {}
        self._look_up({user_id for holding in held.values() for user_id in holding})
        self._answering: dict[tuple[int, Role, int], dict[int, Because]] = {}

    def unit(self, unit_id: int) -> Unit | None:
        """The unit."""
        if unit_id not in self._units:
            self._units[unit_id] = units.get(self._tx, unit_id)
        return self._units[unit_id]

    def of(self, rule: Rule, unit_id: int, climbed: int = 0) -> dict[int, Because]:
        """Everybody who is reminded of a deadline under the rule, and why; `climbed` levels up as well."""
        key = (unit_id, rule.responsible, climbed)
        if key not in self._answering:
            self._answering[key] = self._up_to(self._levels(unit_id, rule.responsible), 0)
            if climbed:
                self._answering[key] |= self._up_to(self._upwards(unit_id, rule.responsible), climbed)
        answering = self._answering[key]
        if not rule.informs_above:
            return answering
        above = self._up_to(self._officers_above(unit_id), 0)
        return {**dict.fromkeys(above, Because.INFORMED), **answering}

    def next_after(self, rule: Rule, unit_id: int, user_id: int) -> list[int]:
        """Who is told when this recipient cannot be reached: the next level above theirs."""
        levels = iter(self._levels(unit_id, rule.responsible))
        for level in levels:
            if user_id in level:
                break
        return [*self._up_to((level for level in levels if user_id not in level), 0)]

    def above(self, unit_id: int, user_id: int) -> list[int]:
        """The superiors who hear what this person of the unit says: the nearest that can be reached."""
        levels = [self._holding(unit_id, Role.OFFICER), *self._officers_above(unit_id)]
        own = next((n for n, level in enumerate(levels) if user_id in level), -1)
        return [*self._up_to(levels[own + 1 :], 0)]

    def _up_to(self, levels: Iterable[list[int]], climbed: int) -> dict[int, Because]:
        """The first level that somebody can be reached at, those below it, whose reminders wait, and as
        many reachable levels more as the reminder has climbed."""
        found: dict[int, Because] = {}
        reached = 0
        for level in filter(None, levels):
            above = Because.CLIMBED if reached else Because.STANDS_IN
            because = above if found else Because.RESPONSIBLE
            for user_id in level:
                found.setdefault(user_id, because)
            reached += any(self._can_reach(user_id) for user_id in level)
            if reached > climbed:
                break
        return found

    def _upwards(self, unit_id: int, role: Role) -> Iterator[list[int]]:
        if role is not Role.OFFICER:
            yield self._holding(unit_id, role)
        yield self._holding(unit_id, Role.OFFICER)
        yield from self._officers_above(unit_id)

    def _levels(self, unit_id: int, role: Role) -> Iterator[list[int]]:
        yield from self._upwards(unit_id, role)
        if role is Role.OFFICER:  # better the secretary than nobody
            yield self._holding(unit_id, Role.SECRETARY)

    def _officers_above(self, unit_id: int) -> Iterator[list[int]]:
        unit = self.unit(unit_id)
        while unit is not None and unit.parent_id is not None:
            yield self._holding(unit.parent_id, Role.OFFICER)
            unit = self.unit(unit.parent_id)

    def _holding(self, unit_id: int, role: Role) -> list[int]:
        key = (unit_id, role)
        if key not in self._holders:
            unit = self.unit(unit_id)
            self._holders[key] = users.holders(self._tx, unit, role, self._now) if unit else []
        return self._holders[key]

    def _can_reach(self, user_id: int) -> bool:
        if user_id not in self._reachable:
            self._look_up({user_id})
        return self._reachable[user_id]

    def _look_up(self, user_ids: Collection[int]) -> None:
        if user_ids:
            addresses = users.reachable(self._tx, user_ids)
            muted = mutes.muted(self._tx, user_ids, local_date(self._now))
            self._reachable |= {
                user_id: user_id in addresses and user_id not in muted for user_id in user_ids
            }
