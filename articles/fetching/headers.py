"""What a server says of its answer, as far as it can be believed."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Longer than any in use; what is sent back to the server must be one line of ASCII.
VALIDATOR = re.compile(r"[ -~]{1,500}")
MAX_AGE = re.compile(r'(?:^|[\s,])max-age\s*=\s*"?(\d{1,9})', re.IGNORECASE)
NOT_KEPT = re.compile(r"(?:^|[\s,])no-(?:cache|store)\b", re.IGNORECASE)


def validator(said: str | None) -> str:
    """An ETag or Last-Modified that can be sent back as it is; "" for none."""
    return said if said and VALIDATOR.fullmatch(said) else ""


def max_age(said: str | None) -> int | None:
    """Seconds for which an answer stays good (Cache-Control, RFC 9111, 5.2.2.1)."""
    found = MAX_AGE.search(said or "")
    return int(found[1]) if found and not NOT_KEPT.search(said) else None


def retry_after(said: str | None, now: datetime | None = None) -> int | None:
    """Seconds to wait; the header has a number of them, or a date (RFC 9110, 10.2.3)."""
    said = (said or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", said):
        return int(said)
    try:
        until = parsedate_to_datetime(said)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0, int((until - (now or datetime.now(UTC))).total_seconds()))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
