import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from articles.fetching.addresses import PUBLIC, Refused, parse
from articles.fetching.turns import PAUSE
from articles.management.ready import check_tables
from articles.models import Subscription
from articles.polling import poll
from articles.related import rarity


class Command(BaseCommand):
    help = "Poll the subscribed feeds that are due, and bring in what is new. For cron, every few minutes."
    # Whom to ask and how slowly is for the tests to choose, who ask their own machine; there is no option for it.
    stealth_options = ("policy", "pause")

    def add_arguments(self, parser):
        parser.add_argument(
            "addresses", nargs="*", metavar="ADDRESS", help="poll the subscriptions of these addresses now, due or not"
        )
        parser.add_argument("--all", action="store_true", help="poll those that are not due yet, too")

    def handle(self, addresses, policy=PUBLIC, pause=PAUSE, **options):
        check_tables()
        wanted = _named(addresses) if addresses else Subscription.objects.active()
        if not addresses and not options["all"]:
            wanted = wanted.due()
        polls = list(_followed(poll(wanted, policy=policy, pause=pause), wanted.count(), Console(file=self.stderr)))
        # An archive to which polls alone bring stories, a few at a time, has no other job that sees how it has grown.
        rarity.keep_up()
        # A terminal wraps a long address; a file or a pipe gets it in one piece.
        console = Console(file=self.stdout, highlight=False, width=None if self.stdout.isatty() else 4000)
        if polls:
            console.print(_table(polls))
        console.print(ngettext("%s feed polled.", "%s feeds polled.", len(polls)) % f"{len(polls):,}", markup=False)
        if any(one.state == "failed" for one in polls):
            sys.exit(1)


def _named(addresses):
    """The subscriptions of `addresses`. Raises CommandError for one that has none, or that is switched off."""
    for given in addresses:
        try:
            subscription = Subscription.objects.filter(address__in=[given, str(parse(given))]).first()
        except Refused as error:
            raise CommandError(f"{given}: {error}.") from None
        if subscription is None:
            raise CommandError(f"There is no subscription to {given}: add it in the admin.")
        if not subscription.active:
            raise CommandError(f"The subscription to {given} is switched off: switch it on in the admin.")
    return Subscription.objects.active().filter(address__in=[*addresses, *(str(parse(one)) for one in addresses)])


def _followed(polls, total, console):
    """The polls of a run, with a bar on a terminal."""
    with Progress(console=console, disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("Fetching", total=total)
        for one in polls:
            yield one
            bar.advance(task)


def _table(polls):
    """What failed first, then what brought something."""
    table = Table("Feed", "State", "New", "Changed", "Failed", "What came of it", box=None, pad_edge=False)
    order = ["failed", "busy", "new", "same"]
    for one in sorted(polls, key=lambda one: (order.index(one.state), one.subscription.address)):
        numbers = (f"{number:,}" for number in (one.added, one.changed, one.failed))
        table.add_row(_plain(one.subscription.address), one.state, *numbers, _plain(one.words))
    return table


def _plain(text):
    """`text` from outside, without console markup or control characters of its own."""
    return escape("".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text))
