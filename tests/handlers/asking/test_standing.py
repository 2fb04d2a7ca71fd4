"""What stands now: the stock, what falls due, and where a person is."""

from datetime import date

import pytest

from domain.answers import DeadlinesAnswer, ParagraphAnswer, PersonAnswer
from domain.errors import NotAllowed, UnknownPerson
from domain.figures import PipelineAnswer
from domain.periods import month_period
from domain.pipeline import Stage
from language.reading import Form, Intent
from rendering.wording import answers as wording
from tests.handlers.asking.commune import TODAY, Commune, choice, person, said


async def test_the_stock_is_told_by_step(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", candidate=date(2025, 2, 8))
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", dossier_opened=date(2025, 3, 8))
    sent = {"dossier_opened": date(2025, 3, 8), "verification_sent": date(2025, 9, 8)}
    await commune.reach(commune.cast.lau, "Vì Thị Lả", **sent)
    found: PipelineAnswer = await commune.ask("xa", Intent.QUERY_PIPELINE)
    assert found.value == 2
    by_unit: PipelineAnswer = await commune.press("xa", choice(found, "Theo chi bộ"))
    first = by_unit.tables[0].rows[0]
    assert (first.key, first.value) == ("bản Lầu", 2)
    waiting: PipelineAnswer = await commune.ask(
        "xa", Intent.QUERY_PIPELINE, stage=said(Stage.VERIFICATION_SENT)
    )
    assert waiting.value == 1


async def test_a_paragraph_of_today_says_why_dossiers_are_not_through(commune: Commune) -> None:
    sent = {"dossier_opened": date(2025, 3, 8), "verification_sent": date(2025, 4, 8)}
    await commune.reach(commune.cast.lau, "Vì Thị Lả", **sent)
    written = said(Form.PARAGRAPH)
    found: ParagraphAnswer = await commune.ask("xa", Intent.QUERY_TOTALS, form=written)
    text = wording.answer(found).text
    assert "Còn 1 hồ sơ chờ thẩm tra lý lịch; 1 hồ sơ quá hạn trả lời thẩm tra lý lịch." in text
    assert "· 1 hồ sơ quá hạn trả lời thẩm tra lý lịch: thời hạn quy định" in text
    of_then: ParagraphAnswer = await commune.ask(
        "xa", Intent.QUERY_TOTALS, form=written, period=said(month_period(2025, 5))
    )
    assert "Còn 1 hồ sơ chờ thẩm tra lý lịch." in wording.answer(of_then).text


async def test_one_line_for_each_person_who_is_due(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2024, 10, 10))
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", admission=date(2024, 11, 1))
    found: DeadlinesAnswer = await commune.ask(
        "xa", Intent.QUERY_DEADLINES, period=said(month_period(2025, 11))
    )
    assert [(item.name, item.deadline.rule) for item in found.items] == [
        ("Vì Thị Ánh", "probation_end"),
        ("Lò Thị Mai", "recognition"),
    ]
    text = wording.answer(found).text
    assert "1. Vì Thị Ánh (chi bộ bản Lầu): hết 12 tháng dự bị, hạn 01/11/2025, còn 17 ngày" in text


async def test_what_was_settled_later_was_still_due_on_a_day_before(commune: Commune) -> None:
    recognised = {"admission": date(2024, 10, 20), "official": date(2025, 11, 5)}
    await commune.reach(commune.cast.hom, "Lò Thị Mai", **recognised)
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", admission=date(2025, 11, 1))
    for account in ("xa", "hom"):
        found: DeadlinesAnswer = await commune.ask(account, Intent.QUERY_DEADLINES)
        due = [(item.name, item.deadline.rule) for item in found.items if item.deadline.due_on >= TODAY]
        assert due == [("Lò Thị Mai", "probation_end")]
        assert found.value == len(found.items)


async def test_what_is_overdue_belongs_to_every_answer_about_now(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2024, 7, 1))
    found: DeadlinesAnswer = await commune.ask("hom", Intent.QUERY_DEADLINES)
    assert [item.deadline.rule for item in found.items] == ["new_member_course", "recognition"]
    assert all(item.deadline.due_on < TODAY for item in found.items)
    assert "quá hạn" in wording.answer(found).text
    later: DeadlinesAnswer = await commune.ask(
        "hom", Intent.QUERY_DEADLINES, period=said(month_period(2025, 11))
    )
    assert later.items == ()


async def test_nothing_due_is_said_in_words(commune: Commune) -> None:
    found: DeadlinesAnswer = await commune.ask("lau", Intent.QUERY_DEADLINES)
    text = wording.answer(found).text
    assert text == "Chi bộ bản Lầu không có việc quá hạn hay đến hạn đến 14/11/2025."


async def test_where_a_person_stands_and_what_is_next(commune: Commune) -> None:
    await commune.reach(
        commune.cast.hom, "Lò Thị Mai", candidate=date(2024, 1, 8), admission=date(2024, 11, 1)
    )
    found: PersonAnswer = await commune.ask("hom", Intent.QUERY_PERSON, people=(person("lo thi mai"),))
    text = wording.answer(found).text
    assert text.startswith("Lò Thị Mai, chi bộ bản Hỏm: đảng viên dự bị từ 01/11/2024.")
    assert "Hết 12 tháng dự bị, hạn 01/11/2025, còn 17 ngày." in text
    assert "Thái" not in text


async def test_namesakes_are_offered_not_chosen(commune: Commune) -> None:
    await commune.reach(commune.cast.hom, "Lò Thị Mai", admission=date(2024, 11, 1))
    await commune.reach(commune.cast.lau, "Lò Thị Mai", candidate=date(2025, 5, 1))
    found: PersonAnswer = await commune.ask("xa", Intent.QUERY_PERSON, people=(person("Lò Thị Mai"),))
    buttons = wording.answer(found).choices
    assert [button.label for button in buttons] == [
        "Lò Thị Mai, chi bộ bản Hỏm",
        "Lò Thị Mai, chi bộ bản Lầu",
    ]
    one: PersonAnswer = await commune.press("xa", buttons[1])
    assert one.found[0].person.path.stage is Stage.CANDIDATE
    with pytest.raises(NotAllowed):
        await commune.press("hom", buttons[1])


async def test_a_person_of_another_cell_is_not_there(commune: Commune) -> None:
    await commune.reach(commune.cast.lau, "Vì Thị Ánh", admission=date(2024, 11, 1))
    for name in ("Vì Thị Ánh", "Ai Không Có"):
        with pytest.raises(UnknownPerson):
            await commune.ask("hom", Intent.QUERY_PERSON, people=(person(name),))
