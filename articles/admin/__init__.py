"""How editors change the archive: one module a group of things; importing it registers them."""

from django.contrib import admin

from articles.admin import articles, imports, kept, links, names, subscriptions, twins

__all__ = ["articles", "imports", "kept", "links", "names", "subscriptions", "twins"]

admin.site.site_header = admin.site.site_title = "Newsroom"
admin.site.index_title = "The archive"
