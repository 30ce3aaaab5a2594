"""Saved pages for tests, in the form of the page that the archive was made for."""


def page(
    headline="Two men walk on the Moon",
    publisher="The Harbour Ledger",
    date="Monday, July 21, 1969",
    standfirst="Armstrong and Aldrin spent two and a half hours outside the lunar module",
    paragraphs=("The first people to stand on another world stepped down late on Sunday evening.", "NASA said so."),
):
    banner = [f"| Welcome to {publisher}"] if publisher else []
    return "\n\n".join([*banner, *filter(None, [date, headline, standfirst]), *paragraphs]).encode()
