"""One conditional GET: every hop looked up and checked, every wait and every byte bounded."""

import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from http.client import HTTPException, IncompleteRead
from socket import SHUT_RDWR, socket
from urllib.parse import urljoin

import certifi
from urllib3 import HTTPHeaderDict
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, ProtocolError

from articles.fetching.addresses import PUBLIC, Address, Policy, Refused, Unfetched, machines, parse
from articles.fetching.headers import max_age, retry_after, validator
from articles.fetching.turns import Turns

# A feed that has moved twice, to https, to another name, and there to its place.
MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
PERMANENT = {301, 308}
# A name's machines that are tried before it counts as not reached.
MOST_MACHINES = 3
BLOCK = 64 * 1024
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True)
class Answer:
    """What a server said. `body` is empty unless `status` is 200; times are seconds, None where it named none.

    `address` is where the answer came from; `moved` says that all who led there said: for good.
    """

    status: int
    address: str
    moved: bool = False
    body: bytes = b""
    etag: str = ""
    last_modified: str = ""
    retry_after: int | None = None
    max_age: int | None = None
    location: str = ""


def fetch(text: str, *, policy: Policy = PUBLIC, turns: Turns | None = None, agent="", etag="", last_modified=""):
    """The `Answer` of the server at the address `text`, through its redirects. Raises Unfetched.

    `etag` and `last_modified` are those of the last answer: a server that knows them says 304 and sends nothing.
    """
    turns = turns or Turns()
    headers = {"Accept": ACCEPT, "Accept-Encoding": "gzip", "Connection": "close", "User-Agent": agent}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    here, moved, for_good = parse(text), False, True
    for _ in range(MOST_REDIRECTS + 1):
        with turns.at(here.host):
            answer = _get(here, policy, headers)
        if answer.status not in REDIRECTS:
            return replace(answer, moved=moved and for_good)
        if not answer.location:
            raise Unfetched(f"the server answers {answer.status} and does not say where to go")
        there = _joined(here, answer.location)
        # One who listens in can send a reader from https to http; that is not remembered.
        for_good &= answer.status in PERMANENT and (here.scheme, there.scheme) != ("https", "http")
        here, moved = there, True
    raise Unfetched(f"there are more than {MOST_REDIRECTS} redirects, the last of them to {here}")


def _joined(here: Address, location: str) -> Address:
    try:
        return parse(urljoin(str(here), location))
    except ValueError as error:
        raise Refused(f"the server answers with a redirect to what is no address: {error}") from None


def _get(address: Address, policy: Policy, headers: dict) -> Answer:
    numbers = machines(address, policy)[:MOST_MACHINES]
    try:
        connection = _connected(address, numbers, policy)
    except (OSError, HTTPError, HTTPException) as error:
        raise Unfetched(_words(error, policy)) from error
    clock = _Clock(connection.sock, policy.longest)
    try:
        answer = _asked(connection, address, policy, headers)
    except (OSError, HTTPError, HTTPException) as error:
        raise Unfetched(clock.words or _words(error, policy)) from error
    finally:
        clock.stop()
        connection.close()
    if clock.words:
        # A body without a length ends wherever it was cut.
        raise Unfetched(clock.words)
    return answer


def _connected(address: Address, numbers: list[str], policy: Policy) -> HTTPConnection:
    """A connection to the first of the machines that is there. The name is in the certificate and the Host header."""
    for place, number in enumerate(numbers, 1):
        connection = HTTPConnection(number, address.port, timeout=policy.patience)
        if address.scheme == "https":
            connection = HTTPSConnection(
                number,
                address.port,
                timeout=policy.patience,
                server_hostname=address.host,
                ssl_context=_context(policy.trusted),
            )
        try:
            connection.connect()
        except (OSError, HTTPError):
            connection.close()
            if place == len(numbers):
                raise
        else:
            break
    return connection


@cache
def _context(trusted: str) -> ssl.SSLContext:
    """Certificates that the system trusts, and Mozilla's, for there are Pythons that find none on their system."""
    context = ssl.create_default_context()
    context.load_verify_locations(trusted or certifi.where())
    return context


class _Clock:
    """Cuts a connection after its time: time-outs of a socket begin anew with every byte that trickles in."""

    def __init__(self, connected: socket, seconds: float):
        self.words = ""
        self._socket, self._seconds = connected, seconds
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def _cut(self):
        self.words = f"the answer took longer than {self._seconds:g} seconds"
        with suppress(OSError):  # it has just ended
            socket.shutdown(self._socket, SHUT_RDWR)  # not TLS's own, which would wait for the other side

    def stop(self):
        self._timer.cancel()


def _asked(connection: HTTPConnection, address: Address, policy: Policy, headers: dict) -> Answer:
    connection.request("GET", address.target, headers={"Host": address.authority, **headers}, preload_content=False)
    response = connection.getresponse()
    said: HTTPHeaderDict = response.headers
    try:
        body = _body(response, policy.most_bytes) if response.status == 200 else b""
    finally:
        response.close()
    return Answer(
        status=response.status,
        address=str(address),
        body=body,
        etag=validator(said.get("ETag")),
        last_modified=validator(said.get("Last-Modified")),
        retry_after=retry_after(said.get("Retry-After")),
        max_age=max_age(said.get("Cache-Control")),
        location=_location(said.get("Location", "")),
    )


def _body(response, most: int) -> bytes:
    """All of it, unpacked a block at a time."""
    parts, size = [], 0
    for part in response.stream(BLOCK, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > most:
            raise Unfetched(f"the answer has more than {most:,} bytes")
    return b"".join(parts)


def _location(said: str) -> str:
    """Headers are read as Latin-1; an address in them that is not in ASCII is in UTF-8, as browsers have it."""
    try:
        return said.encode("latin-1").decode()
    except UnicodeError:
        return said


def _words(error: Exception, policy: Policy) -> str:
    """What went wrong, in words for an editor."""
    causes = [error, error.__cause__, error.__context__]
    certificate = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if certificate:
        return f"its certificate is not good: {certificate.verify_message.rstrip('.')}"
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "no secure connection could be made"
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return f"there was no answer in {policy.patience:g} seconds"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "the connection was refused"
    if isinstance(error, ProtocolError | IncompleteRead):
        return "the answer broke off before its end"
    return f"the connection failed: {type(error).__name__}"
