"""Reasons in words: why a related story stands beside an article."""

UNITS = ((365.25, "year"), (30.44, "month"), (1, "day"))
NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def in_words(related):
    """A line such as "Two days later · both about Esmail Qaani and the Quds Force". Never empty."""
    reason = related.reason
    parts = ["Chosen by an editor"] if related.origin == "pinned" else []
    if "linked" in reason:
        parts.append("Linked in the text")
    if "days" in reason and (not parts or "tags" in reason):
        parts.append(distance(reason["days"]))
    if "tags" in reason:
        parts.append("both about " + listed(reason["tags"]))
    elif "cites" in reason:
        parts.append("both cite " + listed(reason["cites"]))
    elif "words" in reason:
        parts.append("both on " + listed(reason["words"]))
    text = " · ".join(parts) or "similar headline"
    return text[:1].upper() + text[1:]


def alike(likeness):
    """How alike two copies are, from 0 to 1, in words; None is said of two that are so by way of a third."""
    if likeness is None:
        return "By way of another copy"
    # Never 100 %: two texts of which a word differs are not the same.
    return "Word for word" if likeness == 1 else f"Nearly the same, {int(likeness * 100)} %"


def distance(days):
    """How much later, in words, the other story is: whole days, then months, then years, never finer than true."""
    if days == 0:
        return "same day"
    later = "later" if days > 0 else "earlier"
    days = abs(days)
    # A month or a year is said from just before it is full: 30 days are a month.
    length, unit = next(pair for pair in UNITS if days >= pair[0] * 0.97)
    number = round(days / length)
    return f"{NUMBERS[number] if number <= 10 else f'{number:,}'} {unit}{'' if number == 1 else 's'} {later}"


def listed(names):
    """ "a", "a and b", "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
