"""Whatever names a unit in a question, the answer is never one for more than that unit."""

from datetime import datetime
from itertools import product

import pytest

from bot.assistant import rule_book
from domain.localtime import VIET_NAM
from storage.database import Store
from tests.cast import found_commune
from tests.handlers.chat import Chat

_QUESTIONS = (
    "{} nam nay ket nap duoc may nguoi",
    "nam nay {} con thieu bao nhieu chi tieu",
    "ket nap duoc bao nhieu o {} tu dau nam",
    "ho so dang lam cua {} con may",
    "quy 3 {} cong nhan chinh thuc may dong chi",
    "ai sap den han o {}",
    "bieu do {} nam nay",
    "danh sach ket nap {} nam nay",
)
_OWN = ("ban hom", "banhom", "cb hom", "chi bo banhom", "ban lau", "banlau")
_FOREIGN = ("muonglai", "ban muong lai", "cb huoi pha", "thon 9", "xa muong ang", "pukhao", "ban xom")


@pytest.fixture
async def officer(store: Store) -> Chat:
    await store.write(found_commune, rule_book())
    return Chat(store, "xa", datetime(2025, 10, 15, 9, tzinfo=VIET_NAM))


@pytest.mark.parametrize(("question", "name"), list(product(_QUESTIONS, _OWN)))
async def test_a_unit_of_ones_own_is_found_however_it_is_run_together(
    officer: Chat, question: str, name: str
) -> None:
    title = "bản Lầu" if "lau" in name else "bản Hỏm"
    assert title in (await officer.say(question.format(name))).text.splitlines()[0]


@pytest.mark.parametrize(("question", "name"), list(product(_QUESTIONS, _FOREIGN)))
async def test_a_unit_that_is_not_there_is_refused_or_asked_about_and_never_answered_for_all(
    officer: Chat, question: str, name: str
) -> None:
    first = (await officer.say(question.format(name))).text.splitlines()[0]
    known = (
        "Bạn chưa được phân công đơn vị này",
        "Không tìm thấy",
        f"Tôi chưa rõ “{name.rpartition(' ')[0]}",
    )
    assert first.startswith(known)


async def test_the_whole_is_one_press_away_and_so_is_a_name_like_it(officer: Chat) -> None:
    asked = await officer.show("banhon nam nay ket nap duoc may")
    assert [choice.label for choice in asked.choices] == ["Chi bộ bản Hỏm", "Đảng bộ xã Mường Lạn"]
    answer = await officer.press("Chi bộ bản Hỏm", asked)
    assert answer.text.startswith("Năm 2025, Chi bộ bản Hỏm: kết nạp 0/4")


async def test_what_is_asked_of_several_units_and_cannot_be_compared_is_told_of_each(officer: Chat) -> None:
    told = (await officer.say("bản Hỏm và bản Lầu còn mấy dự bị")).text
    assert "Chi bộ bản Hỏm: 0 đảng viên dự bị" in told
    assert "Chi bộ bản Lầu: 0 đảng viên dự bị" in told


async def test_another_unit_alone_is_refused(officer: Chat) -> None:
    assert (await officer.say("xã Púng Bánh thì sao")).text == "Bạn chưa được phân công đơn vị này."


@pytest.mark.parametrize("text", ["năm nay kết nạp mấy công an", "nam nay ket nap may cong an"])
async def test_so_many_of_a_job_are_people_of_all_units(officer: Chat, text: str) -> None:
    told = (await officer.say(text)).text
    assert told.startswith("Năm 2025, Đảng bộ xã Mường Lạn") and "công an 0" in told


async def test_a_list_without_marks_is_of_each_unit_and_no_span_is_one(officer: Chat) -> None:
    both = (await officer.say("ban lau, hom nam nay ket nap may")).text.splitlines()[0]
    assert "bản Lầu" in both and "bản Hỏm" in both
    alone = (await officer.say("ban lau, nam nay ket nap may")).text
    assert "bản Lầu" in alone and "bản Hỏm" not in alone


@pytest.mark.parametrize(
    "question", ["ngoài bản Hỏm ra thì năm nay kết nạp mấy", "ngoai ban hom ra nam nay ket nap may"]
)
async def test_all_but_a_unit_is_never_that_unit(officer: Chat, question: str) -> None:
    assert (await officer.say(question)).text.startswith("Không tính chi bộ bản Hỏm (0)")


async def test_who_it_was_and_another_question_beside_it_are_both_answered(officer: Chat) -> None:
    told = (await officer.say("năm nay kết nạp mấy, còn ai dự bị")).text
    assert "kết nạp 0/15" in told and "0 đảng viên dự bị" in told
