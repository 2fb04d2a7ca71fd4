"""A photo or scan of the decision: offered for a report, attached to it, seen again by the unit itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.actions import Action
from domain.errors import DomainError, Expired, NotAllowed, UnknownPerson
from domain.events import Event, EventKind
from domain.files import FileKind
from domain.messages import Attachment, AttachmentKind, Choice, IncomingFile, Reply
from domain.pipeline import Stage
from domain.units import Unit
from domain.users import Permission, User
from handlers.access import require, require_somewhere
from handlers.context import Turn
from handlers.reporting import last_report
from language.requests.everyday import PictureRequest
from rendering.wording import files as words
from storage import audit, events, files, menus, outbox, people, units
from storage.database import Tx
from storage.files import Kept

_RECENT = timedelta(days=7)  # a report that a picture without a word may belong to
_MOST_SHOWN = 6

ATTACHABLE = (EventKind.STAGE, EventKind.COUNT, EventKind.PAPER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A report that stands, as far as a picture needs it."""

    id: int
    unit: Unit
    names: tuple[str, ...]
    told: str


def offer(tx: Tx, turn: Turn, file: IncomingFile, kind: FileKind, about: str | None = None) -> Reply:
    """Keep a picture and ask whether it belongs to a report: of the person it is `about`, else the last one.

    Raises NotYourRole for who reports nothing.
    """
    require_somewhere(turn.user, Permission.REPORT)
    file_id = keep(tx, turn, file, kind)
    drop = Choice(label=words.DROP, action=Action.PICTURE_DROP, arguments={"file": file_id})
    if turn.drafts:
        return Reply(text=words.after_confirming(), choices=(drop,))
    report = (_report_about(tx, turn, about) if about else None) or _report_meant(tx, turn)
    if report is None:
        return Reply(text=words.nothing_to_attach_to(), choices=(drop,))
    return Reply(
        text=words.offer(report.told, report.unit), choices=(_attach_choice(file_id, report.id), drop)
    )


def keep(tx: Tx, turn: Turn, file: IncomingFile, kind: FileKind) -> int:
    """Store what was sent, unless it was stored when it came; its id."""
    if file.kept_as is not None:
        return file.kept_as
    return files.keep(tx, turn.user.id, name=file.name, kind=kind, content=file.content, now=turn.now)


def waiting_choice(tx: Tx, turn: Turn, report_id: int) -> tuple[Choice, ...]:
    """[Gắn ảnh] under a receipt, where a picture came before its report."""
    held = _held(tx, turn)
    return (_attach_choice(held[-1].id, report_id),) if held else ()


def attach(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Gắn ảnh]: to the report that was named, else to the last one. Raises Expired, NotAllowed."""
    kept = files.head(tx, arguments["file"])
    if kept is None or kept.user_id != turn.user.id:
        raise Expired
    return _attach(tx, turn, kept, _standing_report(tx, arguments["report"]))


def attach_last(tx: Tx, turn: Turn) -> Reply:
    """ "gắn ảnh": what came last belongs to the last report."""
    held = _held(tx, turn)
    if not held:
        return Reply(text=words.nothing_to_attach())
    return _attach(tx, turn, held[-1], _report_meant(tx, turn))


def drop(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Không lưu]: the file is deleted at once."""
    kept = files.head(tx, arguments["file"])
    if kept and kept.user_id == turn.user.id and kept.report_id is None:
        files.delete(tx, kept.id)
    return Reply(text=words.dropped())


def drop_last(tx: Tx, turn: Turn) -> Reply:
    """ "xóa ảnh": what came last and is attached to nothing."""
    held = _held(tx, turn)
    if not held:
        return Reply(text=words.nothing_to_drop())
    files.delete(tx, held[-1].id)
    return Reply(text=words.dropped())


def remove(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Bỏ ảnh]: an attached picture is taken away and deleted. Raises Expired, NotAllowed."""
    kept = files.head(tx, arguments["file"])
    report = _standing_report(tx, kept.report_id) if kept and kept.report_id else None
    if kept is None or report is None:
        raise Expired
    _require_own(turn.user, report.unit)
    files.delete(tx, kept.id)
    audit.add(
        tx, "picture_removed", turn.now, user_id=turn.user.id, unit_id=report.unit.id, subject_id=kept.id
    )
    return Reply(text=words.removed())


def show(tx: Tx, turn: Turn, request: PictureRequest) -> Reply:
    """ "xem ảnh quyết định Lò Thị Mai": the newest, with a button for each other. Raises UnknownPerson."""
    if request.about is None:
        last = _report_meant(tx, turn)
        found = files.of_reports(tx, [last.id]) if last else []
    else:
        scopes = [(unit.left, unit.right) for unit in _own_units(turn.user)]
        named = people.find_by_name(tx, request.about, scopes) if scopes else []
        if not named:
            raise UnknownPerson(name=request.about)
        if len(named) > 1:
            return Reply(text=words.which_person([person.name for person in named]))
        told = dict.fromkeys(event.report_id for event in events.of_person(tx, named[0].id))
        found = files.of_reports(tx, told)
    mine = [kept for kept in found if _may_see(tx, turn.user, kept)]
    if not mine:
        return Reply(text=words.none_attached(request.about))
    return _shown(tx, turn, mine, len(mine))


def show_one(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Ảnh 2]: another picture of the same answer. Raises Expired."""
    found = [files.head(tx, file_id) for file_id in arguments["files"]]
    mine = [kept for kept in found if kept and _may_see(tx, turn.user, kept)]
    if arguments["position"] > len(mine):
        raise Expired
    return _shown(tx, turn, mine, arguments["position"])


def _shown(tx: Tx, turn: Turn, found: Sequence[Kept], position: int) -> Reply:
    kept = found[position - 1]
    report = _standing_report(tx, kept.report_id)
    if report is None:
        raise Expired
    audit.add(tx, "picture_seen", turn.now, user_id=turn.user.id, unit_id=report.unit.id, subject_id=kept.id)
    ids = [one.id for one in found]
    others = [
        Choice(
            label=words.other_picture(number),
            action=Action.PICTURE_SHOW,
            arguments={"files": ids, "position": number},
        )
        for number in range(1, len(found) + 1)
        if number != position
    ]
    remove = Choice(label=words.REMOVE, action=Action.PICTURE_REMOVE, arguments={"file": kept.id})
    return Reply(
        text=words.shown(", ".join(report.names) or report.unit.name, report.told, position, len(found)),
        choices=(*others[-_MOST_SHOWN:], remove),
        attachment=Attachment(
            kind=AttachmentKind.KEPT,
            name=words.download_name(position, kept.kind.value),
            figures={"file": kept.id},
        ),
    )


def _attach(tx: Tx, turn: Turn, kept: Kept, report: Reported | None) -> Reply:
    if report is None:
        raise Expired
    require(turn.user, Permission.REPORT, report.unit)
    if not files.attach(tx, kept.id, report.id, turn.now):
        return Reply(text=words.already_attached())
    audit.add(tx, "picture", turn.now, user_id=turn.user.id, unit_id=report.unit.id, subject_id=report.id)
    remove = Choice(label=words.REMOVE, action=Action.PICTURE_REMOVE, arguments={"file": kept.id})
    return Reply(
        text=words.attached(report.told, report.names[0] if report.names else None), choices=(remove,)
    )


def _held(tx: Tx, turn: Turn) -> list[Kept]:
    """The user's pictures that wait for a report, oldest first."""
    waiting = files.loose(tx, turn.user.id, turn.now - files.HELD)
    return [kept for kept in waiting if not kept.kind.is_list]


def _attach_choice(file_id: int, report_id: int) -> Choice:
    return Choice(
        label=words.ATTACH, action=Action.PICTURE_ATTACH, arguments={"file": file_id, "report": report_id}
    )


def _report_meant(tx: Tx, turn: Turn) -> Reported | None:
    """The report whose receipt the picture answers, else the user's last one if it is recent."""
    if turn.message.reply_to and (answered := _answered(tx, turn, turn.message.reply_to)):
        return answered
    standing = last_report.standing(tx, turn)
    if not standing or standing[0].recorded_at < turn.now - _RECENT:
        return None
    return _reported(tx, standing)


def _report_about(tx: Tx, turn: Turn, name: str) -> Reported | None:
    """The last report of the one person of that name whom the user may report on."""
    scopes = [(unit.left, unit.right) for unit in turn.user.units_for(Permission.REPORT)]
    named = people.find_by_name(tx, name, scopes)
    if len(named) != 1:
        return None
    told = dict.fromkeys(event.report_id for event in reversed(events.of_person(tx, named[0].id)))
    return next(filter(None, (_standing_report(tx, report_id) for report_id in told)), None)


def _answered(tx: Tx, turn: Turn, platform_message_id: str) -> Reported | None:
    menu_id = outbox.menu_of(tx, turn.address, platform_message_id)
    menu = menus.by_id(tx, menu_id) if menu_id else None
    if menu is None or menu.user_id != turn.user.id:
        return None
    report_id = next((c.arguments["report"] for c in menu.choices if "report" in c.arguments), None)
    return _standing_report(tx, report_id)


def _standing_report(tx: Tx, report_id: int | None) -> Reported | None:
    return _reported(tx, last_report.standing_of(tx, report_id)) if report_id is not None else None


def _reported(tx: Tx, standing: Sequence[Event]) -> Reported | None:
    told = [event for event in standing if event.kind in ATTACHABLE]
    if not told:
        return None
    names = _names(tx, told)
    first = told[0]
    stage = Stage(first.data["stage"]) if "stage" in first.data else None
    return Reported(
        id=first.report_id,
        unit=units.get(tx, first.unit_id),
        names=names,
        told=words.what_report(names, stage, first.happened_on),
    )


def _names(tx: Tx, told: Iterable[Event]) -> tuple[str, ...]:
    ids = dict.fromkeys(event.person_id for event in told if event.person_id is not None)
    return tuple(person.name for person in people.load(tx, ids).values())


def _own_units(user: User) -> list[Unit]:
    return list(
        {a.unit.id: a.unit for a in user.assignments if a.allows(Permission.READ_PEOPLE, a.unit)}.values()
    )


def _may_see(tx: Tx, user: User, kept: Kept) -> bool:
    report = _standing_report(tx, kept.report_id)
    if report is None:
        return False
    try:
        _require_own(user, report.unit)
    except DomainError:
        return False
    return True


def _require_own(user: User, unit: Unit) -> None:
    """Pictures stay in the unit itself: whoever stands above reads the report, not its paper."""
    require(user, Permission.READ_PEOPLE, unit)
    if not user.belongs_to(unit):
        raise NotAllowed
