"""What a question asks about more closely than its slots say: the source, probation, what is overdue."""

from dataclasses import dataclass
from functools import lru_cache

from domain.pipeline import Stage
from domain.questions import Ages, DueKind
from domain.quotas import Shares
from domain.units import UnitKind
from language.words.phrases import phrase

_HALF = 50  # percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """`standing_at`: people who stand at this step now. `due`: only such deadlines.

    `own_level`: of the asker's unit of that level ("xã mình"), whatever their own is. `last_term`: of the
    term that is over. `ages`: how many of these ages are asked for. `shares`: only units so far with their
    target, and nothing else is said with `shares_alone` ("còn dưới 50% thì sao"). `counts`: only units with
    so many people. `kind`: only units of that kind ("trường nào").
    """

    standing_at: Stage | None = None
    due: tuple[DueKind, ...] = ()
    own_level: UnitKind | None = None
    last_term: bool = False
    ages: Ages | None = None
    shares: Shares | None = None
    counts: Shares | None = None
    shares_alone: bool = False
    kind: str | None = None


@lru_cache(maxsize=64)  # several readers ask it of one message
def narrowing_of(text: str) -> Narrowing:
    """What the words of a question single out."""
    due = tuple(dict.fromkeys(DueKind(told.value) for told in phrase("due").each(text)))
    if DueKind.OVERDUE in due and phrase("soon").anywhere(text):
        due = tuple(kind for kind in due if kind is not DueKind.OVERDUE)
    if DueKind.CERTIFICATE in due:
        due = tuple(kind for kind in due if kind is not DueKind.COURSE)
    standing_at = None
    if phrase("asks_source").anywhere(text) and not phrase("asks_dossier").anywhere(text):
        standing_at = Stage.CANDIDATE
    elif phrase("on_probation").anywhere(text) and not phrase("happens").anywhere(text):
        standing_at = Stage.ADMISSION
    elif phrase("are_official").anywhere(text) and not phrase("becomes_official").anywhere(text):
        standing_at = Stage.OFFICIAL
    level = next((UnitKind(told.value) for told in phrase("own_level").each(text)), None)
    of_last_term = phrase("last_term").anywhere(text) is not None
    shares = _between("of_share", text)
    kind = phrase("which_kind").anywhere(text)
    return Narrowing(
        standing_at=standing_at,
        due=due,
        own_level=level,
        last_term=of_last_term,
        ages=_ages(text),
        shares=shares,
        counts=_between("of_count", text),
        kind=kind["kind"] if kind else None,
        shares_alone=shares is not None and phrase("shares_alone").whole(text) is not None,
    )


def _between(which: str, text: str) -> Shares | None:
    """dưới 50%, trên một nửa, từ 80% trở lên: from which share of the target to which; từ 2 người trở lên."""
    told = phrase(which).anywhere(text)
    if told is None:
        return None
    named = (told.number("told") or 0) if "told" in told else _HALF
    match told.value:
        case "below":
            return Shares(most=named, is_strict=True)
        case "above":
            return Shares(least=named, is_strict=True)
        case "most":
            return Shares(most=named)
        case "least":
            return Shares(least=named)
        case "exact":
            return Shares(least=named, most=named)
        case _:
            return Shares(least=told.number("least"), most=told.number("most"))


def _ages(text: str) -> Ages | None:
    """dưới 30 tuổi, trên 40 tuổi, từ 18 đến 30 tuổi: from which whole year of age to which."""
    told = phrase("of_ages").anywhere(text)
    if told is None:
        return None
    least, most = told.number("least"), told.number("most")
    match told.value:
        case "below":
            return Ages(most=most - 1) if most else None
        case "above":
            return Ages(least=least + 1) if least else None
        case _:
            return Ages(least=least, most=most)
