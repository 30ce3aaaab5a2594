"""Pictures of a story: their addresses, captions and credits, and how they leave the tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.pictures import each_once, parted, pictures_taken_from, show_late_images
from articles.importers.record import Picture
from articles.importers.trees import parsed

URL = "https://ledger.example/a.jpg"


def taken(html):
    """(pictures, words left) of a fragment."""
    root = parsed(f"<html><body><div>{html}</div></body></html>").find("body")
    show_late_images(root)
    return list(pictures_taken_from(root)), " ".join(root.text_content().split())


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        (f'src="{URL}"', URL),
        (f'src="data:image/gif;base64,R0" data-src="{URL}"', URL),
        (f'src="https://ledger.example/blank.gif" data-lazy-src="{URL}"', URL),
        (f'srcset="https://ledger.example/s.jpg 300w, {URL} 1200w"', URL),
        (f'src="" data-srcset="{URL} 2x"', URL),
    ],
)
def test_an_image_that_is_loaded_late_has_the_address_that_its_script_would_give_it(attributes, url):
    assert taken(f"<img {attributes}>") == ([Picture(url)], "")


@pytest.mark.parametrize(
    "attributes",
    [
        'src="/relative.jpg"',
        'src="data:image/gif;base64,R0"',
        "",
        f'src="{URL}" width="1" height="1"',
        f'src="{URL}" height="39"',
        f'src="{URL}" class="avatar"',
        f'src="{URL}" id="logo"',
    ],
)
def test_placeholders_counters_and_icons_are_no_pictures(attributes):
    assert taken(f"<img {attributes}>")[0] == []


def test_a_smiley_stays_as_its_sign():
    assert taken(f'<p>Good <img class="emoji" alt="🙂" src="{URL}"> day</p>') == ([], "Good 🙂 day")


@pytest.mark.parametrize(
    "frame",
    [
        '<figure><img src="{}"><figcaption>The quay.</figcaption></figure>',
        '<div class="wp-caption"><img src="{}"><p class="wp-caption-text">The quay.</p></div>',
        '<div class="photo"><img src="{}"><span class="pb-caption">The quay.</span></div>',
        '<div><div><a href="/b"><img src="{}"></a></div><p class="caption">The quay.</p><b>Enlarge</b></div>',
    ],
)
def test_a_caption_is_taken_with_the_box_that_holds_it_and_its_image(frame):
    assert taken(f"<p>One.</p>{frame.format(URL)}<p>Two.</p>") == ([Picture(URL, "The quay.")], "One.Two.")


def test_a_box_with_more_than_its_caption_stays_as_text():
    pictures, left = taken(
        f'<div><img src="{URL}"><p class="caption">The quay.</p><p>The first boats left before sunrise.</p></div>'
    )
    assert (pictures, left) == ([Picture(URL)], "The quay.The first boats left before sunrise.")


def test_a_figure_that_holds_a_table_stays_as_text():
    html = f'<figure><img src="{URL}"><table><tr><td>1968</td></tr></table><figcaption>Boats.</figcaption></figure>'
    assert taken(html) == ([Picture(URL, "Boats.")], "1968Boats.")


@pytest.mark.parametrize(
    ("caption", "parts"),
    [
        ("The quay. (Photo: Ada Quayle)", ("The quay.", "Ada Quayle")),
        ("The quay. Photo by Ada Quayle", ("The quay.", "Ada Quayle")),
        ("The quay | Credit: Harbour Wire", ("The quay", "Harbour Wire")),
        ("The quay – © Harbour Wire", ("The quay", "Harbour Wire")),
        ("The photograph shows the quay.", ("The photograph shows the quay.", "")),
        ("", ("", "")),
    ],
)
def test_a_caption_is_parted_from_its_credit(caption, parts):
    assert parted(caption) == parts


@pytest.mark.parametrize(
    ("credit", "who"),
    [
        ("Photo: Ada Quayle", "Ada Quayle"),
        ("(Image credit: Harbour Wire)", "Harbour Wire"),
        ("Ada Quayle", "Ada Quayle"),
    ],
)
def test_a_credit_that_stands_apart_loses_its_label(credit, who):
    assert parted("The quay.", credit) == ("The quay.", who)


def test_a_credit_is_told_by_its_class():
    html = (
        f'<figure><img src="{URL}"><figcaption>The quay.<span class="credit"> Ada Quayle</span></figcaption></figure>'
    )
    assert taken(html)[0] == [Picture(URL, "The quay.", "Ada Quayle")]


BARE, ONE, TWO = Picture(URL), Picture(URL, "One"), Picture(URL, "Two")


@pytest.mark.parametrize(
    ("pictures", "kept"),
    [
        ([BARE, BARE], [BARE]),
        ([BARE, ONE], [ONE]),
        ([ONE, BARE], [ONE]),
        ([ONE, TWO, ONE], [ONE, TWO]),
        ([Picture(URL, alt="a"), Picture(URL, alt="b")], [Picture(URL, alt="a")]),
    ],
)
def test_a_picture_is_kept_once_with_each_of_its_captions(pictures, kept):
    assert list(each_once(pictures)) == kept


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_caption_can_be_parted(caption, credit):
    assert all(isinstance(part, str) for part in parted(caption, credit))
