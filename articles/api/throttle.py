"""How often one reader may ask."""

import threading

from django.conf import settings
from ninja.throttling import AnonRateThrottle


class ReaderThrottle(threading.local, AnonRateThrottle):
    """`settings.API_RATE` requests for each address; none refused where that is empty.

    Ninja keeps what it found out of a request on the throttle itself, which threads would share: each has its own.
    Counts are in Django's cache, which by default is each worker's own.
    """

    scope = "api"

    def __init__(self):
        super().__init__(settings.API_RATE or "1/s")

    def allow_request(self, request):
        if not settings.API_RATE:
            return True
        self.rate = settings.API_RATE
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return super().allow_request(request)
