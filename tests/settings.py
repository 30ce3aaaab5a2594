"""The site's own settings, with what tests want otherwise: a cluster of their own, and quick instead of safe."""

import os
import uuid

# One cluster a run, shared by the run's workers, which inherit its name: two runs at once cannot meet.
RUN = os.environ.setdefault("NEWSROOM_TEST_RUN", uuid.uuid4().hex[:8])

# What the developer has in the shell must not change what is tested.
for _name in (
    "DEBUG",
    "NEWSROOM_TLS",
    "NEWSROOM_HOSTS",
    "NEWSROOM_SECRET_KEY",
    "NEWSROOM_CONTACT",
    "NEWSROOM_WEBSUB_HUB",
    "NEWSROOM_API_RATE",
):
    os.environ.pop(_name, None)
os.environ["NEWSROOM_SECRET_KEY"] = "only-for-tests-" + "x1y2z3" * 8
if os.environ.get("DATABASE_URL"):
    os.environ["NEWSROOM_HOSTS"] = "localhost,testserver"

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASES, VAR  # noqa: E402

if "CLUSTER" in DATABASES["default"]:
    DATABASES["default"]["CLUSTER"] = VAR / "tests" / RUN
    # Nor is there a vacuum: tests undo what they write, so it would find every table empty, and Postgres would plan
    # for empty ones what the next test fills.
    quick = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
    DATABASES["default"]["SERVER"] = dict.fromkeys(quick, "off")
DATABASES["default"]["CONN_MAX_AGE"] = 0
API_RATE = ""  # all tests ask from one address
WORKS_OFF_IMPORTS = False  # a process of its own would open the site's database and not the test's

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # serves from the source folders; nothing need be collected first
WHITENOISE_USE_FINDERS = True
