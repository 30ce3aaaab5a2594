"""The images that an item of a WordPress export names, as items of their own: what it needs to be read alone."""

from __future__ import annotations

import html
import re

from articles.importers.record import Picture

# Where an item names images that stand elsewhere in its file.
NAMED = re.compile(rb"_thumbnail_id.{0,200}?(\d+)|\[(?:gallery|slideshow)[^\]]{0,2000}", re.DOTALL)
ATTACHMENT = """<item><wp:post_type>attachment</wp:post_type><wp:post_id>{}</wp:post_id>
<wp:attachment_url>{}</wp:attachment_url><excerpt:encoded>{}</excerpt:encoded>
<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta></item>
"""


def attachments_of(raw: bytes, pictures: dict[str, Picture]) -> str:
    """Items for those of the export's `pictures` (by number) that the item `raw` names; "" for none."""
    places = NAMED.finditer(raw)
    named = {number.decode() for place in places for number in re.findall(rb"\d+", place.group())}
    found = ((number, pictures[number]) for number in sorted(named) if number in pictures)
    return "".join(
        ATTACHMENT.format(number, *map(html.escape, (picture.url, picture.caption, picture.alt)))
        for number, picture in found
    )
