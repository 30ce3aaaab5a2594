"""How editors change the archive: one module a group of things; importing it registers them."""

from articles.admin import articles, imports, links, names

__all__ = ["articles", "imports", "links", "names"]
