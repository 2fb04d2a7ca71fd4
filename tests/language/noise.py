"""What happens to a message between the head and the chat: each kind of noise keeps the meaning."""

import random
import re
import unicodedata
from collections.abc import Callable

_HALF = 0.5
_TELEX_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
_TELEX_LETTERS = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
_KEYWORDS = (
    "kết nạp",
    "đảng",
    "chi bộ",
    "ngày",
    "sinh",
    "năm",
    "dân tộc",
    "công nhận",
    "chính thức",
    "bao nhiêu",
    "thẩm tra",
    "hồ sơ",
    "quần chúng",
    "giới thiệu",
    "chỉ tiêu",
)
_SHORTER = (
    ("kết nạp", "kn"),
    ("đảng viên", "đv"),
    ("đồng chí", "đ/c"),
    ("chi bộ", "cb"),
    ("dân tộc", "dt"),
    ("sinh năm", "sn"),
    ("bao nhiêu", "bn"),
    ("được", "đc"),
    ("không", "ko"),
    ("nghị quyết", "NQ"),
    ("quyết định", "QĐ"),
    ("lý lịch", "LL"),
)


def bare(text: str) -> str:
    """Without diacritics."""
    stripped = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(c for c in stripped if not unicodedata.combining(c)))


def half_bare(text: str) -> str:
    """Every other word in small letters without its diacritics, as phones complete one and not the next."""
    chance = random.Random(text)

    def typed(found: re.Match[str]) -> str:
        return bare(found[0]) if found[0].islower() and chance.random() < _HALF else found[0]

    return re.sub(r"[^\W\d_]+", typed, text)


def bare_lower(text: str) -> str:
    """Without diacritics and capitals."""
    return bare(text).lower()


def upper(text: str) -> str:
    """In capitals."""
    return text.upper()


def lower(text: str) -> str:
    """Without capitals."""
    return text.lower()


def bare_upper(text: str) -> str:
    """In capitals without diacritics."""
    return bare(text).upper()


def decomposed(text: str) -> str:
    """NFD, as some phones send it."""
    return unicodedata.normalize("NFD", text)


def _telex_word(word: str) -> str:
    tone, letters = "", []
    for char in unicodedata.normalize("NFD", word):
        if char in _TELEX_TONES:
            tone = _TELEX_TONES[char]
        else:
            letters.append(char)
    plain = unicodedata.normalize("NFC", "".join(letters))
    return "".join(_TELEX_LETTERS.get(c, c) for c in plain) + tone


def telex(text: str) -> str:
    """Keywords left as Telex keys, the keyboard being off."""
    for keyword in _KEYWORDS:
        typed = " ".join(_telex_word(word) for word in keyword.split())
        text = re.sub(rf"(?<!\w){keyword}(?!\w)", typed, text)
    return text


def shortened(text: str) -> str:
    """With the abbreviations everybody uses."""
    for full, short in _SHORTER:
        text = re.sub(rf"(?<!\w){full}(?!\w)", short, text)
    return text


def decorated(text: str) -> str:
    """With emoji."""
    return f"🎉 {text} 👍🏻❤️"


def punctured(text: str) -> str:
    """With zero-width spaces and other marks nobody sees."""
    return "\ufeff" + text.replace(" ", "\u200b ").replace("ạ", "ạ\u200d")


def marked_up(text: str) -> str:
    """Pasted from a page."""
    return f"<b>{text}</b>"


def mistyped(text: str, seed: int = 0) -> str:
    """Tones slip or fall off keywords; names and numbers stay as they are."""
    chance = random.Random(f"{seed}{text}")
    slips = (
        ("kết nạp", "kêt nạp"),
        ("kết nạp", "kết nap"),
        ("chính thức", "chính thưc"),
        ("công nhận", "công nhân"),
        ("thẩm tra", "thâm tra"),
        ("quần chúng", "quân chúng"),
        ("đảng viên", "đang viên"),
        ("chỉ tiêu", "chi tiêu"),
        ("giới thiệu", "giơi thiệu"),
    )
    right, wrong = chance.choice(slips)
    return text.replace(right, wrong)


NOISES: dict[str, Callable[[str], str]] = {
    "none": lambda text: text,
    "no_diacritics": bare,
    "half_bare": half_bare,
    "lower": lower,
    "upper": upper,
    "bare_lower": bare_lower,
    "bare_upper": bare_upper,
    "nfd": decomposed,
    "telex": telex,
    "abbreviations": shortened,
    "emoji": decorated,
    "zero_width": punctured,
    "markup": marked_up,
    "typos": mistyped,
}
