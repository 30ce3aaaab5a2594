"""What imports left in the archive: the pages as captured, earlier versions, addresses. To be read, not changed."""

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html

from articles.admin.reading import ReadOnly
from articles.models import ArticleVersion, Capture, FormerAddress


@admin.register(Capture)
class CaptureAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "article", "captured_at", "media_type"]
    list_select_related = ["article"]
    search_fields = ["name", "article__headline", "sha256"]
    fields = ["article", "imported_by", "name", "media_type", "captured_at", "sha256", "page"]
    readonly_fields = ["page"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    def get_urls(self):
        download = path("<int:pk>/page/", self.admin_site.admin_view(self.download), name="articles_capture_page")
        return [download, *super().get_urls()]

    @admin.display(description="the page")
    def page(self, capture):
        return format_html(
            '<a href="{}">Download, byte for byte</a>', reverse("admin:articles_capture_page", args=[capture.pk])
        )

    def download(self, request, pk):
        """The bytes as they came, as an attachment: whatever they are, this site does not show them."""
        if not self.has_view_permission(request):
            return HttpResponse("You may not see captures.", status=403, content_type="text/plain")
        capture = get_object_or_404(Capture, pk=pk)
        return HttpResponse(
            bytes(capture.content),
            content_type="application/octet-stream",
            headers={"Content-Disposition": f'attachment; filename="capture-{capture.pk}.txt"'},
        )


@admin.register(ArticleVersion)
class ArticleVersionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["headline", "revision", "status", "modified_at", "pgh_created_at", "pgh_label"]
    list_filter = ["pgh_label", "status"]
    search_fields = ["headline", "pgh_obj__id"]
    date_hierarchy = "pgh_created_at"


@admin.register(FormerAddress)
class FormerAddressAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "article", "left_at"]
    list_select_related = ["article"]
    search_fields = ["slug", "article__headline"]
