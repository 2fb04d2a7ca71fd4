"""What the commands of the console script do; bot/__main__.py only reads their options."""

import asyncio
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import demo
from bot.assistant import Assistant, opened, real_now, rule_book
from bot.console import Console
from bot.demo import NotEmpty
from bot.settings import Settings
from domain.errors import DomainError, NotAllowed, UnknownPerson, UnknownUnit
from domain.localtime import local_date
from domain.messages import ChannelName
from domain.periods import Period
from domain.rules import RuleBook
from domain.rules_file import RuleProblem
from domain.users import User
from handlers.asking import exports, named_units, questions, supposing
from handlers.organising import changes_ahead, reorganising
from handlers.recording import Origin
from handlers.reminding import explaining, replanning
from language.annotation import to_annotation
from language.requests.reorganising import ReorganiseRequest, read_reorganisation
from language.requests.suppositions import read_supposition
from language.understanding import understand
from rendering.records import no_answer_record
from rendering.wording import refusals, unclear
from rendering.wording import rules as rules_wording
from rendering.wording import sheets as sheets_wording
from rendering.wording.reminders import preview_line, preview_record
from rendering.workbook import workbook
from scheduler import reminding
from storage import audit, facts, keys, migrations, units, users
from storage import backup as backups
from storage.ids import new_id
from storage.keys import KeyFault, KeyProblem
from storage.migrations import DatabaseTooNew, DatabaseTooOld
from storage.sqlite import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseInUse,
    DatabaseOutOfOrder,
    DatabaseProblem,
)


class Unusable(Exception):
    """A command's argument that does not fit; the text is the operator's line."""


FORESEEN = (DatabaseProblem, KeyProblem, NotEmpty, RuleProblem, Unusable, OSError)


_KEY_FAULT = {
    KeyFault.MISSING: "không thấy khóa của cơ sở dữ liệu này; hãy đặt lại đúng tệp khóa (CHIBO_KEY_FILE)",
    KeyFault.UNREADABLE: "không đọc được tệp khóa",
    KeyFault.OPEN_TO_OTHERS: "người khác trên máy đọc được tệp khóa; hãy chạy: chmod 600",
    KeyFault.NOT_A_KEY: "tệp này không phải tệp khóa",
    KeyFault.OTHER_KEY: "cơ sở dữ liệu được khóa bằng khóa khác",
}


def in_words(error: Exception) -> str:
    """The operator's line for a foreseen failure."""
    match error:
        case DatabaseTooNew():
            return "Cơ sở dữ liệu do phiên bản mới hơn tạo ra; hãy nâng cấp chương trình."
        case DatabaseTooOld():
            return "Cơ sở dữ liệu còn ở phiên bản cũ; hãy dừng trợ lý rồi chạy: chibo migrate"
        case DatabaseInUse():
            return "Cơ sở dữ liệu đang được một tiến trình chibo khác dùng; hãy dừng tiến trình đó trước."
        case DatabaseBusy():
            return "Cơ sở dữ liệu đang bận; hãy thử lại sau ít phút."
        case DatabaseDamaged():
            return f"Tệp không phải cơ sở dữ liệu của chibo hoặc đã hỏng ({error})."
        case DatabaseOutOfOrder():
            return f"Đĩa đầy, chỉ đọc hoặc hỏng, chưa ghi được gì ({error})."
        case NotEmpty():
            return "Cơ sở dữ liệu đã có dữ liệu khác nên không nạp tổ chức mẫu."
        case RuleProblem():
            return rules_wording.rule_problem(error)
        case KeyProblem():
            return f"Không dùng được khóa: {_KEY_FAULT[error.fault]} ({error.where})."
        case OSError():
            return f"Không dùng được tệp hoặc thư mục {error.filename}: {error.strerror}."
    return str(error)


async def chat(
    settings: Settings, account: str, now: datetime | None, say: Any, lines: Iterable[str]
) -> None:
    """A conversation as one account; typed when there is a keyboard, else line by line."""
    async with opened(settings, now=now) as assistant:
        user = await _user(assistant, account)
        await _audited(assistant, "chat_as", user)
        await changes_ahead.carry_out_due(assistant.store, assistant.context())
        console = Console(assistant, account, say)
        if getattr(lines, "isatty", lambda: False)():
            await console.converse()
        else:
            await console.say_all(lines)


async def ask(settings: Settings, account: str, question: str, now: datetime | None) -> dict[str, Any]:
    """The answer to one question as a record; nothing is written but who asked, and of whom."""
    async with opened(settings, now=now) as assistant:
        user = await _user(assistant, account)
        await _audited(assistant, "ask_as", user)
        if user is None:
            raise Unusable(f"Không có tài khoản “{account}”.")
        context = assistant.context()
        try:
            if supposition := read_supposition(question, context.today):
                return await assistant.store.read(supposing.record, context, user, supposition)
        except DomainError as error:
            return no_answer_record("supposition", refusals.refusal(error, context.now))
        reading = understand(question, context.today)
        if not reading.intent.is_question:
            try:
                of_units = await assistant.store.read(
                    named_units.reading_of, user, reading, question, context.today
                )
            except DomainError as error:
                return no_answer_record(reading.intent, refusals.refusal(error, context.now))
            reading = of_units or reading
        if not reading.intent.is_question:
            told = unclear.not_understood(question, None, reports=False, suggests=False)
            return no_answer_record(reading.intent, told)
        try:
            found = await assistant.store.read(questions.record, context, user, reading, question)
        except DomainError as error:
            return no_answer_record(reading.intent, refusals.refusal(error, context.now))
        if found["people"]:
            await assistant.store.write(audit.looked, context.now, user.id, found["people"])
        return found


async def export(
    settings: Settings, file: Path, account: str, reason: str, period: str | None, now: datetime | None
) -> str:
    """Totals and named list of an account's unit as a workbook; who, where and why is on record first."""
    if file.suffix.lower() != ".xlsx":
        raise Unusable("Tên tệp phải kết thúc bằng .xlsx.")
    if not reason.strip():
        raise Unusable("Cần --reason: lý do xuất danh sách.")
    async with opened(settings, now=now) as assistant:
        user = await _user(assistant, account)
        if user is None:
            raise Unusable(f"Không có tài khoản “{account}”.")
        context = assistant.context()
        span = _period(period, context.today)
        try:
            unit = exports.unit_of(user)
            await assistant.store.write(exports.allow_named, user, unit, reason, context.now)
            sheets, left_out = await assistant.store.read(exports.sheets_for, context, user, span, reason)
        except DomainError as error:
            raise Unusable(refusals.refusal(error, context.now)) from None
    content = await asyncio.to_thread(workbook, sheets)
    await asyncio.to_thread(keep, file, content)
    missing = f" {sheets_wording.missing(left_out)}" if left_out else ""
    return f"Đã xuất ra {file}. Tệp có thông tin cá nhân, chỉ dùng cho việc đã nêu.{missing}"


def _period(text: str | None, today: date) -> Period | None:
    if text is None:
        return None
    found = understand(f"{text} kết nạp được bao nhiêu", today).period
    if found is None:
        raise Unusable(f"Không rõ kỳ “{text}”; ví dụ: 9 tháng đầu năm, quý I/2025, năm 2025.")
    return found.value


def keep(file: Path, content: bytes) -> None:
    """Write a file that only its owner reads."""
    try:
        file.touch(mode=0o600)
        file.write_bytes(content)
    except OSError:
        raise Unusable(f"Không ghi được tệp {file}.") from None


async def reorganise(
    settings: Settings, account: str, order: str, now: datetime | None, *, is_sure: bool
) -> list[str]:
    """Units merged, split or renamed: what would change and, when the operator is sure, the change itself."""
    async with opened(settings, now=now) as assistant:
        user = await _user(assistant, account)
        if user is None:
            raise Unusable(f"Không có tài khoản “{account}”.")
        context = assistant.context()
        request = read_reorganisation(order, context.today)
        if not isinstance(request, ReorganiseRequest):
            raise Unusable("Chưa hiểu. Ví dụ: từ 1/7 sáp nhập bản A và bản B thành bản AB")
        try:
            card = await assistant.store.read(reorganising.card_of, user, request, context.today)
            lines = [await assistant.store.read(reorganising.describe, card, context.today)]
            if not is_sure:
                return [*lines, "Chưa làm gì. Thêm --yes để thực hiện."]
            origin = Origin(report_id=new_id(), recorded_at=context.now, reported_by=user.id)
            return [*lines, await assistant.store.write(reorganising.decide, context, card, origin)]
        except DomainError as error:
            raise Unusable(refusals.refusal(error, context.now)) from None


def understand_line(line: str) -> str:
    """One annotated message: {id, sent_on, text} in, {id, intent, …} out."""
    try:
        told = json.loads(line)
        sent_on = date.fromisoformat(told["sent_on"])
        found = to_annotation(understand(told["text"], sent_on))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unusable("Mỗi dòng phải là JSON có id, sent_on (2025-10-15) và text.") from None
    return json.dumps({"id": told.get("id"), **found}, ensure_ascii=False)


async def preview_reminders(settings: Settings, first: date, last: date, *, as_json: bool) -> list[str]:
    """Everything that would be sent in these days, tried out on a copy in memory."""
    async with opened(settings) as assistant:
        today = local_date(assistant.clock())
        planned = await assistant.store.rehearse(
            reminding.preview,
            assistant.book,
            first,
            last,
            today=today,
            each_morning=lambda tx, now: changes_ahead.carry_out_all_due(tx, assistant.context_at(now)),
        )
        if as_json:
            return [json.dumps(preview_record(send), ensure_ascii=False) for send in planned]
        return [preview_line(send) for send in planned] or ["Không có gì phải nhắc trong khoảng này."]


async def explain_reminders(settings: Settings, about: str, now: datetime | None) -> str:
    """What the ledger says about a person or a unit."""
    async with opened(settings, now=now) as assistant:
        await _audited(assistant, "remind_explain", None)
        context = assistant.context()
        try:
            told = await assistant.store.read(explaining.explanation, context, about, [units.EVERYTHING])
        except (UnknownPerson, UnknownUnit, NotAllowed):
            raise Unusable(f"Không có người hay đơn vị nào tên “{about}”.") from None
        if told.tells_of:
            await assistant.store.write(audit.looked, context.now, None, told.tells_of)
        return told.text


async def check_rules(settings: Settings, file: Path) -> list[str]:
    """Whose open dates the operator's file would change; nothing is written but the audit row."""
    book = _book_of(file)
    async with opened(settings) as assistant:
        await _audited(assistant, "rules_check", None)
        page = await assistant.store.read(replanning.changes_under, book)
        changes = [*page.changes]
        while page.after is not None:
            page = await assistant.store.read(replanning.changes_under, book, page.after)
            changes += page.changes
    lines = [
        rules_wording.date_change(change.unit, change.person, date_change, book.rules)
        for change in changes
        for date_change in change.dates
    ]
    return [rules_wording.checked(book, len(lines)), *lines]


async def sweep_once(settings: Settings, now: datetime | None) -> str:
    """One real sweep. A time later than today is only for a demo: it would remind people ahead of time."""
    async with opened(settings, now=now) as assistant:
        is_demo = await assistant.store.read(facts.get, facts.DEMO) is not None
        if now and now > real_now() + timedelta(days=1) and not is_demo:
            raise Unusable("--now sau hôm nay chỉ dùng được với tổ chức mẫu.")
        await replanning.replan_if_changed(assistant.store, assistant.book, assistant.clock())
        await changes_ahead.carry_out_due(assistant.store, assistant.context())
        result = await reminding.sweep_all(
            assistant.store, assistant.book, assistant.clock(), assistant.monthly_limits
        )
        return f"Đã soát: {result.planned} việc cần nhắc, {result.messages} tin xếp hàng gửi."


async def load_demo(settings: Settings) -> list[str]:
    """Load the demo organisation; a second time changes nothing. Raises NotEmpty."""
    async with opened(settings) as assistant:
        await assistant.store.write(demo.load_demo, assistant.book, assistant.clock())
        return await assistant.store.read(demo.account_lines, assistant.clock())


def migrate(settings: Settings) -> str:
    """Bring the tables up to date, alone on the database."""
    settings.database_path.parent.mkdir(parents=True, exist_ok=True)
    before = migrations.current_revision(settings.database_path)
    migrations.migrate(settings.database_path)
    after = migrations.current_revision(settings.database_path)
    return (
        f"Cơ sở dữ liệu đã ở phiên bản {after}." if before == after else f"Đã nâng cấp: {before} → {after}."
    )


async def backup(settings: Settings, file: Path) -> str:
    """A verified copy in one file."""
    async with opened(settings) as assistant:
        await assistant.store.backup(file)
    return f"Đã sao lưu ra {file}. Tệp không chứa khóa; hãy giữ khóa {settings.key_path} ở nơi khác."


def restore(settings: Settings, file: Path) -> str:
    """Put a copy back, alone on the database."""
    if not file.exists():
        raise Unusable(f"Không có tệp {file}.")
    backups.restore(file, settings.database_path, keys.load(settings.key_path))
    return f"Đã khôi phục từ {file}."


def _book_of(file: Path) -> RuleBook:
    try:
        return rule_book(file)
    except OSError:
        raise Unusable(f"Không đọc được tệp {file}.") from None


async def _user(assistant: Assistant, account: str) -> User | None:
    return await assistant.store.read(users.by_identity, ChannelName.TERMINAL, account, assistant.clock())


async def user_of(assistant: Assistant, account: str) -> User:
    """The user of that account. Raises Unusable."""
    user = await _user(assistant, account)
    if user is None:
        raise Unusable(f"Không có tài khoản “{account}”.")
    return user


async def _audited(assistant: Assistant, action: str, user: User | None) -> None:
    """Whoever can run commands on the host is trusted; that they spoke as somebody is on record."""
    await assistant.store.write(audit.add, action, assistant.clock(), user_id=user.id if user else None)
