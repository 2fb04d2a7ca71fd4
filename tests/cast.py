"""The fixed cast: one commune, its cells, and the people who write to the assistant."""

from dataclasses import dataclass
from datetime import datetime

from domain.localtime import VIET_NAM
from domain.messages import ChannelName
from domain.periods import year_period
from domain.quotas import Quota
from domain.rules import RuleBook
from domain.units import Unit, UnitKind
from domain.users import Role
from handlers.recording import Origin, add_quota
from storage import units, users
from storage.database import Tx
from storage.ids import new_id

LONG_AGO = datetime(2020, 1, 1, tzinfo=VIET_NAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Xã Mường Lạn with three cells; every account is a terminal identity of the same name."""

    commune: Unit
    hom: Unit
    lau: Unit
    school: Unit


def found_commune(tx: Tx, book: RuleBook) -> Cast:
    """The commune with its users: `hom`, `lau` secretaries, `haibe` secretary of two cells, `xa` officer."""
    province = units.add(tx, parent=None, kind=UnitKind.PROVINCE, name="tỉnh Sơn La")
    commune = units.add(tx, parent=province, kind=UnitKind.COMMUNE, name="xã Mường Lạn")
    other = units.add(tx, parent=province, kind=UnitKind.COMMUNE, name="xã Púng Bánh")
    hom, lau, school = (
        units.add(tx, parent=commune, kind=UnitKind.PARTY_CELL, name=name)
        for name in ("bản Hỏm", "bản Lầu", "trường THCS Mường Lạn")
    )
    units.add(tx, parent=other, kind=UnitKind.PARTY_CELL, name="bản Phải")
    for account, role, places in (
        ("hom", Role.SECRETARY, [hom]),
        ("lau", Role.SECRETARY, [lau]),
        ("haibe", Role.SECRETARY, [lau, school]),
        ("xa", Role.OFFICER, [commune]),
        ("admin", Role.ADMIN, [province]),
    ):
        user_id = users.add_user(tx, account, LONG_AGO)
        users.add_identity(tx, user_id, ChannelName.TERMINAL, account, account, LONG_AGO)
        for place in places:
            users.assign(tx, user_id, role, place.id, LONG_AGO)
    origin = Origin(report_id=new_id(), recorded_at=datetime(2025, 1, 5, tzinfo=VIET_NAM))
    add_quota(tx, book, origin, hom, Quota(unit_id=hom.id, period=year_period(2025), low=4))
    add_quota(tx, book, origin, commune, Quota(unit_id=commune.id, period=year_period(2025), low=15))
    return Cast(commune=commune, hom=hom, lau=lau, school=school)


def also_on(tx: Tx, account: str, channel: ChannelName, number: str) -> None:
    """The user of a terminal account is known on another channel too, under that number."""
    user = users.by_identity(tx, ChannelName.TERMINAL, account, LONG_AGO)
    assert user
    users.add_identity(tx, user.id, channel, number, number, LONG_AGO)
