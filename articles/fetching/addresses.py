"""Addresses on the web: read strictly, and resolved to machines that anybody may ask.

What an editor types, and wherever a server redirects to, is looked up here and nowhere else; the connection is then
made to the very address that was found good, so that a name cannot lead elsewhere a moment later.
"""

import re
import socket
from collections.abc import Callable, Container
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

# Browsers and servers agree on about this much, and a unique index of Postgres takes 2,704 bytes.
LONGEST = 2000
# The ports of HTTP and their usual substitutes: nothing that speaks another protocol can be made to listen to us.
PORTS = frozenset({80, 443, 8080, 8443})
DEFAULT_PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
# What may stand in a path and a query beside letters and digits (RFC 3986, 3.3 and 3.4); an escape stays as it is.
SAFE = "/%:@!$&'()*+,;=~-._"


class Unfetched(Exception):
    """Nothing was fetched. The words are the reason, a sentence without its full stop."""


class Refused(Unfetched):
    """The address itself is at fault: asking again will not help."""


@dataclass(frozen=True)
class Address:
    """`host` is a name in ASCII or an IP address without brackets; `target` is the path with its query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The host, with its port where that is not the scheme's own: what the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse(text: str) -> Address:
    """The address that `text` is. Raises Refused."""
    text = text.strip()
    if not text.isprintable() or "\\" in text or " " in text:
        raise Refused("an address has no spaces, backslashes or control characters")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused(f"this is no address: {error}") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise Refused("an address begins with http:// or https://")
    if "@" in parts.netloc:
        raise Refused("an address has no user name or password in it")
    target = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE + '?')}" if parts.query else "")
    found = Address(parts.scheme, _host(host), DEFAULT_PORTS[parts.scheme] if port is None else port, target)
    if len(str(found)) > LONGEST:
        raise Refused(f"an address has at most {LONGEST:,} characters")
    return found


def _host(name: str | None) -> str:
    """A host's name in ASCII and lower case, without the dot of the root."""
    if ":" in (name or ""):
        try:
            number = IPv6Address(name)
        except ValueError:
            number = None
        if number is None or number.scope_id:
            raise Refused(f"[{name}] is no IPv6 address of the web")
        return str(number)
    try:
        # The codec of the standard library, as in Django: IDNA 2003, in which every registered name can be written.
        host = (name or "").encode("idna").decode().lower().removesuffix(".")
    except UnicodeError:
        host = ""
    if not HOST.fullmatch(host):
        raise Refused(f"“{name or ''}” is no host's name")
    return host


# Of IPv6, only this has been given out for machines that all may ask (IANA, IPv6 Global Unicast Allocations).
GIVEN_OUT = ip_network("2000::/3")
# An IPv4 address as written by a translator (RFC 6052): as public as the address inside.
NAT64 = ip_network("64:ff9b::/96")
NEVER = [
    # Protocol assignments, with the metadata services of a cloud among them; older Pythons hold half of it for public.
    ip_network("192.0.0.0/24"),
    # A cloud's own service for its machines, at an address that looks like any other.
    ip_network("168.63.129.16/32"),
    # Tunnels (Teredo, 6to4) and documentation: what such an address leads to, it does not show.
    ip_network("2001::/23"),
    ip_network("2001:db8::/32"),
    ip_network("2002::/16"),
    ip_network("3fff::/20"),
]


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one machine's on the open internet."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address in NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in GIVEN_OUT:
            return False
    # Multicast is "global" to Python, where its scope is.
    return address.is_global and not address.is_multicast and not any(address in network for network in NEVER)


@dataclass(frozen=True)
class Policy:
    """Whom we ask, and for how long we listen. What is not given is what production has.

    `trusted` is a file of certificates that are good beside the usual ones. Times are seconds.
    """

    permitted: Callable[[IPv4Address | IPv6Address], bool] = is_public
    ports: Container[int] = PORTS
    trusted: str = ""
    # A server that is up answers in one or two; a reader's poll has no hurry, but eight of them share a run.
    patience: float = 10
    # For one whole answer, however it trickles.
    longest: float = 30
    # The longest feed met in trials has 2 MB. Of what was unpacked, if it was packed.
    most_bytes: int = 16 * 1024 * 1024


PUBLIC = Policy()


def machines(address: Address, policy: Policy = PUBLIC) -> list[str]:
    """The IP addresses under which `address` is to be asked, best first.

    Raises Refused where any of them is not for all, for a name that leads both inside and out is a trap or a mistake;
    Unfetched where there are none.
    """
    if address.port not in policy.ports:
        raise Refused(f"port {address.port} is not one of the web's: {', '.join(map(str, sorted(PORTS)))}")
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unfetched(f"no host of the name {address.host} was found") from None
    numbers = list(dict.fromkeys(str(place[4][0]) for place in found))
    inside = [number for number in numbers if not policy.permitted(ip_address(number))]
    if inside:
        raise Refused(f"{address.host} is a private address ({inside[0]}), and only public ones are asked")
    return numbers
