"""Admin here; every public address is in ``articles/urls.py``."""

from django.contrib import admin
from django.urls import include, path

from articles import urls

# Beside these, pages have addresses in every language (newsroom/prefixed.py).
unspoken = [
    path("admin/", admin.site.urls),
    path("", include(urls.machines)),
]
urlpatterns = [
    *unspoken,
    path("", include(urls.pages)),
]
