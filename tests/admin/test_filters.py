from datetime import date

import pytest

from tests import factories

LIST = "/admin/articles/article/"


@pytest.fixture
def page(admin_client):
    """What the list of articles is asked with → (headlines in it, {heading: [choices beside it]})."""

    def ask(**parameters):
        response = admin_client.get(LIST, parameters)
        listed = response.context["cl"]
        choices = {
            str(spec.title): [str(choice["display"]) for choice in spec.choices(listed)] for spec in listed.filter_specs
        }
        return [article.headline for article in listed.result_list], choices

    return ask


def test_what_came_last_stands_first_whatever_its_date(page):
    for year in (1970, 1969, 1971):
        factories.article(f"Of {year}", date(year, 7, 1))
    assert page()[0] == ["Of 1971", "Of 1969", "Of 1970"]


def test_years_have_their_months_once_chosen_and_narrow_the_list_drafts_included(page):
    factories.article("July", date(1969, 7, 21))
    factories.article("May", date(1969, 5, 2))
    factories.draft("Draft", date(1969, 7, 1))
    factories.article("Later", date(1970, 1, 1))
    assert page()[1]["date"] == ["All", "1970", "1969"]
    headlines, choices = page(on="1969")
    assert headlines == ["Draft", "May", "July"]
    assert choices["date"] == ["All", "1970", "1969", "– May", "– July"]
    assert page(on="1969-07")[0] == ["Draft", "July"]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["1969-13", "soon", "\x00", "99999"])
def test_a_date_that_is_none_leads_back_to_the_list(admin_client, typed):
    factories.article()
    assert admin_client.get(LIST, {"on": typed}).url == f"{LIST}?e=1"


def test_languages_are_told_by_name_those_of_drafts_too(page):
    factories.article(language="en-GB")
    factories.draft("Draft", language="ur")
    assert page()[1]["language"] == ["All", "British English", "Urdu"]
    assert page(language="ur")[0] == ["Draft"]


def test_a_section_that_is_not_given_is_a_choice_with_words(page):
    factories.article("Match", section="Sport")
    factories.article("Other")
    assert page()[1]["section"] == ["All", "None given", "Sport"]
    assert page(section="Sport")[0] == ["Match"]
    assert page(section="")[0] == ["Other"]


def test_countries_are_told_by_name(admin_client):
    factories.source("Ledger", country="IE")
    factories.source("Wire")
    listed = admin_client.get("/admin/articles/source/").context["cl"]
    [countries] = [spec for spec in listed.filter_specs if spec.title == "country"]
    assert [str(choice["display"]) for choice in countries.choices(listed)] == ["All", "None given", "Ireland"]
