import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.related import differences as module
from articles.related.differences import Piece, differences

SAME, GONE, NEW = (lambda words, kind=kind: Piece(kind, words) for kind in ("same", "gone", "new"))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", []),
        ("The ferry sank.", "The ferry sank.", [[SAME("The ferry sank.")]]),
        ("The ferry sank.", "The old ferry sank.", [[SAME("The"), NEW("old"), SAME("ferry sank.")]]),
        ("Ten saved.", "Nine saved.", [[GONE("Ten"), NEW("Nine"), SAME("saved.")]]),
        ("One.\n\nTwo.", "One.", [[SAME("One.")], [GONE("Two.")]]),
        ("One.\n\nTwo.", "One.\n\nTwo.\n\nThree.", [[SAME("One.")], [SAME("Two.")], [NEW("Three.")]]),
        ("<b>T</b>he <em>ferry</em>", "The ferry", [[SAME("The ferry")]]),
        ("Salt &amp; pepper", "Salt &lt;b&gt; pepper", [[SAME("Salt"), GONE("&"), NEW("<b>"), SAME("pepper")]]),
    ],
)
def test_each_word_is_said_to_be_of_one_or_of_both(one, other, expected):
    assert differences(one, other) == (expected, False)


bodies = st.lists(st.lists(st.sampled_from("ab cd ef gh".split()), min_size=1, max_size=12), max_size=5)


@given(bodies, bodies)
def test_both_texts_can_be_read_off_the_differences(one, other):
    paragraphs, _ = differences(*("\n\n".join(map(" ".join, blocks)) for blocks in (one, other)))
    for blocks, kinds in ((one, {"same", "gone"}), (other, {"same", "new"})):
        read = [piece.words for paragraph in paragraphs for piece in paragraph if piece.kind in kinds]
        assert " ".join(read).split() == [word for block in blocks for word in block]


def test_a_text_beyond_all_measure_is_compared_from_its_beginning(monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    assert differences("one two three four", "one two three") == ([[SAME("one two three")]], True)
