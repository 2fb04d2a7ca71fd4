"""Two provinces that have the same things: what may be reached in the one, may not in the other."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from bot.assistant import rule_book
from domain.cards import ReportCard
from domain.localtime import VIET_NAM
from domain.messages import Address, ChannelName
from domain.people import BirthDate, Gender, PersonFacts
from domain.periods import year_period
from domain.pipeline import Stage
from domain.quotas import Quota
from domain.rules import Subject
from domain.units import Unit, UnitKind
from domain.users import Role
from handlers import recording
from handlers.recording import Origin
from storage import announcements as announced
from storage import deadlines, drafts, invitations, join_requests, units, users
from storage.database import Tx
from storage.ids import new_id
from tests.cast import LONG_AGO

BOOK = rule_book()
NOW = datetime(2025, 11, 24, 8, 0, tzinfo=VIET_NAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cell and something of every kind that belongs to it; `$name` of the matrix is a field here."""

    unit_name: str
    person_name: str
    holder_name: str
    unit: int
    person: int
    event: int
    report: int
    deadline: int
    paper_deadline: int
    draft: int
    digest: int
    request: int
    invitation: str
    handover: str
    user: int
    announcement: int
    file: int
    job: int


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    inside: Place
    outside: Place
    nowhere: Place


def found(tx: Tx) -> World:
    """Two provinces alike; everybody of the matrix belongs to the first."""
    inside, commune, province = _province(
        tx, "tỉnh Sơn La", "xã Mường Lạn", "bản Hỏm", "Lò Thị Trong", "Cứ Văn Phó"
    )
    outside, _, _ = _province(tx, "tỉnh Lào Cai", "xã Xa Lạ", "bản Xa", "Hoàng Thị Ngoài", "Người Canh Giữ")
    units.add(tx, parent=commune, kind=UnitKind.PARTY_CELL, name="bản Lầu")
    cell = units.get(tx, inside.unit)
    for account, role, unit in (
        ("secretary", Role.SECRETARY, cell),
        ("officer", Role.OFFICER, commune),
        ("upper", Role.OFFICER, province),
        ("admin", Role.ADMIN, province),
        ("revoked", Role.SECRETARY, cell),
    ):
        users.assign(tx, _user(tx, account, account), role, unit.id, LONG_AGO)
    revoked = users.by_identity(tx, ChannelName.TERMINAL, "revoked", NOW)
    assert revoked
    users.end_roles(tx, revoked.id, [cell.id], [Role.SECRETARY], LONG_AGO + timedelta(days=1))
    pending = Address(channel=ChannelName.TERMINAL, chat_id="pending")
    join_requests.add(tx, pending, "pending", "Cầm Văn Chờ", Role.SECRETARY, cell.id, NOW)
    names: dict[str, Any] = {
        "unit_name": "bản Không Có",
        "person_name": "Tẩn Văn Vắng",
        "holder_name": "Giàng A Vô",
    }
    ids: dict[str, Any] = {one.name: 1 for one in fields(Place) if one.type is int}
    nowhere = Place(**names, **ids, invitation="00" * 16, handover="00" * 16)
    return World(inside=inside, outside=outside, nowhere=nowhere)


def _province(
    tx: Tx, province_name: str, commune_name: str, cell_name: str, person: str, holder: str
) -> tuple[Place, Unit, Unit]:
    province = units.add(tx, parent=None, kind=UnitKind.PROVINCE, name=province_name)
    commune = units.add(tx, parent=province, kind=UnitKind.COMMUNE, name=commune_name)
    cell = units.add(tx, parent=commune, kind=UnitKind.PARTY_CELL, name=cell_name)
    holder_id = _user(tx, f"holder of {cell_name}", holder)
    users.assign(tx, holder_id, Role.SECRETARY, cell.id, LONG_AGO)
    origin = Origin(report_id=new_id(), recorded_at=NOW - timedelta(days=340), reported_by=holder_id)
    facts = PersonFacts(
        full_name=person,
        birth_date=BirthDate(year=1987, month=3, day=12),
        gender=Gender.FEMALE,
        ethnicity="Phù Lá" if cell_name == "bản Xa" else "Thái",
        mentor="Bế Văn Giúp",
    )
    person_id = recording.add_person(tx, origin, cell, facts)
    event = recording.add_stage(tx, origin, cell, person_id, Stage.ADMISSION, date(2024, 12, 18))
    recording.settle_person(tx, BOOK, person_id, NOW)
    target = Quota(unit_id=cell.id, period=year_period(2025), low=4)
    recording.add_quota(tx, BOOK, Origin(report_id=new_id(), recorded_at=NOW), cell, target)
    due = {one.rule: one.id for one in deadlines.of_subject(tx, Subject.PERSON, person_id)}
    address = Address(channel=ChannelName.TERMINAL, chat_id=f"holder of {cell_name}")
    card = ReportCard(stage=Stage.ADMISSION, sent_on=NOW.date(), unit_id=cell.id)
    request_from = Address(channel=ChannelName.TERMINAL, chat_id=f"asks {cell_name}")
    handover = invitations.create(tx, Role.SECRETARY, cell.id, holder_id, NOW, replaces=holder_id)
    invitations.use(tx, handover, holder_id, NOW)
    place = Place(
        unit_name=cell_name,
        person_name=person,
        holder_name=holder,
        unit=cell.id,
        person=person_id,
        event=event.id,
        report=origin.report_id,
        deadline=due["probation_end"],
        paper_deadline=due["new_member_course"],
        draft=drafts.add(tx, holder_id, address, card, NOW).id,
        digest=new_id(),
        request=join_requests.add(
            tx, request_from, request_from.chat_id, holder, Role.SECRETARY, cell.id, NOW
        ),
        invitation=invitations.id_of(tx, invitations.create(tx, Role.SECRETARY, cell.id, holder_id, NOW)),
        handover=invitations.id_of(tx, handover),
        user=holder_id,
        announcement=announced.add(tx, cell.id, holder_id, "họp", NOW),
        file=1,
        job=1,
    )
    return place, commune, province


def _user(tx: Tx, account: str, name: str) -> int:
    user_id = users.add_user(tx, name, LONG_AGO)
    users.add_identity(tx, user_id, ChannelName.TERMINAL, account, account, LONG_AGO)
    return user_id
