"""Lines that belong to the page and not to the story: buttons, counts, invitations, notices of rights.

A closed list, and whole lines only: what is not surely furniture stays, for nothing of a story may be lost.
"""

from __future__ import annotations

import re

BUTTONS = frozenset(
    """
    share|share this|share this article|share this story|share this page|share via|share on|tweet|email|e-mail|
    print|print this page|print article|save|save article|bookmark|listen|listen to this article|copy link|copy url|
    link copied|advertisement|advertisements|ad|ads|advert|sponsored|sponsored content|promoted|promoted content|
    story continues below advertisement|article continues below|article continues after this advertisement|
    scroll to continue|skip to content|skip to main content|skip to navigation|menu|search|search for|home|close|
    login|log in|sign in|sign up|register|subscribe|subscribe now|my account|newsletter|newsletters|back to top|
    top of page|comments|no comments|leave a comment|leave a reply|view comments|show comments|post a comment|
    join the conversation|load more|show more|see all|view all|next article|previous article|previous post|
    next post|follow us|follow|contact us|about us|privacy policy|terms of use|terms of service|cookie policy|
    accept cookies|accept all|all rights reserved|tags|tags:|breaking news|image credit|getty images|file photo|
    image|photo|video|partager|imprimer|commenter|commentaires|publicité|s'abonner|se connecter|teilen|drucken|
    kommentare|anzeige|werbung|abonnieren|anmelden|compartir|imprimir|comentarios|publicidad|suscribirse|
    compartilhar|comentários|publicidade|condividi|stampa|commenti|pubblicità|delen|reageren|advertentie|paylaş|
    yazdır|yorumlar|reklam|bagikan|iklan|поделиться|печать|комментарии|реклама|شارك|مشاركة|طباعة|تعليقات|إعلان|اطبع|
    فائل فوٹو|فائل|فوٹو|تبصرے|تبصرے دیکھیں|شیئر کریں|شیئر|پرنٹ|اشتہار|چاپ|اشتراک|نظرات|تبلیغات
    """.replace("\n    ", "")
    .strip()
    .split("|")
)
SOCIAL = frozenset(
    """
    facebook twitter x whatsapp telegram linkedin reddit pinterest email e-mail mail print instagram youtube
    messenger tumblr viber flipboard pocket copy link share rss bluesky threads mastodon tiktok and on via
    """.split()
)
LINES = re.compile(
    r"(?:\d{1,2}|one|two|three|four|five)[ -]min(?:ute)?s?(?: read)?|reading time:? \d+ min(?:ute)?s?|"
    r"\d[\d,.]* (?:shares?|comments?|views?|reads?|likes?|tweets?|retweets?|reactions?|commentaires|kommentare|"
    r"comentarios)|"
    r"(?:share|follow us|find us|like us|join us) on (?:facebook|twitter|x|whatsapp|telegram|linkedin|instagram|"
    r"youtube|google news)|"
    r"(?:please )?(?:subscribe to|sign up (?:for|to)|get) (?:our|the|my) (?:\w+ ){0,3}newsletters?(?: here| now|"
    r" today)?|"
    r"(?:click here|tap here) to (?:subscribe|share|comment|sign up)|"
    r"(?:©|\(c\)|copyright)\s.{0,100}|.{0,60}all rights reserved\.?|"
    r"\(?(?:file photo|file image|فائل فوٹو|فائل)\)?|(?:photo|image|picture) ?: ?(?:file|afp|reuters|ap|"
    r"getty images?)|"
    r"[\W_]{1,80}",
    re.IGNORECASE,
)


def is_furniture(line: str) -> bool:
    """Whether a whole line is a button, a count, an invitation or a notice, and nothing of the story."""
    line = line.strip()
    if len(line) > 160:
        return False
    bare = line.strip(" \t[](){}|•·*>»<«→←+-–—:.!…").casefold()
    if bare in BUTTONS:
        return True
    if LINES.fullmatch(line):
        return True
    words = re.split(r"[\s,|/•·]+", bare)
    return len(words) > 1 and all(word in SOCIAL for word in words)
