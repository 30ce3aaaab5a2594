"""What a reader typed into a box, as a page can say it back."""

import re

# HTML has none of them (13.2.3.5, control-character-in-input-stream and noncharacter-in-input-stream), nor has a name.
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def typed_text(request):
    return UNSAYABLE.sub("", request.GET.get("q", ""))
