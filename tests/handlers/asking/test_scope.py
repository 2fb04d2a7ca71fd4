"""Of which unit a question is answered, and for whom it is not."""

from datetime import date

import pytest

from domain.actions import Action
from domain.answers import WhichUnit
from domain.errors import NotAllowed
from domain.figures import FigureAnswer
from domain.periods import year_period
from language.reading import Intent
from rendering.wording import answers as wording
from tests.handlers.asking.commune import Commune, person, said


async def test_without_a_unit_it_is_the_askers_own(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", admission=date(2025, 4, 8))
    own: FigureAnswer = await commune.ask("hom", Intent.QUERY_TOTALS)
    assert (own.unit, own.value) == (commune.cast.hom, 1)
    whole: FigureAnswer = await commune.ask("xa", Intent.QUERY_TOTALS)
    assert (whole.unit, whole.value) == (commune.cast.commune, 2)


async def test_an_officer_asks_about_a_cell_by_its_name(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2025, 3, 8))
    found: FigureAnswer = await commune.ask("xa", Intent.QUERY_TOTALS, unit=said("chi bộ hỏm"))
    assert (found.unit, found.value) == (commune.cast.hom, 1)


@pytest.mark.parametrize("name", ["xã Mường Lạn", "bản Lầu", "bản Phải", "xã Không Đâu"])
async def test_out_of_reach_and_not_there_are_the_same_refusal(commune: Commune, name: str) -> None:
    for intent in (Intent.QUERY_TOTALS, Intent.QUERY_DEADLINES, Intent.QUERY_PIPELINE):
        with pytest.raises(NotAllowed):
            await commune.ask("hom", intent, unit=said(name))


async def test_a_misspelt_unit_gets_the_nearest_of_the_askers_own(commune: Commune) -> None:
    unclear = said("trường THCS Mường Lạm")
    which: WhichUnit = await commune.ask("xa", Intent.QUERY_TOTALS, unit=unclear)
    assert [unit for unit, _ in which.units] == [commune.cast.commune, commune.cast.school]


async def test_several_own_units_are_asked_about_never_guessed(commune: Commune) -> None:
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", admission=date(2025, 4, 8))
    which: WhichUnit = await commune.ask("haibe", Intent.QUERY_TOTALS, period=said(year_period(2025)))
    reply = wording.answer(which)
    assert [c.label for c in reply.choices] == ["Chi bộ bản Lầu", "Chi bộ trường THCS Mường Lạn"]
    found: FigureAnswer = await commune.press("haibe", reply.choices[0])
    assert (found.unit, found.period, found.value) == (commune.cast.lau, year_period(2025), 1)


async def test_a_button_of_somebody_else_opens_nothing(commune: Commune) -> None:
    whole: FigureAnswer = await commune.ask("xa", Intent.QUERY_TOTALS)
    asking = [c for c in wording.answer(whole).choices if c.action in (Action.ASK_QUERY, Action.ASK_PERSON)]
    assert asking
    for button in asking:
        with pytest.raises(NotAllowed):
            await commune.press("hom", button)


async def test_the_administrator_reads_no_figures(commune: Commune) -> None:
    for intent in (
        Intent.QUERY_TOTALS,
        Intent.QUERY_QUOTA_GAP,
        Intent.QUERY_DEADLINES,
        Intent.QUERY_PIPELINE,
    ):
        with pytest.raises(NotAllowed):
            await commune.ask("admin", intent)
    with pytest.raises(NotAllowed):
        await commune.ask("admin", Intent.QUERY_PERSON, people=(person("Lò Thị Mai"),))
