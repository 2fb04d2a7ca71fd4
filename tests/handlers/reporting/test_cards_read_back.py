"""A card sent back as text is read as the same card: what is shown and what is read are one language."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cards import CardPerson, CountPart, ReportCard
from domain.people import BirthDate, Category, Gender, PersonFacts
from domain.periods import Period, PeriodKind, month_period, year_period
from domain.pipeline import Stage
from domain.text import fold_name
from domain.units import Unit, UnitKind
from handlers.reporting.matching import lines_of, parts_of
from handlers.reporting.report import STAGE_OF
from language.reading import Reading
from language.understanding import understand
from rendering.wording import reports
from tests.language.pieces import PEOPLES, UNITS

_SENT_ON = date(2025, 10, 20)
_GROUPS = (
    "Kinh|Tày|Thái|Hoa|Khơ Me|Mường|Nùng|Mông|Dao|Gia Rai|Ê Đê|Ba Na|Cơ Ho|Chăm|M'Nông|Khơ Mú|La Hủ|Co|Lự|Mạ"
)
_RELIGIONS = ("Công giáo", "Phật giáo", "Tin Lành", "Cao Đài", "Hồi giáo", "Không")
_LEVELS = ("THPT", "trung cấp", "cao đẳng", "đại học", "thạc sĩ", "tiến sĩ", "12/12", "9/12")
# dân cư is a tag of totals: no report gives it to a person.
_CATEGORIES = [category for category in Category if category is not Category.RESIDENT]


@st.composite
def _names(draw: st.DrawFn) -> str:
    families, middles, given_names = PEOPLES[draw(st.sampled_from(("Kinh", "Tày", "Thái", "Mường", "Mông")))]
    parts = (draw(st.sampled_from(words.split("|"))) for words in (families, middles, given_names))
    return " ".join(parts)


@st.composite
def _births(draw: st.DrawFn) -> BirthDate:
    on = draw(st.dates(date(1955, 1, 1), date(2006, 12, 31)))
    parts = draw(st.integers(1, 3))
    return BirthDate(year=on.year, month=on.month if parts > 1 else None, day=on.day if parts > 2 else None)


_FACTS = st.builds(
    PersonFacts,
    full_name=_names(),
    birth_date=st.none() | _births(),
    gender=st.none() | st.sampled_from(Gender),
    ethnicity=st.none() | st.sampled_from(_GROUPS.split("|")),
    religion=st.none() | st.sampled_from(_RELIGIONS),
    categories=st.lists(st.sampled_from(_CATEGORIES), max_size=2, unique=True).map(tuple),
    education=st.none() | st.sampled_from(_LEVELS),
    mentor=st.none() | _names(),
)
_DAYS = st.dates(date(2024, 1, 1), _SENT_ON)


@st.composite
def _cards(draw: st.DrawFn) -> ReportCard:
    """A card ready to be confirmed: people with a date, some with one of their own."""
    on = draw(_DAYS)
    told = draw(
        st.lists(_FACTS, min_size=1, max_size=5, unique_by=lambda facts: fold_name(facts.full_name or ""))
    )
    own_days = st.none() | _DAYS.filter(lambda day: day != on)
    doubts = st.lists(st.sampled_from(("full_name", "birth_date", "ethnicity")), max_size=2, unique=True)
    people = tuple(
        CardPerson(facts=facts, on=draw(own_days) if len(told) > 1 else None, unsure=tuple(draw(doubts)))
        for facts in told
    )
    return ReportCard(stage=draw(st.sampled_from(Stage)), sent_on=_SENT_ON, unit_id=1, people=people, on=on)


_PERIODS = st.sampled_from(
    (
        month_period(2025, 9),
        Period(kind=PeriodKind.QUARTER, start=date(2025, 7, 1), end=date(2025, 10, 1)),
        Period(kind=PeriodKind.HALF, start=date(2025, 1, 1), end=date(2025, 7, 1)),
        year_period(2024),
        month_period(2024, 2),
    )
)
_PARTS = st.lists(
    st.builds(
        CountPart,
        tag=st.sampled_from(
            ("gender:female", "minority", "category:teacher", "category:militia", "religion:Công giáo")
        ),
        count=st.integers(1, 4),
    ),
    max_size=3,
    unique_by=lambda part: part.tag,
)


def _unit(name: str) -> Unit:
    return Unit(id=1, parent_id=None, kind=UnitKind.PARTY_CELL, name=name, left=1, right=2)


def _stage(reading: Reading) -> Stage | None:
    return STAGE_OF.get(reading.intent) or (reading.stage.value if reading.stage else None)


def _known(line: CardPerson) -> CardPerson:
    return replace(line, unsure=())


@settings(max_examples=150, deadline=None)
@given(card=_cards(), unit=st.sampled_from(UNITS))
def test_a_card_sent_back_is_read_as_the_same_card(card: ReportCard, unit: str) -> None:
    text = reports.card(card, _unit(unit))
    reading = understand(text, _SENT_ON + timedelta(days=1))
    assert _stage(reading) is card.stage, text
    assert reading.others == (), text
    assert reading.unit is not None and fold_name(reading.unit.value) == fold_name(unit), text
    assert reading.event_date is not None and reading.event_date.value == card.on, text
    assert list(map(_known, lines_of(reading.people))) == list(map(_known, card.people)), text
    assert reading.missing == (), text


@settings(max_examples=100, deadline=None)
@given(
    stage=st.sampled_from((Stage.ADMISSION, Stage.OFFICIAL, Stage.CANDIDATE)),
    period=_PERIODS,
    count=st.integers(5, 40),
    parts=_PARTS,
    unit=st.sampled_from(UNITS),
)
def test_a_card_of_figures_sent_back_is_read_as_the_same_figures(
    stage: Stage, period: Period, count: int, parts: list[CountPart], unit: str
) -> None:
    card = ReportCard(
        stage=stage,
        sent_on=_SENT_ON,
        unit_id=1,
        period=period,
        count=count,
        numbers_only=True,
        parts=tuple(parts),
    )
    text = reports.card(card, _unit(unit))
    reading = understand(text, _SENT_ON)
    assert _stage(reading) is stage, text
    assert reading.count is not None and reading.count.value == count, text
    assert reading.period is not None and reading.period.value == period, text
    assert {(part.tag, part.count) for part in parts_of(reading)} == {(p.tag, p.count) for p in parts}, text
    assert reading.unit is not None and fold_name(reading.unit.value) == fold_name(unit), text
