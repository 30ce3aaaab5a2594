"""What agencies' formats have in common: headlines, moments, embargoes and subject codes."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers import subjects, wire
from articles.importers.record import Dating
from tests.importers.wire_cases import NAMES


@pytest.mark.parametrize(
    ("written", "on", "precision", "at"),
    [
        ("2024-03-01T08:00:00Z", date(2024, 3, 1), "day", datetime(2024, 3, 1, 8, tzinfo=UTC)),
        ("20240301T090000+0100", date(2024, 3, 1), "day", datetime(2024, 3, 1, 8, tzinfo=UTC)),
        ("2024-03-01T08:00:00.123+00:00", date(2024, 3, 1), "day", datetime(2024, 3, 1, 8, 0, 0, 123000, UTC)),
        ("2024-03-01T08:00:00", date(2024, 3, 1), "day", None),
        ("20240301", date(2024, 3, 1), "day", None),
        ("2024-03", date(2024, 3, 1), "month", None),
        ("2024", date(2024, 1, 1), "year", None),
    ],
)
def test_a_moment_says_no_more_than_is_written(written, on, precision, at):
    assert wire.stated(written) == Dating(on, precision, "stated", at, written)


@pytest.mark.parametrize(
    "written",
    ["", "0000-00-00", "0000", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1599-12-31", "2024-13", "soon"],
)
def test_a_date_of_no_possible_year_is_none(written):
    assert wire.stated(written) is None


# The first date of a run loads the languages of dateparser.
@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_none(text):
    found = wire.stated(text)
    assert found is None or 1600 <= found.on.year <= 2199


@pytest.mark.parametrize(
    ("published", "embargo", "on", "status"),
    [
        ("2024-03-01T08:00:00Z", None, date(2024, 3, 1), "published"),
        ("2024-03-01T08:00:00Z", "2031-03-01T08:00:00Z", date(2031, 3, 1), "published"),
        ("2024-03-01T08:00:00Z", "2023-03-01T08:00:00Z", date(2024, 3, 1), "published"),
        ("2024-03-01T08:00:00Z", "", date(2024, 3, 1), "withheld"),
        ("", "2031-03-01", date(2031, 3, 1), "published"),
    ],
)
def test_a_story_is_not_out_before_its_embargo_ends(published, embargo, on, status):
    story = wire.Story(headline="A", published=[published], embargo=embargo, status="stat:usable")
    record = wire.record(story, NAMES)
    assert (record.dating.on, record.status) == (on, status)


@pytest.mark.parametrize(("updated", "kept"), [("2024-03-01T08:00:00Z", False), ("2024-03-01T09:00:00Z", True)])
def test_a_first_version_is_no_update(updated, kept):
    record = wire.record(wire.Story(headline="A", published=["2024-03-01T08:00:00Z"], updated=updated), NAMES)
    assert bool(record.updated_at) == kept


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("<b>Bold</b> &amp; plain", "Bold & plain"),
        ("Pier Co <P> to rebuild", "Pier Co <P> to rebuild"),
        ("A\x00B\ud800C \n D", "ABC D"),
        ("One<br/>two", "One two"),
    ],
)
def test_a_headline_is_plain_text_on_one_line(written, plain):
    assert wire.plain(written) == plain


@pytest.mark.parametrize(
    ("code", "name", "topic"),
    [
        ("medtop:20000523", "labour market", "labour market"),
        ("medtop:04000000", "", "economy, business and finance"),
        ("http://cv.iptc.org/newscodes/mediatopic/15000000", "", "sport"),
        ("15054000", "", "sport"),
        ("", "16000000", "conflict, war and peace"),
        ("20000523", "", ""),
        ("N2:SOCC", "", ""),
    ],
)
def test_a_subject_is_named_by_the_document_or_by_its_field(code, name, topic):
    assert subjects.topic(code, name) == topic


@pytest.mark.parametrize(
    ("concept", "kind"),
    [("cpnat:person", "person"), ("cpnat:geoArea", "place"), ("cpnat:abstract", "topic"), ("", "topic")],
)
def test_a_concept_has_the_kind_of_its_type(concept, kind):
    assert subjects.kind_of(concept) == kind
