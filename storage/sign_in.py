"""Codes by which a user comes in on the web or on another channel, and sessions of the web chat.

Only fingerprints of both are kept.
"""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from domain.messages import ChannelName
from storage.codes import as_typed, new_code
from storage.database import Tx
from storage.schema import identity, web_code, web_session
from storage.types import Instant

CODE_LIFETIME = timedelta(days=1)
SESSION_LIFETIME = timedelta(days=90)

_CODE_LENGTH = 12

_ADD_CODE = sa.insert(web_code)
_SPEND_CODE = (
    sa.delete(web_code)
    .where(
        web_code.c.code_hash == sa.bindparam("hash"),
        web_code.c.expires_at > sa.bindparam("now", type_=Instant),
    )
    .returning(web_code.c.user_id)
)
_ACCOUNT_OF_USER = (
    sa.select(identity.c.external_id)
    .where(identity.c.channel == ChannelName.WEB.value, identity.c.user_id == sa.bindparam("user"))
    .order_by(identity.c.linked_at)
    .limit(1)
)
_LINK = sa.insert(identity)
_ADD_SESSION = sa.insert(web_session)
_OPEN_SESSION = sa.select(web_session.c.account).where(
    web_session.c.token_hash == sa.bindparam("hash"),
    web_session.c.expires_at > sa.bindparam("now", type_=Instant),
)
_END_SESSION = sa.delete(web_session).where(web_session.c.token_hash == sa.bindparam("hash"))
_END_ALL = sa.delete(web_session).where(web_session.c.account == sa.bindparam("of"))
_ACCOUNTS_OF = sa.select(identity.c.external_id).where(
    identity.c.channel == ChannelName.WEB.value, identity.c.user_id == sa.bindparam("user")
)
_SHUT_OUT = [
    sa.delete(web_code).where(web_code.c.user_id == sa.bindparam("user")),
    sa.delete(web_session).where(web_session.c.account.in_(_ACCOUNTS_OF)),
]
_FORGET = [
    sa.delete(table).where(table.c.expires_at <= sa.bindparam("now", type_=Instant))
    for table in (web_code, web_session)
]


def create_code(tx: Tx, user_id: int, now: datetime) -> str:
    """A new code to come in as this user, once; it is shown once and never stored."""
    code = new_code(_CODE_LENGTH)
    expires_at = now + CODE_LIFETIME
    tx.execute(_ADD_CODE, {"code_hash": _code_digest(tx, code), "user_id": user_id, "expires_at": expires_at})
    return code


def spend_code(tx: Tx, code: str, now: datetime) -> int | None:
    """Whose code it is; None for a wrong one. At most one caller ever gets it."""
    user_id: int | None = tx.execute(_SPEND_CODE, {"hash": _code_digest(tx, code), "now": now}).scalar()
    return user_id


def open_account(tx: Tx, code: str, now: datetime) -> str | None:
    """The web account that the code opens, linked to its user now if it was not; None for a wrong code."""
    user_id = spend_code(tx, code, now)
    if user_id is None:
        return None
    known: str | None = tx.execute(_ACCOUNT_OF_USER, {"user": user_id}).scalar()
    if known is not None:
        return known
    account = new_account()
    tx.execute(
        _LINK,
        {
            "channel": ChannelName.WEB.value,
            "external_id": account,
            "user_id": user_id,
            "chat_id": account,
            "linked_at": now,
        },
    )
    return account


def new_account() -> str:
    """A web account that belongs to nobody yet."""
    return secrets.token_hex(8)


def start_session(tx: Tx, account: str, now: datetime) -> str:
    """A new session; its token is shown once and never stored."""
    token = secrets.token_urlsafe(32)
    expires_at = now + SESSION_LIFETIME
    tx.execute(
        _ADD_SESSION, {"token_hash": _token_digest(tx, token), "account": account, "expires_at": expires_at}
    )
    return token


def account_of(tx: Tx, token: str, now: datetime) -> str | None:
    """The web account of an open session."""
    account: str | None = tx.execute(_OPEN_SESSION, {"hash": _token_digest(tx, token), "now": now}).scalar()
    return account


def end_session(tx: Tx, token: str) -> None:
    """Sign out here."""
    tx.execute(_END_SESSION, {"hash": _token_digest(tx, token)})


def end_all_sessions(tx: Tx, account: str) -> None:
    """Sign out everywhere."""
    tx.execute(_END_ALL, {"of": account})


def shut_out(tx: Tx, user_id: int) -> None:
    """End every session of the user on the web, and the codes they could come in with."""
    for statement in _SHUT_OUT:
        tx.execute(statement, {"user": user_id})


def forget(tx: Tx, now: datetime) -> None:
    """Delete the codes and sessions that have expired."""
    for statement in _FORGET:
        tx.execute(statement, {"now": now})


def _code_digest(tx: Tx, code: str) -> bytes:
    return tx.keys.digest("web_code|" + as_typed(code))


def _token_digest(tx: Tx, token: str) -> bytes:
    return tx.keys.digest("web_session|" + token)
