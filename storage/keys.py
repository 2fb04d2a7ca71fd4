"""The key that opens sealed columns and makes names searchable, in a file of its own, never in a backup.

A sealed value is `version (1 byte) | nonce (12) | AES-256-GCM ciphertext and tag`, bound to its place: moved
to another row, column or table it no longer opens.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
_DIGEST_BYTES = 16


class KeyFault(StrEnum):
    """What is wrong with a key."""

    MISSING = "missing"  # the database is there, its key is not
    UNREADABLE = "unreadable"
    OPEN_TO_OTHERS = "open_to_others"  # anybody on the machine may read it
    NOT_A_KEY = "not_a_key"
    OTHER_KEY = "other_key"  # what it should open was sealed with another one


class KeyProblem(Exception):
    """The key file cannot be used, or it is not the one this database was sealed with."""

    def __init__(self, fault: KeyFault, where: object) -> None:
        super().__init__(f"{where}: {fault}")
        self.fault = fault
        self.where = where


class Keys:
    """The secrets by version: the highest seals, every one opens what it sealed."""

    __slots__ = ("_ciphers", "_current", "_digest_key")

    def __init__(self, secrets_by_version: Mapping[int, bytes]) -> None:
        self._current = max(secrets_by_version)
        self._ciphers = {version: AESGCM(secret) for version, secret in secrets_by_version.items()}
        # From the oldest secret, so that names stay findable while a rotation is under way.
        oldest = secrets_by_version[min(secrets_by_version)]
        self._digest_key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"digest").derive(oldest)

    def __repr__(self) -> str:
        return f"Keys(current={self._current})"

    def seal(self, table: str, column: str, row_id: int | str, text: str) -> bytes:
        """The text encrypted for exactly this place."""
        return self.seal_bytes(table, column, row_id, text.encode())

    def seal_bytes(self, table: str, column: str, row_id: int | str, content: bytes) -> bytes:
        """The bytes encrypted for exactly this place."""
        nonce = os.urandom(_NONCE_BYTES)
        place = _place(table, column, row_id, self._current)
        sealed = self._ciphers[self._current].encrypt(nonce, content, place)
        return bytes((self._current,)) + nonce + sealed

    def open(self, table: str, column: str, row_id: int | str, blob: bytes) -> str:
        """The text of a sealed value. Raises KeyProblem when it was sealed elsewhere or with another key."""
        try:
            return self.open_bytes(table, column, row_id, blob).decode()
        except UnicodeDecodeError:
            raise KeyProblem(KeyFault.OTHER_KEY, f"{table}.{column}") from None

    def open_bytes(self, table: str, column: str, row_id: int | str, blob: bytes) -> bytes:
        """The bytes of a sealed value. Raises KeyProblem when it was sealed elsewhere or with another key."""
        cipher = self._ciphers.get(blob[0]) if blob else None
        if cipher is None:
            raise KeyProblem(KeyFault.OTHER_KEY, f"{table}.{column}")
        nonce, sealed = blob[1 : 1 + _NONCE_BYTES], blob[1 + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, sealed, _place(table, column, row_id, blob[0]))
        except (InvalidTag, ValueError):
            raise KeyProblem(KeyFault.OTHER_KEY, f"{table}.{column}") from None

    def digest(self, text: str) -> bytes:
        """A keyed fingerprint to look a text up by, useless without the key."""
        return hmac.digest(self._digest_key, text.encode(), hashlib.sha256)[:_DIGEST_BYTES]


def _place(table: str, column: str, row_id: int | str, version: int) -> bytes:
    return f"{table}|{column}|{row_id}|{version}".encode()


def load_or_create(path: Path) -> Keys:
    """The keys in the file, made anew when there is none. Raises KeyProblem.

    Only for a database that is yet to be made: an existing one opens with its own key, see `load`.
    One line a version: `1:<32 bytes in base64>`. Only the owner may read the file.
    """
    try:
        _create(path)
    except FileExistsError:
        pass
    except OSError as error:
        raise KeyProblem(KeyFault.UNREADABLE, path) from error
    return load(path)


def _create(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b"1:" + base64.b64encode(secrets.token_bytes(32)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def load(path: Path) -> Keys:
    """The keys in the file. Raises KeyProblem."""
    if not path.exists():
        raise KeyProblem(KeyFault.MISSING, path)
    try:
        if path.stat().st_mode & 0o077:
            raise KeyProblem(KeyFault.OPEN_TO_OTHERS, path)
        lines = path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyProblem(KeyFault.UNREADABLE, path) from error
    found: dict[int, bytes] = {}
    for line in lines:
        version, _, encoded = line.partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            secret = b""
        if not (version.isdecimal() and 0 < int(version) < 256 and len(secret) == 32):
            raise KeyProblem(KeyFault.NOT_A_KEY, path)
        found[int(version)] = secret
    if not found:
        raise KeyProblem(KeyFault.NOT_A_KEY, path)
    return Keys(found)
