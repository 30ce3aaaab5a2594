"""Feeds, as servers send them, for tests."""

from datetime import UTC, datetime
from email.utils import format_datetime


def feed(*headlines, title="The Harbour Ledger", extra=""):
    """An RSS feed with a story of each headline; `extra` goes into its channel as it is."""
    items = "".join(item(headline) for headline in headlines)
    return f'<rss version="2.0"><channel><title>{title}</title>{extra}{items}</channel></rss>'.encode()


def item(headline, text="The crew came ashore at noon. The harbour was full of boats."):
    link = f"https://ledger.example/{headline.replace(' ', '-').lower()}"
    when = format_datetime(datetime(1969, 7, 21, 12, tzinfo=UTC))
    return (
        f"<item><title>{headline}</title><link>{link}</link><guid>{link}</guid><pubDate>{when}</pubDate>"
        f"<description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
    )


BROKEN_ITEM = "<item><guid>nothing-in-it</guid></item>"
