"""The console script `chibo`. One function a command; help for the operator in Vietnamese."""

import asyncio
import gc
import json
import logging
import secrets
import sys
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot import logs
from bot.settings import Settings, SettingsProblem, read_settings
from domain.localtime import VIET_NAM

T = TypeVar("T")

_YOUNG = 20_000  # objects made before garbage is looked for; with 700 the start takes a tenth longer

log = logging.getLogger(__name__)

app = typer.Typer(
    help="Trợ lý chi bộ: nhận báo cáo qua tin nhắn, nhắc hạn, trả lời số liệu.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

rules_app = typer.Typer(help="Quy tắc và lịch nghỉ của đơn vị.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(rules_app, name="rules")


def _moment(text: str) -> datetime:
    """An ISO date or time, local where it names no zone. Raises typer.BadParameter."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("phải là ngày giờ dạng 2025-10-15T09:00") from None
    return at if at.tzinfo else at.replace(tzinfo=VIET_NAM)


def _day(text: str) -> date:
    """An ISO date. Raises typer.BadParameter."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("phải là ngày dạng 2025-10-15") from None


As = Annotated[str, typer.Option("--as", help="Tài khoản, ví dụ hom hoặc chiengbom.")]
Now = Annotated[
    datetime | None, typer.Option("--now", parser=_moment, help="Coi như bây giờ là lúc này (ISO).")
]
AsJson = Annotated[bool, typer.Option("--json", help="In ra JSON.")]


@app.command()
def run(now: Now = None) -> None:
    """Chạy trợ lý với các kênh đã cấu hình. Chưa có kênh nào thì trò chuyện ngay tại đây."""
    from bot.app import serve

    _run(serve(_settings(), _say, now))


@app.command()
def chat(account: As, now: Now = None) -> None:
    """Trò chuyện trong cửa sổ lệnh; /file TỆP gửi tệp. Qua ống dẫn mỗi dòng một tin, hoặc từ --- đến ---."""
    from bot.commands import chat

    _run(chat(_settings(), account, now, _say, sys.stdin))


@app.command()
def ask(question: str, account: As, now: Now = None, as_json: AsJson = False) -> None:
    """Hỏi một câu; chỉ đọc, không ghi gì ngoài nhật ký truy cập."""
    from bot.commands import ask

    record = _run(ask(_settings(), account, question, now))
    _say(json.dumps(record, ensure_ascii=False) if as_json else record["text"])


@app.command()
def export(
    file: Path,
    account: As,
    reason: Annotated[str, typer.Option("--reason", help="Lý do, ghi vào nhật ký.")],
    period: Annotated[
        str | None, typer.Option("--period", help="Kỳ, ví dụ: 9 tháng đầu năm. Bỏ trống: từ đầu năm.")
    ] = None,
    now: Now = None,
) -> None:
    """Xuất tổng hợp và danh sách có họ tên ra một tệp Excel."""
    from bot.commands import export

    _say(_run(export(_settings(), file, account, reason, period, now)))


@app.command(name="import")
def import_list(
    account: Annotated[
        str | None,
        typer.Option("--as", help="Tài khoản; danh sách đơn vị và chỉ tiêu thì không cần."),
    ] = None,
    file: Annotated[Path | None, typer.Argument(help="Tệp .xlsx hoặc .csv.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ghi luôn; bỏ trống: chỉ xem trước.")] = False,
    undo: Annotated[int | None, typer.Option("--undo", help="Bỏ cả một lần nhập, theo số.")] = None,
    now: Now = None,
) -> None:
    """Nhập danh sách đảng viên, hoặc đơn vị và chỉ tiêu, từ một tệp. Xem trước, rồi ghi tất cả."""
    from bot.import_commands import import_list, undo_import

    if undo is not None:
        _run(undo_import(_settings(), account, undo, now, _say))
    elif file is None:
        raise _Refused("Cần tên tệp, hoặc --undo SỐ.")
    else:
        _run(import_list(_settings(), file, account, now, _say, is_sure=yes))


@app.command()
def reorganise(
    order: Annotated[str, typer.Argument(help="Ví dụ: từ 1/7 sáp nhập bản A và bản B thành bản AB.")],
    account: As,
    yes: Annotated[bool, typer.Option("--yes", help="Làm luôn; bỏ trống: chỉ xem trước.")] = False,
    now: Now = None,
) -> None:
    """Sáp nhập, chia tách, đổi tên, chuyển đơn vị. Xem trước, rồi làm tất cả trong một lần."""
    from bot.commands import reorganise

    for line in _run(reorganise(_settings(), account, order, now, is_sure=yes)):
        _say(line)


@app.command()
def reconcile(
    file: Annotated[Path, typer.Argument(help="Tệp .xlsx hoặc .csv.")],
    account: As,
    out: Annotated[Path | None, typer.Option("--out", help="Ghi bảng đối chiếu ra tệp .xlsx này.")] = None,
    now: Now = None,
) -> None:
    """Đối chiếu một danh sách với sổ của đơn vị. Ai chỉ có ở một bên, mục nào khác; không ghi gì."""
    from bot.import_commands import reconcile

    _run(reconcile(_settings(), file, account, out, now, _say))


@app.command()
def understand() -> None:
    """Đọc hiểu từng dòng JSON {id, sent_on, text} từ đầu vào. In ra {id, intent, …}."""
    from bot.commands import understand_line

    for line in sys.stdin:
        if line.strip():
            _say(_guarded(partial(understand_line, line)))


@app.command()
def remind(
    first: Annotated[date | None, typer.Option("--from", parser=_day, help="Từ ngày.")] = None,
    last: Annotated[date | None, typer.Option("--to", parser=_day, help="Đến hết ngày.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem, không gửi.")] = False,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="NGƯỜI|ĐƠN VỊ", help="Vì sao đã nhắc hoặc không nhắc.")
    ] = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Nhắc ngay, xem trước (--dry-run) hoặc xem vì sao (--explain)."""
    from bot.commands import explain_reminders, preview_reminders, sweep_once

    if explain:
        _say(_run(explain_reminders(_settings(), explain, now)))
    elif dry_run:
        if first is None or last is None or last < first:
            raise _Refused("Cần --from NGÀY và --to NGÀY, ngày đầu không sau ngày cuối.")
        for line in _run(preview_reminders(_settings(), first, last, as_json=as_json)):
            _say(line)
    elif first or last:
        raise _Refused("--from và --to đi với --dry-run.")
    else:
        _say(_run(sweep_once(_settings(), now)))


@rules_app.command(name="check")
def check_rules(file: Path) -> None:
    """Đọc thử một tệp quy tắc: báo lỗi theo dòng, hoặc hạn của ai sẽ đổi. Không ghi gì."""
    from bot.commands import check_rules

    for line in _run(check_rules(_settings(), file)):
        _say(line)


@app.command()
def invite(
    role: Annotated[str, typer.Option("--role", help="secretary, officer hoặc admin.")],
    unit: Annotated[str, typer.Option("--unit", help="Tên đơn vị, ví dụ: bản Hỏm.")],
    missing: Annotated[
        bool, typer.Option("--missing", help="Cho mọi chi bộ của đơn vị chưa có bí thư dùng trợ lý.")
    ] = False,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help="Ghi tờ mời có mã QR để in: tệp .png hoặc .pdf.")
    ] = None,
) -> None:
    """Tạo mã mời dùng một lần, kèm tờ mời để in."""
    from bot.accounts import invite

    for line in _run(invite(_settings(), role, unit, sheet, missing=missing)):
        _say(line)


@app.command()
def users(
    blocked: Annotated[bool, typer.Option("--blocked", help="Chỉ những người đang chặn trợ lý.")] = False,
) -> None:
    """Những người dùng trợ lý và ai chờ duyệt. Vai trò, kênh, lần nhắn cuối, ai đang chặn."""
    from bot.accounts import listed

    for line in _run(listed(_settings(), only_blocked=blocked)):
        _say(line)


@app.command()
def revoke(
    who: Annotated[str, typer.Argument(metavar="NGƯỜI", help="Họ tên, hoặc số trong chibo users.")],
    unit: Annotated[
        str | None, typer.Option("--unit", help="Chỉ trong đơn vị này. Bỏ trống: mọi vai trò.")
    ] = None,
) -> None:
    """Thu quyền của một người. Có hiệu lực ngay từ tin nhắn tiếp theo."""
    from bot.accounts import revoke

    _say(_run(revoke(_settings(), who, unit)))


@app.command(name="demo")
def load_demo() -> None:
    """Nạp tổ chức mẫu vào cơ sở dữ liệu trống. Chạy lại không đổi gì."""
    from bot.commands import load_demo

    for line in _run(load_demo(_settings())):
        _say(line)


@app.command()
def migrate() -> None:
    """Nâng cơ sở dữ liệu lên phiên bản của chương trình."""
    from bot.commands import migrate

    _say(_guarded(lambda: migrate(_settings())))


@app.command()
def check(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Tính lại mọi số liệu từ các sự kiện.")] = False,
) -> None:
    """Kiểm tra cấu hình và cơ sở dữ liệu. --rebuild: so mọi số liệu với các sự kiện."""
    from bot.checking import check

    is_good, lines = _run(check(_settings(), rebuild=rebuild))
    for line in lines:
        _say(line)
    if not is_good:
        raise typer.Exit(1)


@app.command()
def backup(file: Path) -> None:
    """Sao lưu ra một tệp, đã được mở kiểm tra."""
    from bot.commands import backup

    _say(_run(backup(_settings(), file)))


@app.command()
def restore(file: Path) -> None:
    """Đưa một bản sao lưu trở lại làm cơ sở dữ liệu."""
    from bot.commands import restore

    _say(_guarded(lambda: restore(_settings(), file)))


class _Refused(Exception):
    """A command that cannot be carried out; the text is one line for the operator."""


def main() -> None:
    """The entry point: every foreseen failure is one line and exit code 2."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # replaced only in tests
    gc.disable()  # what is loaded stays: looking through it for garbage is a fifth of the start
    logs.set_up()
    try:
        app()
    except (SettingsProblem, _Refused) as problem:
        print(problem, file=sys.stderr)  # noqa: T201 - the operator's line
        sys.exit(2)
    except Exception as error:  # the operator gets a code, the log what happened
        code = secrets.token_hex(3)
        log.error("command failed, code %s", code, exc_info=error)
        print(f"Có lỗi không lường trước, mã {code}; nhật ký ở trên ghi rõ chỗ lỗi.", file=sys.stderr)  # noqa: T201 - as above
        sys.exit(1)
    finally:
        gc.enable()


def spare_what_is_loaded() -> None:
    """From now on look for garbage only among what is made, and not often."""
    gc.freeze()
    gc.set_threshold(_YOUNG)
    gc.enable()


def _settings() -> Settings:
    settings = read_settings()
    logs.set_up(settings.secrets, as_json=settings.log_format == "json")
    return settings


def _run(work: Coroutine[Any, Any, T]) -> T:
    return _guarded(lambda: asyncio.run(work))


def _guarded(work: Callable[[], T]) -> T:
    """Run it; a foreseen failure becomes the operator's line."""
    from bot.commands import FORESEEN, in_words

    spare_what_is_loaded()
    try:
        return work()
    except FORESEEN as error:
        raise _Refused(in_words(error)) from None


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the command's answer


if __name__ == "__main__":
    main()
