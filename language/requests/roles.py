"""Requests about who holds which role, said in set words: invite, hand over, withdraw, who is not reached.

Read before the whole message is: each begins with words that start nothing else.
"""

from dataclasses import dataclass

from domain.users import Role
from language.words.phrases import Told, phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteRequest:
    """ "mời đ/c Lò Văn Minh làm bí thư bản Hỏm". What was not said is None; the unit is as typed."""

    role: Role
    unit: str | None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteMissingRequest:
    """ "tạo mã mời cho các chi bộ chưa có bí thư"."""

    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverRequest:
    """ "bàn giao chi bộ bản Hỏm cho đ/c X"."""

    unit: str | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeRequest:
    """ "thu quyền đ/c X"."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedRequest:
    """ "ai đang chặn", "ai không nhận được nhắc"."""

    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """ "tôi là Lò Văn Minh, bí thư chi bộ bản Hỏm, xã Mường Lạn": what somebody unknown says of himself."""

    name: str | None
    role: Role
    unit: str


RoleRequest = InviteRequest | InviteMissingRequest | HandoverRequest | RevokeRequest | UnreachedRequest


def read_role_request(text: str) -> RoleRequest | None:
    """The request that a message is, or None where it is none of them."""
    if told := phrase("invite_missing").whole(text):
        return InviteMissingRequest(unit=told.unit())
    if told := phrase("invite").whole(text):
        return InviteRequest(role=_role(told), unit=told.unit(), name=told["name"] or None)
    if told := phrase("hand_over").whole(text):
        return HandoverRequest(unit=told.unit(), name=told["name"])
    if told := phrase("revoke").whole(text):
        return RevokeRequest(name=told["name"])
    if told := phrase("unreached").whole(text):
        return UnreachedRequest(unit=told.unit())
    return None


def read_introduction(text: str) -> Introduction | None:
    """Who somebody unknown says they are, or None where the message does not say it."""
    told = phrase("introduction").whole(text)
    unit = told.unit() if told else None
    if told is None or unit is None or "?" in text or read_role_request(text):
        return None
    name = told["name"]
    # "cho em hỏi bí thư bản Hỏm": without "tôi là" only what is written like a name is one.
    if "self" not in told and not (name and all(word[0].isupper() for word in name.split())):
        return None
    return Introduction(name=name or None, role=_role(told), unit=unit)


def _role(told: Told) -> Role:
    return next(role for role in Role if role.value in told)
