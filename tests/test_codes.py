import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from articles.codes import country_name, language_name


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "English"),
        ("en-GB", "British English"),
        ("en-gb", "British English"),
        ("pt_BR", "Brazilian Portuguese"),
        ("zh-Hant-TW", "Traditional Chinese (Taiwan)"),
        ("fr-SN", "French (Senegal)"),
        ("sr-Latn", "Serbian (Latin)"),
        ("en-x-old", "English (x, old)"),
        ("xx", "xx"),
        ("", ""),
        ("<b>", "<b>"),
    ],
)
def test_a_language_is_called_by_its_name(code, expected):
    assert language_name(code) == expected


@pytest.mark.parametrize(
    ("reader", "language", "country"),
    [("en", "Urdu", "Iran"), ("fr", "Ourdou", "Iran"), ("ar", "الأوردية", "إيران"), ("ur", "اردو", "ایران")],
)
def test_names_are_in_the_language_that_the_page_speaks(reader, language, country):
    with override(reader):
        assert (language_name("ur"), country_name("IR")) == (language, country)


def test_a_country_that_is_none_stays_as_it_is():
    assert (country_name("QQ"), country_name("")) == ("QQ", "")


@given(st.text(max_size=35))
def test_whatever_stands_there_has_a_name(code):
    assert isinstance(language_name(code), str)
