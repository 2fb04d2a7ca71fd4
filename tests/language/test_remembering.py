"""What is asked for again and again is found once, and never too much of it is kept."""

from language.words.remembering import Remembered


def test_a_value_is_found_once_for_each_key() -> None:
    asked: list[str] = []

    def shout(word: str) -> str:
        asked.append(word)
        return word.upper()

    shouted = Remembered(shout, most=8)
    assert [shouted[word] for word in ("an", "ba", "an", "ba")] == ["AN", "BA", "AN", "BA"]
    assert asked == ["an", "ba"]


def test_never_more_is_kept_than_was_allowed() -> None:
    halves: Remembered[int, int] = Remembered(lambda number: number // 2, most=3)
    assert [halves[number] for number in range(10)] == [number // 2 for number in range(10)]
    assert len(halves) <= 3
