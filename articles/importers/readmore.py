"""Read-more lines: a label that sends the reader to another story, and the story's headline beside or below it.

"Read more: Harbour opens" is one; "Read more than ten books" and "Related companies rose." are not: what
follows a label is a mark (colon, bar, arrow, dash) or the end of the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

# Labels that say "read": whatever follows their mark is a headline.
STRONG = (
    r"(?:also )?read(?: more| also| next| now| further| here| the full (?:story|article)| full (?:story|"
    r"article)| this)?|"
    r"must[- ]read|click here to read|continue reading|keep reading|more on this(?: story| topic)?|more from us|"
    r"(?:related|recommended|similar|more|other)[- ](?:stor(?:y|ies)|articles?|news|coverage|reads?|links?|"
    r"content|posts?)|"
    r"recommended|you may also like|you might also like|don['’]t miss|see also|"
    r"(?:à )?lire aussi|à lire(?: également| aussi)?|lire(?: plus| la suite| également)|voir aussi|sur le même sujet|"
    r"lesen sie (?:auch|mehr|hier|dazu)|mehr (?:dazu|zum thema|lesen)|auch interessant|weiterlesen|lies auch|"
    r"siehe auch|"
    r"(?:leer|lea|lee)(?: más| también)|lea además|ver también|te puede interesar|"
    r"(?:leia|veja)(?: também| mais)|saiba mais|leggi(?: anche| di più| tutto)|per approfondire|"
    r"lees (?:ook|meer|verder)|läs (?:också|mer|även)|les (?:også|mer)|læs (?:også|mere)|lue (?:myös|lisää)|"
    r"czytaj (?:też|także|więcej|również)|zobacz (?:też|także)|přečtěte si také|čtěte také|olvasd el ezt is|"
    r"citește și|"
    r"devamını oku(?:yun)?|ayrıca oku(?:yun)?|bunu da oku(?:yun)?|ilgili haber(?:ler)?|"
    r"baca (?:juga|selengkapnya|lainnya)|lihat juga|xem thêm|đọc thêm|"
    r"читайте (?:также|ещё|еще|далее|подробнее)|читать (?:также|далее)|подробнее|смотрите также|по теме|"
    r"читайте також|прочетете още|διαβάστε (?:επίσης|ακόμα)|"
    r"(?:[إا]قر[أا]|طالع|شاهد|للمزيد)(?: (?:أيضا|أيضًا|أيضاً|ايضا|المزيد))?|لقراءة المزيد|مواضيع ذات صلة|"
    r"أخبار ذات صلة|"
    r"مزید پڑھ(?:یں|یے|ئے|یئے)|(?:یہ|اسے) بھی پڑھ(?:یں|یے|ئے|یئے)|مزید (?:جانیے|خبریں)|متعلقہ خبریں|"
    r"بیشتر بخوانید|(?:همچنین|بیشتر) بخوانید|مطالب مرتبط|(?:यह|ये) भी पढ़ें|और पढ़ें|আরও পড়ুন|קראו (?:גם|עוד)|"
    r"延伸阅读|相关阅读|另请参阅|阅读更多|関連記事|続きを読む|관련 ?기사|더 ?보기"
)
# Labels that begin sentences too: what follows them must look like a headline.
WEAK = r"related|more|also|watch|video|see|next|further|elsewhere|liés|zum thema|relacionado|relacionada|correlati"
# "Read more on the harbour: …" names its theme before the mark.
THEME = r"(?: (?:on|about|from|at|in|over|sur|über|sobre) [^:|.!?]{1,40}?(?=\s*[:|]))?"
MARK = r"(?:\s*[:：|｜>›»→➜☛…]+\s*|\s+[–—-]+>?\s+|\s*(?:->|—>)\s*)"
LINE = re.compile(
    rf"(?P<open>[\s\[(]*)[\s>»►▶➤➡👉📖•*★#_–—-]*(?P<label>(?P<strong>{STRONG})|{WEAK})(?P<theme>{THEME})"
    rf"(?P<mark>{MARK}|[\s\])*_:]*$)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
ADDRESS = re.compile(
    r"[<(\[]?\b(?P<url>(?:https?://|www\.)[^\s<>\"\]]+?)(?=[.,;)>\]]*(?:\s|$))[>)\].,;]*", re.IGNORECASE
)
MARKDOWN = re.compile(r"\[(?P<text>[^\[\]]{1,300})\]\((?P<url>https?://[^\s()]+)\)")
SITE = re.compile(r"\s+[|–—·•-]\s+|\s*\|\s*")

# Headlines end long before this; a longer line is a paragraph that happens to begin with a label.
MAX_LINE = 400
MAX_HEADLINE = 300


@dataclass(frozen=True, slots=True)
class Pointer:
    """A read-more line taken apart; `headline` is "" where the label stands alone."""

    label: str
    headline: str
    url: str = ""


def opens(line: str) -> bool:
    """Whether a line begins a pointer, so that it is no continuation of the line above."""
    return find(line[:MAX_LINE]) is not None


def find(line: str) -> Pointer | None:
    """The pointer that a line is, or None."""
    line = line.strip()
    if not line or len(line) > MAX_LINE:
        return None
    match = LINE.match(line)
    if not match:
        return None
    rest = match["rest"].strip()
    if match["open"].strip() and rest[-1:] in ("]", ")") and rest.count("(") < rest.count(")") + rest.count("]"):
        rest = rest[:-1].rstrip()
    headline, url = parted(rest)
    if not match["strong"] and not looks_like_headline(headline):
        return None
    label = (match["label"] + match["theme"]).strip()
    return Pointer(label, headline, url) if len(headline) <= MAX_HEADLINE else None


def parted(text: str) -> tuple[str, str]:
    """(headline, address) of text that may hold one, bare or as Markdown; it stands for a missing headline."""
    if link := MARKDOWN.search(text):
        return f"{text[: link.start()]}{link['text']}{text[link.end() :]}".strip(), link["url"]
    address = ADDRESS.search(text)
    if not address:
        return text.rstrip(" >»›→").strip(), ""
    headline = f"{text[: address.start()].strip()} {text[address.end() :].strip()}".strip(" :>»›→–—-|")
    return headline or address["url"], address["url"]


def address_alone(text: str) -> str:
    """The address that a line consists of, or ""."""
    match = ADDRESS.fullmatch(text.strip())
    return match["url"] if match else ""


def looks_like_headline(text: str) -> bool:
    """Short, begins like a title and does not end like a sentence."""
    if not text or len(text) > MAX_HEADLINE or text[0].islower():
        return False
    return not text.endswith((".", "。", "۔", ":", ";", ",", "…")) or bool(re.search(r"\b(?:[A-Z]\.){2,}$", text))


def without_site(headline: str, is_site: Callable[[str], bool]) -> str:
    """The headline without the name of the site that some pages print after it; `is_site` tells a site's name."""
    parts = list(SITE.finditer(headline))
    if parts and is_site(headline[parts[-1].end() :].strip()):
        return headline[: parts[-1].start()].strip() or headline
    return headline
