import json

from tests.exporters.made import THREE, written


def test_a_date_has_the_parts_that_are_known():
    items = json.loads(written("csl", *THREE))
    assert [item.get("issued") for item in items] == [
        {"date-parts": [[2024, 7, 16]]},
        {"date-parts": [[1931]]},
        None,
    ]


def test_every_item_has_a_key_of_its_own():
    items = json.loads(written("csl", *THREE))
    assert [item["id"] for item in items] == ["doe2024-11", "story1931-12", "story-13"]
