"""The second opinion: where what was learned outweighs the rules, and where it may not."""

import os
from datetime import date

import pytest

from domain.pipeline import Stage
from language.message import see
from language.reading import SURE, Intent, Problem, Reading, full_names
from language.second_opinion.learned import learned
from language.second_opinion.opinion import Opinion, opinion_of
from language.understanding import reconsidered, understand
from language.words.normalise import normalise
from training.__main__ import DATA, INTENTS, TABLES, as_text, lines_of, tables, unseen
from training.fitting import fit

_SENT_ON = date(2025, 12, 15)


def _opinion(text: str) -> Opinion | None:
    seen = see(normalise(text), _SENT_ON)
    assert seen is not None
    return opinion_of(seen.scan)


def test_a_long_question_whose_writer_tells_of_other_work_is_a_question() -> None:
    reading = understand(
        "Em ơi anh đang ngồi viết cái báo cáo tổng kết mà đầu óc cứ quay như chong chóng, sếp thì giục, "
        "phần số liệu còn trống trơn. Em tra giùm anh năm nay toàn đảng bộ kết nạp được bao nhiêu đảng viên "
        "nhé. Số thì nơi tính theo ngày quyết định, nơi tính theo ngày làm lễ, nơi tính luôn cả người chuyển "
        "đến, cộng lại không khớp.",
        _SENT_ON,
    )
    assert reading.intent is Intent.QUERY_TOTALS


def _sure_of(intent: Intent, other: Intent) -> Opinion:
    rest = [each for each in Intent if each not in (intent, other)]
    return Opinion(likely={intent: 0.95, other: 0.01} | dict.fromkeys(rest, 0.04 / len(rest)))


def test_it_is_against_what_is_far_less_likely_only() -> None:
    asked = Reading(intent=Intent.QUERY_PERSON)
    assert _sure_of(Intent.REPORT_CLASS, Intent.QUERY_PERSON).is_against(asked)
    close = Opinion(likely={Intent.REPORT_CLASS: 0.8, Intent.QUERY_PERSON: 0.2})
    assert not close.is_against(asked)


@pytest.mark.parametrize(
    ("reading", "likely"),
    [
        (Reading(intent=Intent.QUERY_TOTALS), Intent.QUERY_PIPELINE),
        (Reading(intent=Intent.QUERY_QUOTA_GAP), Intent.SET_QUOTA),
        (Reading(intent=Intent.NONE, problems=(Problem.PLANNED,)), Intent.REPORT_ADMISSION),
        (Reading(intent=Intent.NONE, alternatives=(Intent.UNDO_LAST,)), Intent.REPORT_ADMISSION),
        (Reading(intent=Intent.QUERY_TOTALS, leans_on_last=True), Intent.REPORT_ADMISSION),
        (
            Reading(intent=Intent.REPORT_ADMISSION, others=(Reading(intent=Intent.REPORT_OFFICIAL),)),
            Intent.REPORT_OFFICIAL,
        ),
    ],
)
def test_the_rules_keep_the_last_word_where_they_know_more(reading: Reading, likely: Intent) -> None:
    assert not _sure_of(likely, reading.intent).is_against(reading)


def test_two_readings_that_both_tell_something_are_asked_about() -> None:
    seen = see(normalise("Lò Thị Mai thi xong lớp đối tượng Đảng hôm 5/12"), _SENT_ON)
    assert seen is not None
    reading = reconsidered(
        seen, Reading(intent=Intent.QUERY_PERSON), _sure_of(Intent.REPORT_CLASS, Intent.QUERY_PERSON)
    )
    assert reading.intent is Intent.REPORT_CLASS
    assert reading.alternatives == (Intent.QUERY_PERSON,)
    assert Problem.AMBIGUOUS_INTENT in reading.problems


def test_a_report_in_words_of_no_rule_is_shown_as_a_card_less_sure() -> None:
    seen = see(normalise("ấp Trà Kha có thêm anh Danh Sà Rươl đứng vào hàng ngũ hôm 5/12"), _SENT_ON)
    assert seen is not None
    nothing = Reading(intent=Intent.NONE)
    reading = reconsidered(seen, nothing, _sure_of(Intent.REPORT_ADMISSION, Intent.NONE))
    assert (reading.intent, reading.alternatives) == (Intent.REPORT_ADMISSION, ())
    assert full_names(reading.people) == ["Danh Sà Rươl"]
    assert reading.confidence < SURE
    of_nobody = see(normalise("hôm 5/12 có thêm một việc vui lắm các bác ạ"), _SENT_ON)
    assert of_nobody is not None
    assert reconsidered(of_nobody, nothing, _sure_of(Intent.REPORT_ADMISSION, Intent.NONE)) is nothing


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        (
            "Chào cháu, bác là bí thư già mắt kém, hôm họp nghe câu được câu chăng. Năm ngoái bác để sót "
            "một trường hợp bị cấp trên phê bình, xấu hổ với con cháu mãi. Cháu xem hộ bác tháng 2 tới đây "
            "có đảng viên dự bị nào đến hạn xét chuyển chính thức không, để bác còn nhắc họ viết bản tự "
            "kiểm điểm. Bác hỏi thế thôi, chứ không báo cáo gì đâu. Thằng cháu ngoại cài cho bác cái máy "
            "này từ hôm 30/11, nó dặn cứ hỏi như nói chuyện là được.",
            Intent.QUERY_DEADLINES,
        ),
        (
            "em chao anh a, hom nay xa em to chuc giai bong chuyen nong dan, loa dai am i khong nghe dien "
            "thoai duoc. Vay quan chung uu tu hien co cua xa Thuong Ha con lai may nguoi, trong do may nu "
            "may nam, anh cho em xin con so. So da ket nap thi em co roi khong can nua dau. Doi em moi thua "
            "ba van trang, tuc qua, trong tai thi ben nha ho.",
            Intent.QUERY_PIPELINE,
        ),
    ],
)
def test_the_one_sentence_of_a_long_message_that_wants_something_counts(text: str, intent: Intent) -> None:
    assert understand(text, _SENT_ON).intent is intent


def test_a_long_message_that_surely_wants_nothing_is_no_correction() -> None:
    told = understand(
        "Bac Tu oi, chau noi truoc de bac sap xep lich nha bac. Ben chau tinh sang tuan sau se lam le ket "
        "nap cho chi Nay H'Duyen, phong bat muon cua truong, hoa thi ba Bon nhan cam. Dan cong chieng thi "
        "ong Rah Lan Koi bao thieu hai nguoi danh, de chau di ruou ong ay, a chau noi lon, chau di ru them. "
        "Ghe nhua phai muon 40 cai ben nha tho.",
        _SENT_ON,
    )
    assert told.intent is Intent.NONE


def test_a_report_that_looks_like_none_is_offered_and_not_written() -> None:
    seen = see(normalise("kết nạp Lò Thị Mai ngày 5/12"), _SENT_ON)
    assert seen is not None
    reading = reconsidered(
        seen, Reading(intent=Intent.REPORT_ADMISSION), _sure_of(Intent.NONE, Intent.REPORT_ADMISSION)
    )
    assert (reading.intent, reading.alternatives) == (Intent.NONE, (Intent.REPORT_ADMISSION,))


@pytest.mark.parametrize(
    "text",
    [
        "thứ bảy tuần sau xã sẽ làm lễ kết nạp cho đồng chí Đàm Thị Ngân",
        "chưa có quyết định kết nạp của em Hồ Thị Quý đâu anh ạ",
        "đoàn xã vừa kết nạp đoàn viên mới Lò Thị Mai và Quàng Văn Hặc ngày 3/12",
    ],
)
def test_what_is_planned_negated_or_of_another_body_stays_unwritten(text: str) -> None:
    reading = understand(text, _SENT_ON)
    assert reading.intent is Intent.NONE
    assert reading.problems


def test_a_few_words_and_a_card_of_the_assistant_are_not_judged() -> None:
    assert _opinion("nhầm rồi") is None
    assert (
        _opinion("Tôi hiểu là:\nCó quyết định kết nạp · Chi bộ bản Hỏm · ngày 01/12/2025\n1. Lò Văn An")
        is None
    )
    assert _opinion("kết nạp " * 400) is None


def test_what_a_card_waits_for_is_not_judged() -> None:
    text = "người thứ nhất dân tộc Thái, người thứ hai là giáo viên trường tiểu học"
    assert understand(text, _SENT_ON, on_card=("Lò Thị Mai", "Lò Văn An")).intent is Intent.CORRECT_LAST


def test_the_chances_of_all_intents_are_one_together() -> None:
    opinion = _opinion("Chi bộ bản Lầu kết nạp đồng chí Lò Thị Mai sinh năm 1998 ngày 5/12")
    assert opinion is not None
    assert opinion.intent is Intent.REPORT_ADMISSION
    assert sum(opinion.likely.values()) == pytest.approx(1)
    assert set(opinion.likely) == set(Intent)


def test_no_clue_names_anybody_or_a_day() -> None:
    one, other = (
        _opinion(f"Chi bộ kết nạp đồng chí {name} sinh năm {born} vào ngày {day}, chúc mừng đồng chí")
        for name, born, day in (("Lò Thị Mai", 1998, "5/12"), ("Giàng A Páo", 2001, "30/11"))
    )
    assert one == other


def test_weights_add_up_as_the_numbers_of_the_table_do() -> None:
    rows = (TABLES / "intents.tsv").read_text("utf-8").split("\n")[2:40]
    table = {
        clue: [int(weight) for weight in weights.split(" ")]
        for clue, weights in (r.split("\t") for r in rows)
    }
    totals, clues = learned("intents").total({*table, "no clue of the table"})
    assert clues == len(table)
    assert totals == [sum(weights) for weights in zip(*table.values(), strict=True)]


def test_a_step_that_no_rule_knows_is_the_likeliest_one() -> None:
    opinion = _opinion("Hồ sơ của quần chúng Lò Thị Mai công an xã đã xác minh rõ ràng, trả kết quả hôm 3/12")
    assert opinion is not None
    assert opinion.step is Stage.VERIFICATION_DONE
    asked = _opinion("từ đầu năm đến nay chi bộ mình kết nạp được bao nhiêu người rồi anh")
    assert asked is not None
    assert asked.step is None


def test_a_table_is_learned_from_what_it_says() -> None:
    lines = [line for line in lines_of(DATA)[0] if line.batch in ("dev", "taught")]
    model = fit(lines, INTENTS)
    rows = as_text(model).split("\n")
    assert (
        len(rows) == len(model.places) + 3
    )  # a header, what holds before anything is read, the last line end
    right = sum(model.likeliest(line.clues)[0] == line.label for line in lines)
    assert right / len(lines) > 0.9


@pytest.mark.soak
@pytest.mark.skipif("CHIBO_SOAK" not in os.environ, reason="long figures: make soak")
def test_the_kept_tables_are_nearly_those_that_are_learned_today() -> None:
    for name, text in tables(DATA).items():
        kept, today = _rows((TABLES / f"{name}.tsv").read_text("utf-8")), _rows(text)
        shared = kept.keys() & today.keys()
        assert len(shared) > 0.97 * max(len(kept), len(today))
        apart = [
            abs(one - other) for clue in shared for one, other in zip(kept[clue], today[clue], strict=True)
        ]
        assert sum(apart) / len(apart) < 1  # a tenth: a word of the lexicon may have come since


def _rows(table: str) -> dict[str, list[int]]:
    rows = (row.split("\t") for row in table.split("\n")[1:-1])
    return {clue: [int(weight) for weight in weights.split(" ")] for clue, weights in rows}


@pytest.mark.soak
@pytest.mark.skipif("CHIBO_SOAK" not in os.environ, reason="long figures: make soak")
def test_of_files_it_has_not_seen_it_is_right_of_nearly_nineteen_in_twenty_and_knows_when_not() -> None:
    told = list(unseen(lines_of(DATA)[0], INTENTS))
    right = sum(line.label == label for line, label, _ in told)
    sure = [line.label == label for line, label, probability in told if probability >= 0.8]
    assert right / len(told) >= 0.93
    assert sum(sure) / len(sure) >= 0.98
