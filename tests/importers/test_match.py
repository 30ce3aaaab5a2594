from datetime import UTC, datetime

import pytest

from articles.importers.match import Decision, Known, Outcome, decide

EDITED = datetime(2024, 7, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("known", "decision"),
    [
        (None, Decision(Outcome.NEW, "not in the archive")),
        (Known(7, True, "a" * 64), Decision(Outcome.SAME, "the page says what it said", 7)),
        (Known(7, True, "a" * 64, EDITED), Decision(Outcome.SAME, "the page says what it said", 7)),
        (Known(7, True, "b" * 64), Decision(Outcome.CHANGED, "the page changed", 7)),
        (
            Known(7, True, "b" * 64, EDITED, captured=True),
            Decision(Outcome.SAME, "this very page is here", 7),
        ),
        (
            Known(7, True, "b" * 64, captured=True, superseded=True),
            Decision(Outcome.SAME, "an earlier version of a story that is here", 7),
        ),
        (
            Known(7, True, "b" * 64, EDITED),
            Decision(
                Outcome.KEPT, "the page changed, but an editor has changed the article on 2024-07-20", 7, notable=True
            ),
        ),
        (
            Known(7, False, "b" * 64, published="July 16, 2024"),
            Decision(Outcome.SAME, "the same words are here, dated July 16, 2024", 7),
        ),
        (Known(7, False, "b" * 64), Decision(Outcome.SAME, "the same words are here, dated nowhere", 7)),
    ],
)
def test_a_page_is_new_changed_same_or_kept(known, decision):
    assert decide("a" * 64, known) == decision
