from hypothesis import given
from hypothesis import strategies as st

from articles.related.terms import HEADLINE, number_of, read


def test_words_are_counted_in_lower_case_and_those_of_the_headline_more():
    reading = read("Harbour closed", "The harbour is closed. A <b>harbour</b> &amp; a dock.")
    assert (reading.counts["harbour"], reading.counts["dock"]) == (HEADLINE + 2, 1)


def test_a_name_is_told_in_full_as_the_story_has_it_most_often():
    text = "On Monday the envoy Esmail Qaani spoke. Esmail Qaani left. But General Esmail Qaani Ahmadi stayed."
    reading = read("Envoy speaks", text)
    assert reading.as_printed("qaani") == "Esmail Qaani"
    assert reading.phrases["Esmail", "Qaani"] == 3
    assert reading.as_printed("envoy") == "envoy"


def test_the_first_word_of_a_sentence_is_no_name_by_its_capital():
    reading = read("", "Showers fell. The rain in Bahia stopped. Rain is rare.")
    assert set(reading.printed) == {"bahia"}


def test_a_name_does_not_go_over_a_full_stop():
    reading = read("", "He went to Paris. London was next, then Rome, Madrid and New York.")
    assert ("Paris", "London") not in reading.phrases
    assert list(reading.phrases) == [("New", "York")]


def test_scripts_without_spaces_are_taken_two_signs_at_a_time():
    assert set(read("", "東京都庁").counts) == {"東京", "都庁"}


@given(st.text())
def test_a_term_is_a_signed_number_of_32_bits(text):
    assert -(2**31) <= number_of(text) < 2**31
    assert number_of("moon") == -471054360


@given(st.text(), st.text())
def test_any_text_is_read(headline, text):
    reading = read(headline, text)
    assert all(count > 0 for count in reading.counts.values())
    assert all(reading.as_printed(word) for word in reading.counts)
