import pytest

from articles.exporters.references import key, known_parts, seen_on
from tests.exporters.made import ABOUT, FULL, OLD, RIGHT_TO_LEFT, story


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"authors": ("Zoë Bäcker-Løw",)}, "backerlw1969-7"),
        ({"authors": (" ",)}, "theharbourledger1969-7"),
        ({"publisher": "روزنامہ"}, "story1969-7"),
        ({"publisher": "x" * 99}, f"{'x' * 24}1969-7"),
        ({"publisher": "", "published": None}, "story-7"),
    ],
)
def test_a_key_is_ascii_and_has_the_number_of_its_story(fields, expected):
    assert key(story(**fields)) == expected


def test_only_what_is_known_of_a_date_is_told():
    assert [known_parts(one) for one in (FULL, OLD, RIGHT_TO_LEFT)] == [[2024, 7, 16], [1931], []]


def test_a_page_of_the_archive_itself_was_not_seen_elsewhere():
    assert seen_on(FULL, ABOUT) == FULL.captured_at.date()
    assert seen_on(story(captured_at=FULL.captured_at), ABOUT) is None
