"""The images of a story's HTML: address, caption and credit, taken out of the tree they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from lxml.html import HtmlElement

from articles.importers.record import Picture

# Where sites keep the address of an image that is loaded late; `src` then holds a placeholder.
LATE = ("data-src", "data-original", "data-lazy-src", "data-orig-file", "data-hi-res-src", "data-url", "data-image")
WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
# Wire services end a caption with its owner, in brackets, behind a bar or behind one of these words.
CREDIT = re.compile(
    r"\s*(?:[(\[|–—-]\s*)?(?:\b(?:photo(?:graph)?|image|picture|foto|crédit|credit|courtesy|bild)s?"
    r"(?:\s+(?:by|credit|courtesy(?: of)?|de))?\s*[:/©]|\bphoto(?:graph)?s? (?:by|courtesy of)|©)\s*"
    r"(?P<who>[^()\[\]|]{2,100}?)\s*[)\]]?\.?\s*$",
    re.IGNORECASE,
)
CREDIT_CLASS = re.compile(r"credit|copyright|byline|attribution|photographer|source", re.IGNORECASE)
CAPTION_CLASS = re.compile(r"(?:^|[\s_-])(?:wp-)?caption(?:-text)?(?:$|[\s_-])", re.IGNORECASE)
HIGHEST_BOX = 4
# Figures hold tables, quotations and listings too; those are text.
TEXTUAL = ".//table|.//blockquote|.//pre|.//ul|.//ol|.//p[string-length(normalize-space()) > 400]"
# A smaller image counts readers, shows an icon or a button.
SMALLEST = 40
DECORATION = re.compile(
    r"(?:^|[\s_-])(?:emoji|smiley|avatar|icon|logo|gravatar|pixel|spacer)(?:$|[\s_-])", re.IGNORECASE
)


def _largest(srcset: str) -> str:
    """The last address of a list "url 1x, url 2x": the widest by custom."""
    urls = re.findall(r"(\S+?)(?:\s+[\d.]+[wx])?\s*(?:,\s|$)", srcset)
    return urls[-1] if urls else ""


def show_late_images(root: HtmlElement) -> None:
    """Give every image the address that its page's script would have given it."""
    for image in root.iter("img"):
        late = next((image.get(name) for name in LATE if image.get(name)), "")
        shown = (image.get("src") or "").strip()
        if late and not late.startswith(("data:", "{")):
            image.set("src", late)
        elif not shown or shown.startswith("data:"):
            image.set("src", _largest(image.get("srcset") or image.get("data-srcset") or ""))


def pictures_taken_from(root: HtmlElement) -> tuple[Picture, ...]:
    """Every picture under `root`, in order, each address once with each caption; they are taken out of the tree."""
    found: list[Picture] = []
    for image in list(root.iter("img")):
        if image.getparent() is None:
            continue
        frame = _frame(image, root)
        picture = _picture(image, frame)
        if picture:
            found.append(picture)
        if frame is not None and not frame.xpath(TEXTUAL) and len(list(frame.iter("img"))) == 1:
            frame.drop_tree()
        else:
            _taken_out(image)
    return each_once(found)


def each_once(pictures: Iterable[Picture]) -> tuple[Picture, ...]:
    """Pictures without those that tell nothing new: the same address, and the same caption or none."""
    pictures = list(pictures)
    captioned = {picture.url for picture in pictures if picture.caption}
    found: dict[tuple[str, str], Picture] = {}
    for picture in pictures:
        if picture.caption or picture.url not in captioned:
            found.setdefault((picture.url, picture.caption), picture)
    return tuple(found.values())


def _taken_out(image: HtmlElement) -> None:
    """A smiley stays as the sign that it stands for."""
    if DECORATION.search(image.get("class") or "") and 0 < len(image.get("alt") or "") <= 8:
        image.tail = f"{image.get('alt')}{image.tail or ''}"
    image.drop_tree()


def _frame(image: HtmlElement, root: HtmlElement) -> HtmlElement | None:
    """The element that holds an image and its caption: a figure, or a box of a class that says so."""
    for above in image.iterancestors():
        if above is root:
            break
        if above.tag == "figure":
            return above
        if above.tag in ("div", "p", "dl", "table") and CAPTION_CLASS.search(above.get("class") or ""):
            return above
    return _box(image, root)


def _box(image: HtmlElement, root: HtmlElement) -> HtmlElement | None:
    """The element around an image that holds nothing else but what is named as its caption."""
    for above in islice(image.iterancestors(), HIGHEST_BOX):
        if above is root or len(list(islice(above.iter("img"), 2))) > 1:
            return None
        captions = [_words(one.text_content()) for one in above.iter("p", "span", "div") if _is_caption(one)]
        if captions:
            # Beside it, at most a button.
            return above if len(_words(above.text_content())) <= len(max(captions, key=len)) + 30 else None
    return None


def _picture(image: HtmlElement, frame: HtmlElement | None) -> Picture | None:
    url = (image.get("src") or "").strip()
    small = any(
        (image.get(side) or "").isdecimal() and int(image.get(side)[:6]) < SMALLEST for side in ("width", "height")
    )
    if not WEB.match(url) or small or DECORATION.search(f"{image.get('class') or ''} {image.get('id') or ''}"):
        return None
    caption, credit = _caption(frame) if frame is not None else ("", "")
    alt = _words(image.get("alt") or "")
    credit = credit or _words(image.get("data-credit") or image.get("data-copyright") or "")
    return Picture(url, caption, credit, alt)


def _caption(frame: HtmlElement) -> tuple[str, str]:
    """(caption, credit) of a frame, the credit told by its class or by the words around it."""
    holder = next(
        (one for one in frame.iter("figcaption", "p", "span", "div", "dd") if one is not frame and _is_caption(one)),
        None,
    )
    if holder is None:
        return "", ""
    credit = ""
    for part in [one for one in holder.iter() if isinstance(one.tag, str) and one is not holder]:
        if CREDIT_CLASS.search(part.get("class") or "") and not credit:
            credit = _words(part.text_content())
            part.drop_tree()
    return parted(_words(holder.text_content()), credit)


def _is_caption(element: HtmlElement) -> bool:
    return element.tag == "figcaption" or bool(CAPTION_CLASS.search(element.get("class") or ""))


def parted(caption: str, credit: str = "") -> tuple[str, str]:
    """(caption, credit) of a caption that may end with its credit."""
    match = CREDIT.search(caption)
    if match and not credit:
        return caption[: match.start()].rstrip(" |–—-"), match["who"].strip()
    named = re.match(
        r"\(?(?:photo(?:graph)?|image|picture|credit)s?(?: credit| by)?\s*[:/]\s*(?P<who>.+?)\)?$", credit, re.I
    )
    return caption, named["who"].strip() if named else credit


def _words(text: str) -> str:
    return " ".join(text.split())
