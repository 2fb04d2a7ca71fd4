"""Requests about who holds which role, said in set words: invite, hand over, withdraw, who is not reached.

Read before the whole message is: each begins with words that start nothing else.
"""

import re
from dataclasses import dataclass

from domain.text import fold
from domain.users import Role
from language.folding import Folded


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

_SECRETARY = r"(?:pho )?bi thu|chi uy vien|(?:pho )?bt"
_OFFICER = r"can bo|chuyen vien|(?:pho )?truong ban|can su"
_ADMIN = r"quan tri(?: vien)?|admin"
_ROLE = rf"(?:(?P<secretary>{_SECRETARY})|(?P<officer>{_OFFICER})|(?P<admin>{_ADMIN}))"
_PERSON = r"(?:d/c|dc|dong chi|anh|chi(?! bo)|ong|ba|em)"
_PLEASE = r"(?:(?:xin|hay|cho|giup|em|toi|minh|anh|nho) )*"
_CODE = r"(?:(?:tao|gui|cap|lam|in|lay|xin) )?(?:(?:ma|giay|to|loi|link|duong dan|qr) )+(?:moi|vao)(?: cho)?"

_INVITE_MISSING = re.compile(
    rf"{_PLEASE}(?:{_CODE}|moi)(?: bi thu)?(?: cua)?(?: (?:cac|nhung|tat ca|tat ca cac|moi))? "
    r"(?:chi bo|don vi)(?: nao)?(?: con)?(?: (?:o|cua|thuoc)(?P<unit>(?: \S+)+?))?"
    r" (?:chua co|con thieu|thieu|con trong|trong|khong co)(?: bi thu| nguoi)?"
)
_INVITE = re.compile(
    rf"{_PLEASE}(?:{_CODE}|(?P<bare>moi))(?: {_PERSON}(?P<name>(?: \S+)+?),? (?:lam|giu|la|vao))?"
    rf"(?: lam)? {_ROLE}(?P<unit>(?: \S+)*?)"
)
_HAND_OVER = re.compile(
    rf"{_PLEASE}ban giao(?: (?:lai|nhiem vu|cong viec|viec|phu trach|bi thu))*(?P<unit>(?: \S+)*?)"
    rf" (?:cho|sang|lai cho)(?: {_PERSON})?(?P<name>(?: \S+)+)"
)
_REVOKE = re.compile(
    rf"{_PLEASE}(?:thu hoi|thu|go|cat|rut|tuoc) (?:lai )?(?:het )?quyen(?: (?:cua|su dung|truy cap|bi thu))*"
    rf"(?: {_PERSON})?(?P<name>(?: \S+)+)"
)
_UNREACHED = re.compile(
    r"(?:(?:nhung )?(?:ai|dong chi nao|bi thu nao|nguoi nao)|danh sach(?: nhung)?(?: nguoi)?)(?: ma)?"
    r"(?P<unit>(?: (?:o|thuoc|trong) \S+(?: \S+)*?)?)(?: (?:dang|da|con|hien|bi))*"
    r" (?:chan(?: (?:bot|tro ly|tin|zalo|telegram))?"
    r"|(?:khong|ko|chua) (?:nhan(?: duoc)?|lien lac(?: duoc)?|nhac duoc|gui duoc)"
    r"(?: (?:loi |tin )?nhac(?: viec| nho)?| tin(?: nhan)?)?)"
)
_NAME_ITSELF = r"[^\W\d]+(?:'[^\W\d]+)?(?: [^\W\d]+(?:'[^\W\d]+)?){0,5}"
_INTRODUCTION = re.compile(
    r"(?:(?:xin )?(?:kinh )?(?:chao|da|thua|alo|thoi|nham|sua lai|khong phai)"
    r"(?: (?:ban|anh|chi|em|tro ly|cac dong chi|a|bot))*[,.! ]+)?"
    r"(?P<self>(?:toi|em|minh|chau|tui)(?: (?:la|ten(?: la)?))?|ten(?: (?:toi|em|minh))?(?: la)?)?[:,]? ?"
    rf"(?:{_PERSON} )?(?P<name>{_NAME_ITSELF}?)?[,.:;-]* ?"
    r"(?:(?:hien |dang |hien dang )?(?:la|lam|giu) )?(?:chuc vu )?"
    rf"{_ROLE}[,:]?(?P<unit>(?: \S+)+)"
)
_LONGEST = 200  # a request is a sentence
_CLOSING = re.compile(r"(?: (?:nhe|nha|a|voi|di|giup|giup (?:em|toi)|cho (?:em|toi)))+$")
_UNIT_NAMED = re.compile(r"\b(?:cua|tai|o|thuoc|cho)\b")
_OWN = re.compile(r"(?:chi bo|don vi|xa|dang bo)?(?: (?:minh|toi|em|nay|chung toi))*|nhiem vu|cong viec")


def read_role_request(text: str) -> RoleRequest | None:
    """The request that a message is, or None where it is none of them."""
    if len(text) > _LONGEST:
        return None
    typed = _Typed(text)
    if found := _INVITE_MISSING.fullmatch(typed.line):
        return InviteMissingRequest(unit=typed.unit(found))
    if (found := _INVITE.fullmatch(typed.line)) and typed.says_invite(found):
        return InviteRequest(role=_role(found), unit=typed.unit(found), name=typed.name(found))
    if (found := _HAND_OVER.fullmatch(typed.line)) and (name := typed.name(found)):
        return HandoverRequest(unit=typed.unit(found), name=name)
    if (found := _REVOKE.fullmatch(typed.line)) and (name := typed.name(found)):
        return RevokeRequest(name=name)
    if found := _UNREACHED.fullmatch(typed.line):
        return UnreachedRequest(unit=typed.unit(found))
    return None


def read_introduction(text: str) -> Introduction | None:
    """Who somebody unknown says they are, or None where the message does not say it."""
    typed = _Typed(text[: _LONGEST + 1])
    found = _INTRODUCTION.fullmatch(typed.line) if len(text) <= _LONGEST else None
    unit = typed.unit(found) if found else None
    if found is None or unit is None or found["admin"] or "?" in text or read_role_request(text):
        return None
    name = typed.name(found)
    # "cho em hỏi bí thư bản Hỏm": without "tôi là" only what is written like a name is one.
    if found["self"] is None and not (name and all(word[0].isupper() for word in name.split())):
        return None
    return Introduction(name=name, role=_role(found), unit=unit)


def _role(found: re.Match[str]) -> Role:
    if found["secretary"]:
        return Role.SECRETARY
    return Role.OFFICER if found["officer"] else Role.ADMIN


class _Typed:
    """A message beside its folded line, so that what is found there can be quoted as it was typed."""

    def __init__(self, text: str) -> None:
        self._folded = Folded(text)
        self.line = _CLOSING.sub("", self._folded.folded.rstrip(" .?!"))

    def unit(self, found: re.Match[str]) -> str | None:
        """The unit, without the words that lead to it; None where the speaker's own is meant."""
        words = self._told(found, "unit").split()
        while words and _UNIT_NAMED.fullmatch(fold(words[0])):
            words = words[1:]
        told = " ".join(words)
        return None if _OWN.fullmatch(fold(told)) else told

    def name(self, found: re.Match[str]) -> str | None:
        """The name, where one was told."""
        return self._told(found, "name") or None

    def says_invite(self, found: re.Match[str]) -> bool:
        """Without its diacritics "mời" reads like mới, mỗi and mọi: with others it is none."""
        return found["bare"] is None or self._told(found, "bare").lower() in ("mời", "moi")

    def _told(self, found: re.Match[str], group: str) -> str:
        return "" if not found[group] else self._folded.between(*found.span(group)).strip(" ,.;:?!")
