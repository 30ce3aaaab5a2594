"""WARC records for tests, as crawlers write them."""

PAGE = """<!doctype html><html><head><title>Ferry keeps its winter service</title></head><body>
<h1>Ferry keeps its winter service</h1>
<p>The island’s only ferry will go on running through the winter, after a vote in which nine in ten took part.</p>
<p>The council had wanted to end the service, which carries a dozen people on most days and none at all on some.</p>
</body></html>""".encode()
URL = "https://ledger.example/2024/07/16/ferry/"


def record(block, kind="response", url=URL, media="application/http;msgtype=response", version="1.0", **fields):
    """A record with `block` as its content; `fields` are further header fields, "_" for "-"."""
    head = {"WARC-Type": kind, "WARC-Target-URI": url, "WARC-Date": "2024-08-01T12:00:00Z", "Content-Type": media}
    head |= {name.replace("_", "-"): value for name, value in fields.items()}
    head.setdefault("Content-Length", len(block))
    lines = [f"WARC/{version}", *(f"{name}: {value}" for name, value in head.items() if value is not None)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def sent(body=PAGE, status="200 OK", media="text/html; charset=utf-8", **fields):
    """What a server answers."""
    fields = {"Content-Type": media, **{name.replace("_", "-"): value for name, value in fields.items()}}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items() if value is not None)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def response(body=PAGE, url=URL, **fields):
    return record(sent(body, **fields), url=url)


def chunked(data, size=100):
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
