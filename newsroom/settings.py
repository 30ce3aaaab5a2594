"""Settings: shaped for production from the first day, whatever the machine.

Reading them starts nothing and connects to nothing. What differs from one place to the next comes from the environment:

================================  ===============================================================================
``DATABASE_URL``                  a Postgres of your own; unset, an embedded one lives under ``var/``
``NEWSROOM_SECRET_KEY``           required with ``DATABASE_URL``; otherwise made once and kept in ``var/secret-key``
``NEWSROOM_HOSTS``                host names to answer to, comma-separated; required with ``DATABASE_URL``
``NEWSROOM_NO_IMPORTS=1``         start nothing for uploads: ``manage.py run_imports`` is run by other means
``NEWSROOM_TLS=1``                TLS in front: secure cookies, redirect to https, HSTS
``NEWSROOM_HOME``                 the folder that holds ``var/``; by default this one
``NEWSROOM_POSTGRES_BIN``         the folder of Postgres' programs, to choose them for the embedded one
``NEWSROOM_CONTACT``              an address or page by which the servers of feeds can reach whoever runs this site
``NEWSROOM_WEBSUB_HUB``           the address of the hub that tells subscribers of our feeds what is new
``NEWSROOM_API_RATE``             requests that the API answers to one address, such as 120/min; "none" for no bound
``DEBUG=1``                       the developer's version
================================  ===============================================================================
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from newsroom.environment import flag, listed, rate, required, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("NEWSROOM_HOME") or BASE_DIR).expanduser().resolve() / "var"

DEBUG = flag("DEBUG")
TLS = flag("NEWSROOM_TLS")

if os.environ.get("DATABASE_URL"):
    SECRET_KEY = required("NEWSROOM_SECRET_KEY", "a long random text, the same for every process of this site")
    required("NEWSROOM_HOSTS", "the host names this site answers to, such as news.example.org,www.news.example.org")
    ALLOWED_HOSTS = listed("NEWSROOM_HOSTS")
    DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"])}
else:
    SECRET_KEY = os.environ.get("NEWSROOM_SECRET_KEY") or secret_key(VAR / "secret-key")
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *listed("NEWSROOM_HOSTS")]
    DATABASES = {
        "default": {
            "ENGINE": "newsroom.embedded",
            "NAME": "newsroom",
            "CLUSTER": VAR / "postgres",
            "BINARIES": os.environ.get("NEWSROOM_POSTGRES_BIN"),
        }
    }

# Connections last, and each request first asks whether its own still does: a restarted Postgres is not an error page.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}

INSTALLED_APPS = [
    "articles",  # before admin, so that its templates may stand in for admin's
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",  # runserver serves static files the way gunicorn does
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Text shrinks to a quarter. What stands in a page beside a form's token, an attacker could guess by its length
    # (BREACH): Django adds a length by chance.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "articles.api.front.ApiMiddleware",
    "articles.languages.LanguageMiddleware",  # before whatever writes words or asks which addresses there are
    "articles.readonly.ReadOnlyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "articles.redirects.OldAddressMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Each by its own name, as the page offers it. The first is spoken where none is asked for.
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ar", "العربية"), ("ur", "اردو")]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
FORMAT_MODULE_PATH = "newsroom.formats"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = not DEBUG  # nothing asks for the plain names once templates know the hashed ones

# Editors paste whole pages, so Django's 2.5 MB is too little; a bound there must be, since a body is held in memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A long article's read-more links, citations and tags are a few fields each; Django's 1000 is met at about 150 links.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Uploads are worked off by a process that the site starts itself; on several machines, one may be the one that does.
WORKS_OFF_IMPORTS = not flag("NEWSROOM_NO_IMPORTS")

# Triggers keep earlier versions whoever writes; requests that may write add who it was, and reads are spared it.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# Everything from this site, nothing inline, nothing framed. `manifest-src` and the rest fall to `default-src`.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token in a hidden field; no script of ours reads the cookie
CSRF_COOKIE_SAMESITE = "Lax"

if TLS:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [
        f"https://*{host}" if host.startswith(".") else f"https://{host}" for host in ALLOWED_HOSTS if host != "*"
    ]
    # W005 and W021 ask this site to promise TLS for its sister hosts and to browsers' built-in lists: the owner of
    # the domain may promise that, at the proxy; a site that happens to be served there may not.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# Said to the servers whose feeds are fetched; a polite reader can be written to.
CONTACT = os.environ.get("NEWSROOM_CONTACT", "")

# Named in our own feeds (WebSub, section 4). The hub learns of what is new by looking; nothing here calls it.
WEBSUB_HUB = os.environ.get("NEWSROOM_WEBSUB_HUB", "")
# How many requests the API answers to one address: enough to read 200 stories a second, and too little to keep a
# server busy. Behind a proxy, which TLS needs, the address is the one that it tells.
API_RATE = rate("NEWSROOM_API_RATE", "120/min")
NINJA_NUM_PROXIES = 1 if TLS else 0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # A reader's wrong address is no event of ours; a view that failed is.
        "django.request": {"level": "INFO" if DEBUG else "ERROR"},
    },
}
