"""The forms behind the admin's pages."""

from django import forms
from django.core.exceptions import ValidationError

from articles.markup import clean_body
from articles.models import Article, RelatedStory, TagProposal


class ArticleForm(forms.ModelForm):
    """An article, as long as nobody else has changed it since the form was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "standfirst": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "body": forms.Textarea(attrs={"rows": 28, "class": "vLargeTextField"}),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk and "seen" in self.fields:
            self.initial["seen"] = self.instance.version_token

    def clean_headline(self):
        return " ".join(self.cleaned_data["headline"].split())

    def clean_body(self):
        return clean_body(self.cleaned_data["body"])

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("seen") != self._token_now():
            raise ValidationError(
                "Somebody has changed this article since you opened it. Nothing was saved, and your words are still "
                "below: open the article in another window, compare, and save your changes there."
            )
        if not cleaned.get("published_on"):
            cleaned["date_basis"] = ""
        elif "published_on" in self.changed_data and "date_basis" not in self.changed_data:
            cleaned["date_basis"] = Article.Basis.SET
        return cleaned

    def _get_validation_exclusions(self):
        # What the form does not show still takes part in the promises that Postgres keeps.
        return super()._get_validation_exclusions() - {"status", "external_id"}

    def _token_now(self):
        # Locked until the request ends, so that nobody comes between this look and the save.
        row = Article.objects.select_for_update().only("revision", "edited_at").get(pk=self.instance.pk)
        return row.version_token


class TagProposalForm(forms.ModelForm):
    """A proposal, with the editor's decision; saving it carries the decision out."""

    decision = forms.ChoiceField(
        choices=[("", "Not yet"), ("accept", "Tag the article"), ("reject", "Not a tag")], required=False
    )

    class Meta:
        model = TagProposal
        fields = ["name", "kind"]

    def save(self, commit=True):
        proposal = super().save(commit)
        decide = {"accept": proposal.accept, "reject": proposal.reject}.get(self.cleaned_data.get("decision"))
        if decide and commit:
            decide()
        elif decide:
            self.save_m2m = decide
        return proposal


class PinnedStoryForm(forms.ModelForm):
    """An editor's word on a story takes the place of what was computed for it."""

    def clean_other(self):
        if self.cleaned_data["other"].pk == self.instance.article_id:
            raise ValidationError("A story cannot stand beside itself.")
        return self.cleaned_data["other"]

    def save(self, commit=True):
        pair = {"article": self.instance.article, "other": self.cleaned_data["other"]}
        RelatedStory.objects.filter(**pair, origin=RelatedStory.Origin.COMPUTED).delete()
        return super().save(commit)


# An export of some ten thousand stories, packed; larger ones are for the command, which has no request to keep waiting.
LARGEST = 200_000_000


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files; its value is a list of uploads."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        files = [super(ManyFilesField, self).clean(file, initial) for file in data or []]
        too_large = [file.name for file in files if file.size > LARGEST]
        if too_large:
            raise ValidationError(f"Larger than {LARGEST // 1_000_000} MB: {', '.join(too_large)}.")
        return files


class PasteForm(forms.Form):
    page = forms.CharField(
        required=False,
        strip=False,
        label="The page",
        widget=forms.Textarea(attrs={"rows": 24, "class": "vLargeTextField", "dir": "auto"}),
        help_text="All of it, as the browser shows or saves it: banner, date, headline, text, “Read more” lines.",
    )
    files = ManyFilesField(
        required=False,
        label="Or saved pages",
        help_text="Pages, feeds, exports, or archives of them, several at once. Large ones are read in the background.",
    )
    source = forms.CharField(
        required=False, max_length=200, label="Publisher", help_text="Only needed where the page does not say its own."
    )
    publish = forms.BooleanField(required=False, label="Publish at once what has a date")

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("page", "").strip() and not cleaned.get("files") and not self.errors:
            raise ValidationError("Paste a page, or choose files.")
        return cleaned
