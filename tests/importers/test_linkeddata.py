"""JSON-LD and microdata: one mapping of property → values, as broken as pages write them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.linkeddata import MOST_NODES, story, texts
from articles.importers.trees import parsed


def told(*scripts, body=""):
    written = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return story(parsed(f"<html><head>{written}</head><body>{body}</body></html>"))


NEWS = '{"@type": "NewsArticle", "headline": "Ferry"}'


@pytest.mark.parametrize(
    "script",
    [
        NEWS,
        f"[{NEWS}]",
        f'{{"@graph": [{{"@type": "Organization", "name": "x"}}, {NEWS}]}}',
        f'{{"@type": "WebPage", "headline": "Page", "mainEntity": {NEWS}}}',
        f"<!-- {NEWS} -->",
        f"//<![CDATA[\n{NEWS}\n//]]>",
        f"{NEWS};",
        '{"@type": "NewsArticle", "headline": "Ferry",}',
        '{"@type": ["Thing", "NewsArticle"], "headline": "Ferry"}',
        '{"@type": "http://schema.org/NewsArticle", "headline": "Ferry"}',
        '{"@type": "NewsArticle", "headline": "Ferry", "articleBody": "line\nend"}',
        r'{"@type": "NewsArticle", "headline": "Ferry", "description": "it\'s"}',
        '{"@type": "NewsArticle", "headline": "Ferry", "author": "A" "B"',
    ],
)
def test_a_story_is_found_wherever_and_however_it_is_written(script):
    assert texts(told(script)["headline"]) == ["Ferry"]


def test_of_several_descriptions_the_one_that_is_most_surely_a_story_comes_first():
    page = '{"@type": "WebPage", "headline": "Page", "inLanguage": "en"}'
    post = '{"@type": "BlogPosting", "headline": "Post", "datePublished": "2024-07-16"}'
    assert told(page, post, NEWS) == {
        "@type": ["NewsArticle"],
        "headline": ["Ferry"],
        "datePublished": ["2024-07-16"],
        "inLanguage": ["en"],
    }


def test_what_is_no_story_tells_nothing():
    assert told('{"@type": "Organization", "headline": "x"}', "no JSON", "", "{", '"text"', "null") == {}


def test_a_reference_is_what_it_refers_to():
    article = '{"@type": "Article", "author": {"@id": "#ada"}}'
    assert told(f'{{"@graph": [{article}, {{"@id": "#ada", "@type": "Person", "name": "Ada Quayle"}}]}}')["author"] == [
        {"@id": "#ada", "@type": "Person", "name": "Ada Quayle"}
    ]


def test_a_list_of_other_stories_is_not_the_story():
    listed = f'{{"@type": "ItemList", "itemListElement": [{NEWS}]}}'
    assert told(listed) == {}


@pytest.mark.parametrize(("number", "said"), [(10, ["Ferry"]), (MOST_NODES, None)])
def test_more_descriptions_than_a_page_has_are_not_all_read(number, said):
    assert told(json.dumps([{"@type": "Thing"}] * number), NEWS).get("headline") == said


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<h1 itemprop="headline">Ferry</h1>', {"headline": ["Ferry"]}),
        ('<meta itemprop="datePublished" content="2024-07-16">', {"datePublished": ["2024-07-16"]}),
        ('<time itemprop="datePublished" datetime="2024-07-16">Tuesday</time>', {"datePublished": ["2024-07-16"]}),
        ('<a itemprop="url" href="/ferry">Ferry</a>', {"url": ["Ferry"]}),
        ('<img itemprop="image" src="/a.jpg">', {"image": ["/a.jpg"]}),
        (
            '<p itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Ada</b> of us</p>',
            {"author": [{"@type": "Person", "name": "Ada"}]},
        ),
        ('<p itemprop="author creator">Ada</p>', {"author": ["Ada"], "creator": ["Ada"]}),
    ],
)
def test_microdata_is_read_as_its_elements_hold_it(body, expected):
    assert told(body=f'<div itemscope itemtype="https://schema.org/NewsArticle">{body}</div>') == expected


def test_json_ld_comes_before_microdata():
    properties = '<b itemprop="headline">Other</b><i itemprop="genre">x</i>'
    body = f'<div itemscope itemtype="http://schema.org/Article">{properties}</div>'
    said = told(NEWS, body=body)
    assert (said["headline"], said["genre"]) == (["Ferry"], ["x"])


@pytest.mark.parametrize(
    ("values", "plain"),
    [
        ("  One \n two ", ["One two"]),
        (
            [1987, "", None, {"name": "Ada"}, {"@value": "x"}, {"headline": "y"}, {"name": ["z"]}],
            ["1987", "Ada", "x", "y", "z"],
        ),
        ({"@id": "#a"}, []),
        (None, []),
    ],
)
def test_the_plain_words_of_values(values, plain):
    assert texts(values) == plain


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda one: (
        st.lists(one)
        | st.dictionaries(st.sampled_from(["@type", "@id", "@graph", "name", "headline", "author", "mainEntity"]), one)
    ),
    max_leaves=12,
)


@given(JSON, st.text(max_size=20))
def test_any_json_is_read_without_harm(value, text):
    said = told(json.dumps(value).replace("<", "&lt;"), text)
    assert all(isinstance(texts(values), list) for values in said.values())
