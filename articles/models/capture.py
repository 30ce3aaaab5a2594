"""Captures: pages exactly as they came in, so that nothing is lost and all can be read again."""

from django.db import models
from django.db.models.functions import Now


class Capture(models.Model):
    """The bytes of a page. `sha256` is of the bytes, in hexadecimal; the database checks it."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="captures", db_index=False)
    imported_by = models.ForeignKey("Import", on_delete=models.SET_NULL, null=True, related_name="captures")
    name = models.CharField(max_length=500, blank=True, help_text="The file or address it came from.")
    media_type = models.CharField(max_length=100, default="text/plain", db_default="text/plain")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    captured_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-captured_at", "-id"]
        # "Did these very bytes come in before?", asked for each story of each import.
        indexes = [models.Index(fields=["sha256"], name="capture_of_bytes")]
        constraints = [
            # Led by the article, so that it also answers "the captures of this story".
            models.UniqueConstraint(fields=["article", "sha256"], name="article_has_a_capture_once"),
            models.CheckConstraint(
                condition=models.Q(
                    sha256=models.Func(
                        models.Func(models.F("content"), function="sha256", output_field=models.BinaryField()),
                        models.Value("hex"),
                        function="encode",
                        output_field=models.TextField(),
                    )
                ),
                name="capture_is_the_bytes_it_was",
            ),
        ]

    def __str__(self):
        return self.name or f"Capture {self.pk}"
