import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles.models import Article, ArticleVersion, Import, ReadMoreLink, RelatedStory, Tagging, TagProposal
from tests import factories
from tests.importers.pages import page

pytestmark = pytest.mark.django_db

INLINES = ["read_more_links", "citations", "taggings", "tag_proposals", "bylines", "corrections", "related"]


@pytest.fixture
def editor_client(client, django_user_model):
    """An editor who may do everything with articles but publish them."""
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    names = [f"{act}_{model}" for act in ("view", "add", "change", "delete") for model in (
        "article", "readmorelink", "citation", "tagging", "tagproposal", "byline", "correction", "relatedstory", "tag",
    )]  # fmt: skip
    editor.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(editor)
    return client


def change_url(article):
    return f"/admin/articles/article/{article.pk}/change/"


def form_of(client, url):
    """What a browser would send if the form at `url` were sent as it came."""
    response = client.get(url)
    forms = [
        response.context["adminform"].form,
        *(inline.formset for inline in response.context["inline_admin_formsets"]),
    ]
    data = {}
    for form in forms:
        for each in [form] if hasattr(form, "fields") else [form.management_form, *form.forms]:
            for bound in each:
                value = bound.value()
                widget = bound.field.widget
                if hasattr(widget, "widgets"):
                    for part, piece in zip(widget.decompress(value), widget.widgets_names, strict=True):
                        data[f"{bound.html_name}{piece}"] = "" if part is None else str(part)
                elif value is not None and value is not False:
                    data[bound.html_name] = str(value)
    return data


def save(client, article, button="_save", **changes):
    data = form_of(client, change_url(article)) | changes | {button: "1"}
    response = client.post(change_url(article), data)
    assert response.status_code == 302, response.context["errors"]
    return Article.objects.get(pk=article.pk)


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_takes_as_many_queries_for_one_item_as_for_three(admin_client, django_assert_num_queries, items):
    for n in range(items):
        factories.article(f"Story {n}", source=factories.source(f"Paper {n}"))
    with django_assert_num_queries(10):
        assert admin_client.get("/admin/articles/article/").status_code == 200


@pytest.mark.parametrize(
    "query", ["moon", "“walk on the moon”", "Two men wa", "", "-", '"', "a OR", "%00" * 3, "x" * 3000]
)
def test_the_search_finds_words_and_beginnings_and_never_fails(admin_client, query):
    factories.draft("Two men walk on the Moon")
    response = admin_client.get("/admin/articles/article/", {"q": query})
    assert response.status_code == 200
    if query in ("moon", "Two men wa", ""):
        assert response.context["cl"].result_count == 1


def test_an_editor_changes_a_story_and_the_old_one_is_kept(admin_client, admin_user):
    article = save(
        admin_client, factories.draft("Old"), headline="  New \n headline ", body="<script>x</script>One.\r\n\r\nTwo."
    )
    assert (article.headline, article.body, article.edited_by) == ("New headline", "One.\n\nTwo.", admin_user)
    assert [version.headline for version in ArticleVersion.objects.all()] == ["Old"]


def test_the_form_leads_to_the_versions_the_captures_and_the_page(admin_client):
    article = factories.article()
    html = admin_client.get(change_url(article)).content.decode()
    assert 'Revision 2. <a href="/admin/articles/articleversion/' in html
    assert f'<a href="/admin/articles/capture/?article__id__exact={article.pk}">' in html
    assert f'<a href="/a/{article.pk}/">' in html


def test_saving_a_form_as_it_came_makes_no_version(admin_client):
    save(admin_client, factories.draft(tags=["Neil Armstrong"], asks_for=["Missing"]))
    assert not ArticleVersion.objects.exists()


def test_a_story_that_somebody_changed_meanwhile_is_not_overwritten_and_nothing_typed_is_lost(admin_client):
    article = factories.draft("Old")
    data = form_of(admin_client, change_url(article)) | {"headline": "Mine", "body": "My words.", "_save": "1"}
    Article.objects.filter(pk=article.pk).update(headline="Theirs")
    response = admin_client.post(change_url(article), data)
    assert response.status_code == 200
    html = response.content.decode()
    assert "Somebody has changed this article" in html
    assert "My words." in html
    assert Article.objects.get().headline == "Theirs"


def test_two_editors_who_change_only_rows_do_not_overwrite_each_other_either(admin_client):
    article = factories.draft(tags=["Neil Armstrong"])
    data = form_of(admin_client, change_url(article)) | {"_save": "1"}
    Article.objects.filter(pk=article.pk).update(edited_at=timezone.now())
    assert "Somebody has changed" in admin_client.post(change_url(article), data).content.decode()


def test_a_date_that_an_editor_gives_is_on_the_editors_word(admin_client):
    article = save(admin_client, factories.draft(on=None), published_on="1969-07-21")
    assert (article.published_on, article.date_basis) == (date(1969, 7, 21), "set")
    article = save(admin_client, article, published_on="", published_at_0="", published_at_1="")
    assert (article.published_on, article.date_basis) == (None, "")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"headline": ""}, "This field is required."),
        ({"date_precision": "month"}, "A month is given by its first day"),
        ({"published_on": "1500-01-01"}, "between 1600 and 2199"),
        ({"published_on": "30 February"}, "Enter a valid date."),
        ({"published_at_0": "1969-07-25", "published_at_1": "10:00"}, "on another day than the date"),
        ({"original_url": "example.org"}, "begins with http"),
        ({"slug": "taken"}, "Another story of that date has this slug."),
    ],
)
def test_bad_input_is_told_in_words_and_stays_in_the_form(admin_client, changes, words):
    factories.draft(slug="taken")
    article = factories.draft("Old")
    data = form_of(admin_client, change_url(article)) | changes | {"standfirst": "Typed just now.", "_save": "1"}
    response = admin_client.post(change_url(article), data)
    assert response.status_code == 200
    html = response.content.decode()
    assert words in html
    assert "Typed just now." in html
    assert Article.objects.get(pk=article.pk).standfirst == ""


class TestPublishing:
    def test_the_button_saves_and_publishes(self, admin_client):
        waiting = factories.article(asks_for=["New headline"])
        article = save(admin_client, factories.draft("Old"), "_publish", headline="New headline")
        assert (article.status, article.slug) == ("published", "new-headline")
        assert waiting.read_more_links.get().target == article

    def test_an_editor_who_may_not_publish_sends_to_review(self, editor_client):
        article = save(editor_client, factories.draft("Old"), "_submit", headline="New")
        assert (article.status, article.headline) == ("review", "New")

    @pytest.mark.parametrize("status", ["published", "withdrawn"])
    def test_a_story_that_is_or_was_public_is_not_taken_back_to_review(self, editor_client, status):
        article = factories.article()
        Article.objects.update(status=status)
        save(editor_client, article, "_submit")
        assert Article.objects.get().status == status
        assert "only a draft goes to review" in editor_client.get("/admin/articles/article/").content.decode()

    @pytest.mark.parametrize("field", ["published_on", "slug"])
    def test_a_public_story_keeps_its_date_and_its_slug(self, admin_client, field):
        article = factories.article("Moon")
        data = form_of(admin_client, change_url(article)) | {field: "", "_save": "1"}
        html = admin_client.post(change_url(article), data).content.decode()
        assert "is or was public needs its date and its slug" in html

    def test_an_imported_story_cannot_become_another_publishers_that_has_it(self, admin_client):
        factories.draft(external_id="page-7")
        other = factories.draft(external_id="page-7", source=factories.source("Meridian Dispatch"))
        data = form_of(admin_client, change_url(other)) | {"source": str(factories.source().pk), "_save": "1"}
        html = admin_client.post(change_url(other), data).content.decode()
        assert "has the story of this page from that publisher already" in html

    @pytest.mark.parametrize("way", ["one", "selected"])
    def test_a_story_that_is_deleted_gives_its_links_to_its_namesake(self, admin_client, way):
        asking = factories.article(asks_for=["Luna 15"])
        gone, stays = factories.article("Luna 15"), factories.article("Luna 15", date(1969, 7, 22))
        assert asking.read_more_links.get().state == "suggested"
        if way == "one":
            admin_client.post(f"/admin/articles/article/{gone.pk}/delete/", {"post": "yes"})
        else:
            data = {"action": "delete_selected", "_selected_action": [gone.pk], "post": "yes"}
            admin_client.post("/admin/articles/article/", data)
        assert asking.read_more_links.get().target == stays
        assert ArticleVersion.objects.filter(pgh_label="deleted", headline="Luna 15").exists()

    def test_the_button_saves_and_withdraws_with_a_note(self, admin_client):
        article = save(admin_client, factories.article("Moon"), "_withdraw", withdrawal_note="In error.")
        assert (article.status, article.withdrawal_note) == ("withdrawn", "In error.")

    def test_a_story_without_a_date_is_saved_and_stays_a_draft(self, admin_client):
        article = save(admin_client, factories.draft("Old", on=None), "_publish", headline="New")
        assert (article.status, article.headline) == ("draft", "New")
        assert "under its date" in admin_client.get("/admin/articles/article/").content.decode()

    def test_selected_stories_are_published_and_withdrawn(self, admin_client):
        dated, undated = factories.draft(), factories.draft(on=None)
        for action in ("publish_selected", "withdraw_selected"):
            data = {"action": action, "_selected_action": [dated.pk, undated.pk]}
            html = admin_client.post("/admin/articles/article/", data, follow=True).content.decode()
            assert ("stays as it is" in html) == (action == "publish_selected")
        assert [article.status for article in Article.objects.order_by("pk")] == ["withdrawn", "draft"]

    def test_an_editor_who_may_not_publish_sees_no_button_and_is_refused(self, editor_client):
        draft = factories.draft()
        assert 'name="_publish"' not in editor_client.get(change_url(draft)).content.decode()
        data = form_of(editor_client, change_url(draft)) | {"_publish": "1"}
        assert editor_client.post(change_url(draft), data).status_code == 403
        editor_client.post("/admin/articles/article/", {"action": "publish_selected", "_selected_action": [draft.pk]})
        assert Article.objects.get().status == "draft"

    def test_an_editor_who_may_not_publish_cannot_withdraw(self, editor_client):
        article = factories.article()
        data = form_of(editor_client, change_url(article)) | {"_withdraw": "1"}
        assert editor_client.post(change_url(article), data).status_code == 403
        assert Article.objects.get().status == "published"

    def test_an_editor_who_may_not_publish_still_saves(self, editor_client):
        assert save(editor_client, factories.draft("Old"), headline="New").headline == "New"


class TestRows:
    def test_a_proposal_is_accepted_or_rejected_with_the_form(self, admin_client):
        article = factories.draft()
        for name in ("Neil Armstrong", "Mansion House", "Later"):
            TagProposal.objects.create(article=article, kind="person", name=name, count=1)
        data = form_of(admin_client, change_url(article))
        numbers = {value: key.split("-")[1] for key, value in data.items() if re.match(r"tag_proposals-\d+-name", key)}
        save(
            admin_client,
            article,
            **{
                f"tag_proposals-{numbers['Neil Armstrong']}-decision": "accept",
                f"tag_proposals-{numbers['Mansion House']}-decision": "reject",
            },
        )
        assert list(TagProposal.objects.order_by("name").values_list("name", "state")) == [
            ("Later", "open"),
            ("Mansion House", "rejected"),
            ("Neil Armstrong", "accepted"),
        ]
        assert Tagging.objects.get().tag.name == "Neil Armstrong"

    def test_a_new_read_more_line_resolves_with_the_form(self, admin_client):
        story, article = factories.article("Luna 15"), factories.article("Moon")
        row = {
            "after": "1",
            "label": "Read more",
            "headline": "LUNA 15",
            "url": "",
            "target": "",
            "id": "",
            "article": article.pk,
        }
        changes = {f"read_more_links-0-{name}": value for name, value in row.items()}
        save(admin_client, article, **changes, **{"read_more_links-TOTAL_FORMS": "1"})
        link = ReadMoreLink.objects.get()
        assert (link.target, link.decided_by) == (story, "rule")

    def test_a_story_chosen_by_hand_is_an_editors_word(self, admin_client):
        article, chosen = factories.article(asks_for=["Something"]), factories.article("Quite another")
        save(admin_client, article, **{"read_more_links-0-target": str(chosen.pk)})
        link = ReadMoreLink.objects.get()
        assert (link.state, link.target, link.decided_by) == ("resolved", chosen, "editor")
        save(admin_client, article, **{"read_more_links-0-target": ""})
        assert ReadMoreLink.objects.get().state == "pending"

    def test_a_story_is_pinned_with_the_form(self, admin_client):
        article, other = factories.article(), factories.article()
        row = {"other": other.pk, "origin": "pinned", "id": "", "article": article.pk}
        save(
            admin_client,
            article,
            **{f"related-0-{name}": value for name, value in row.items()},
            **{"related-TOTAL_FORMS": "1"},
        )
        assert list(RelatedStory.objects.filter(origin="pinned").values_list("article", "other")) == [
            (article.pk, other.pk)
        ]


class TestPasting:
    URL = "/admin/articles/article/paste/"

    def test_a_pasted_page_becomes_a_draft_that_is_shown_at_once(self, admin_client, admin_user):
        response = admin_client.post(self.URL, {"page": page().decode()})
        article = Article.objects.get()
        assert response.url == change_url(article)
        assert (article.headline, article.status, article.captures.count()) == ("Two men walk on the Moon", "draft", 1)
        assert Import.objects.get().user == admin_user

    def test_a_page_is_published_at_once_by_who_may_publish(self, admin_client):
        admin_client.post(self.URL, {"page": page().decode(), "publish": "on"})
        assert Article.objects.get().status == "published"

    def test_who_may_not_publish_pastes_a_draft(self, editor_client):
        assert 'name="publish"' not in editor_client.get(self.URL).content.decode()
        editor_client.post(self.URL, {"page": page().decode(), "publish": "on"})
        assert Article.objects.get().status == "draft"

    def test_a_page_that_cannot_be_read_stays_in_the_form_with_the_reason(self, admin_client):
        html = admin_client.post(self.URL, {"page": "Monday, July 21, 1969"}).content.decode()
        assert "no headline: looked for" in html
        assert "Monday, July 21, 1969</textarea>" in html
        assert not Article.objects.exists()

    def test_several_files_go_in_and_the_result_tells_the_bad_one(self, admin_client):
        pages = (("a.txt", page()), ("b.txt", b"\x89PNG\r\n\x1a\n\0\0"), ("c.txt", page("Other")))
        files = [SimpleUploadedFile(name, data) for name, data in pages]
        data = {"page": "", "files": files, "source": "Elsewhere"}
        response = admin_client.post(self.URL, data, follow=True)
        html = response.content.decode()
        assert response.redirect_chain[0][0] == f"/admin/articles/import/{Import.objects.get().pk}/change/"
        assert "2 new, 1 failed." in html
        assert "b.txt" in html
        assert Article.objects.count() == 2

    def test_who_may_not_see_imports_is_led_to_the_articles(self, editor_client):
        files = [SimpleUploadedFile(name, page(name)) for name in ("One", "Two")]
        assert editor_client.post(self.URL, {"files": files}).url == "/admin/articles/article/"

    def test_a_large_upload_is_read_from_where_it_lies(self, admin_client, settings):
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
        admin_client.post(self.URL, {"files": [SimpleUploadedFile("a.txt", page())]})
        assert bytes(Article.objects.get().captures.get().content) == page()

    def test_a_pasted_page_that_fails_stays_while_the_files_beside_it_go_in(self, admin_client):
        data = {"page": "Monday, July 21, 1969", "files": [SimpleUploadedFile("a.txt", page())]}
        html = admin_client.post(self.URL, data).content.decode()
        assert "Monday, July 21, 1969</textarea>" in html
        assert "1 new, 1 failed." in html

    def test_nothing_at_all_is_told(self, admin_client):
        assert "Paste a page, or choose files." in admin_client.post(self.URL, {"page": "  "}).content.decode()

    def test_a_file_that_is_too_large_is_told(self, admin_client, monkeypatch):
        monkeypatch.setattr("articles.admin.forms.LARGEST", 1_000_000)
        file = SimpleUploadedFile("film.txt", b"x" * 1_000_001)
        assert "Larger than 1 MB: film.txt." in admin_client.post(self.URL, {"files": [file]}).content.decode()

    def test_who_may_not_add_articles_may_not_paste(self, client, django_user_model):
        client.force_login(django_user_model.objects.create_user("guest", is_staff=True))
        assert client.get(self.URL).status_code == 403
        assert client.post(self.URL, {"page": page().decode()}).status_code == 403
        assert not Article.objects.exists()


def test_a_visitor_is_sent_to_the_login(client):
    for url in ("/admin/articles/article/", TestPasting.URL, change_url(factories.draft())):
        assert client.get(url).url == f"/admin/login/?next={url}"


def test_a_future_date_is_an_embargo(admin_client):
    tomorrow = timezone.now().date() + timedelta(days=2)
    article = save(admin_client, factories.draft(on=tomorrow), "_publish")
    assert article.status == "published"
    assert not Article.objects.published().exists()


def row(prefix, article, number=0, **values):
    """A row that an editor adds under `prefix`, as form data."""
    values = {"id": "", "article": article.pk, **values}
    rows = {f"{prefix}-{number}-{name}": str(value) for name, value in values.items()}
    return rows | {f"{prefix}-TOTAL_FORMS": str(number + 1)}


LINK = {"after": 1, "label": "Read more", "headline": "Luna 15", "url": "", "target": ""}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            lambda a: row("read_more_links", a, **LINK | {"target": a.pk}),
            "A line cannot lead to the story it stands in.",
        ),
        (lambda a: row("read_more_links", a, **LINK | {"url": "example.org"}), "begins with http"),
        (lambda a: row("read_more_links", a, **LINK | {"url": "https://exa mple.org"}), "has no spaces"),
        (lambda a: row("read_more_links", a, **LINK | {"headline": ""}), "This field is required."),
        (lambda a: row("related", a, other=a.pk, origin="pinned"), "A story cannot stand beside itself."),
        (
            lambda a: (
                row("taggings", a, 0, tag=factories.tag("X").pk) | row("taggings", a, 1, tag=factories.tag("X").pk)
            ),
            "Please correct the duplicate",
        ),
        (
            lambda a: (
                row("citations", a, 0, source=a.source_id, position=0)
                | row("citations", a, 1, source=a.source_id, position=1)
            ),
            "Please correct the duplicate",
        ),
        (lambda a: row("corrections", a, corrected_on="never", text="x"), "Enter a valid date."),
    ],
)
def test_a_bad_row_is_told_in_words_and_not_a_crash(admin_client, rows, words):
    article = factories.draft()
    response = admin_client.post(
        change_url(article), form_of(admin_client, change_url(article)) | rows(article) | {"_save": "1"}
    )
    assert response.status_code == 200
    assert words in response.content.decode()
