"""What failed is kept with its bytes, and can be taken along or tried again."""

import csv
import io
import zipfile

import pytest

from articles.importers import tally
from articles.importers.failures import as_zip, safe_cell
from articles.importers.load import load
from articles.importers.pages import Page
from articles.importers.retry import again, may_retry, retry
from articles.importers.uploads import work_off
from articles.models import Article, FailureContext, Import, ImportFailure
from tests.importers.pages import page

pytestmark = pytest.mark.django_db

EXPORT = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The Quay Post</title><link>https://quay.example</link>
<item><title>Good</title><content:encoded><![CDATA[A text.]]></content:encoded><wp:post_id>1</wp:post_id></item>
<item><title>%s</title><content:encoded><![CDATA[Another text.]]></content:encoded><wp:post_id>2</wp:post_id></item>
<item><title></title><content:encoded></content:encoded><wp:post_id>3</wp:post_id></item>
</channel></rss>
"""
TOO_LONG = EXPORT % (b"x" * 1100)


def bring(data, name="export.xml", **options):
    list(load([Page(name, data)], **options))
    return Import.objects.latest("pk")


def mend(run):
    """What was wrong with the failed stories is put right: here, in their bytes."""
    failure = run.failures.order_by("number").first()
    failure.content = bytes(failure.content).replace(b"x" * 1100, b"Mended")
    failure.save()


def test_an_item_that_failed_keeps_its_bytes_and_what_stood_around_it():
    run = bring(TOO_LONG)
    first, second = run.failures.order_by("number")
    assert (first.number, first.line, first.format, first.whole) == (2, 5, "wxr", True)
    assert bytes(first.content).startswith(b"<item><title>xxx")
    assert b"The Quay Post" in bytes(first.context.before)
    assert second.context == first.context
    assert FailureContext.objects.count() == 1


def test_a_file_that_failed_keeps_its_beginning(monkeypatch, tmp_path):
    monkeypatch.setattr(tally, "MOST_KEPT", 8)
    monkeypatch.setattr("articles.importers.stories.MOST_KEPT", 8)
    (tmp_path / "film.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    list(load([Page("film.txt", path=tmp_path / "film.txt"), Page("gone.txt", path=tmp_path / "gone.txt")]))
    failures = Import.objects.get().failures.order_by("number")
    kept = [(failure.content and bytes(failure.content), failure.whole) for failure in failures]
    assert kept == [(b"\x89PNG\r\n\x1a\n", False), (None, False)]
    assert not may_retry(Import.objects.get()).exists()


def test_failures_are_tried_again_and_only_what_still_fails_a_second_time():
    run = bring(TOO_LONG, publish=True)
    mend(run)
    assert may_retry(run).count() == 2
    second = retry(run)
    assert [line.outcome for line in again(second)] == ["new", "failed"]
    second = Import.objects.get(pk=second.pk)
    assert (second.retries, second.added, second.failed, second.state) == (run, 1, 1, "finished")
    article = Article.objects.get(headline="Mended")
    assert (article.source.name, article.imported_by) == ("The Quay Post", second)
    settled = run.failures.order_by("number").values_list("settled_by", flat=True)
    assert list(settled) == [second.pk, None]
    assert [line.outcome for line in again(retry(run))] == ["failed"]
    assert not may_retry(second).exists()


def test_a_retry_in_the_background_ends_in_the_same_state_where_its_first_attempt_died():
    run = bring(TOO_LONG)
    mend(run)
    second = retry(run, in_background=True)
    Import.objects.filter(pk=second.pk).update(state="running", attempts=1)
    lines = again(second)
    next(lines)
    lines.close()
    assert work_off() == 1
    second = Import.objects.get(pk=second.pk)
    assert (second.state, second.added, second.same, second.failed) == ("finished", 1, 0, 1)
    assert list(run.failures.order_by("number").values_list("settled_by", flat=True)) == [second.pk, None]


def test_a_whole_file_is_tried_again_as_it_was():
    run = bring(b"Monday, July 21, 1969", "a.txt", source="The Quay Post")
    ImportFailure.objects.update(content=page("Two men", publisher=""))
    list(again(retry(run)))
    assert Article.objects.get().source.name == "The Quay Post"


def test_failures_are_taken_along_with_their_reasons():
    run = bring(TOO_LONG, "=cmd/../../export.xml")
    run.failures.filter(number=3).update(content=None, whole=False, name="+1")
    with zipfile.ZipFile(io.BytesIO(b"".join(as_zip(run)))) as archive:
        assert archive.namelist() == ["000002-export.xml-item-2", "failures.csv"]
        assert archive.read("000002-export.xml-item-2") == bytes(run.failures.get(number=2).content)
        rows = list(csv.DictReader(io.StringIO(archive.read("failures.csv").decode("utf-8-sig"))))
    assert [(row["number"], row["name"], row["line"], row["file"]) for row in rows] == [
        ("2", "'=cmd/../../export.xml, item 2", "5", "000002-export.xml-item-2"),
        ("3", "'+1", "6", "not kept"),
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_is_no_formula(start):
    assert safe_cell(f"{start}1") == f"'{start}1"
    assert safe_cell(f"1{start}1") == f"1{start}1"
