"""How often one reader may ask."""

import threading
from hashlib import blake2b
from uuid import UUID

from django.conf import settings
from ninja.throttling import SimpleRateThrottle

from articles.models import Caller


class ReaderThrottle(threading.local, SimpleRateThrottle):
    """`settings.API_RATE` requests for each address, in all processes together; none refused where that is empty.

    Ninja tells addresses and reads rates. What it found out of a request it would ask the throttle itself about, which
    threads would share: each has its own.
    """

    def __init__(self):
        super().__init__(settings.API_RATE or "1/s")

    def allow_request(self, request):
        if not settings.API_RATE:
            return True
        self.refused_for = Caller.objects.turn(self.caller(request), *self.parse_rate(settings.API_RATE))
        return self.refused_for is None

    def caller(self, request):
        """Who asks, under a name from which nobody else can tell the address: none is kept."""
        address = (self.get_ident(request) or "").encode()
        return UUID(bytes=blake2b(address, digest_size=16, key=settings.SECRET_KEY.encode()[:64]).digest())

    def wait(self):
        return self.refused_for
