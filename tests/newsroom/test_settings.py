"""Read in processes of their own: settings are read once, from the environment as it is then."""

import json
import re

import pytest

ASK = """
import json
from newsroom import settings

print(json.dumps([getattr(settings, name, None) for name in {names}], default=str))
"""
DATABASE = {
    "DATABASE_URL": "postgres://reader:secret@db.example.org:5433/archive",
    "NEWSROOM_SECRET_KEY": "a-key-of-their-own-" + "0123456789abcdef" * 4,
    "NEWSROOM_HOSTS": "news.example.org, .example.com",
}


@pytest.fixture
def setting(python):
    """The values of settings, as another process with that environment reads them."""

    def read(*names, **environment):
        done = python("-c", ASK.format(names=names), **environment)
        assert done.stderr == ""
        return json.loads(done.stdout)

    return read


def test_reading_the_settings_makes_the_key_and_starts_nothing(setting, tmp_path):
    [engine, debug, hosts] = setting("DATABASES", "DEBUG", "ALLOWED_HOSTS")
    assert engine["default"]["ENGINE"] == "newsroom.embedded"
    assert (debug, hosts) == (False, ["localhost", "127.0.0.1", "[::1]"])
    assert [str(path.relative_to(tmp_path)) for path in sorted(tmp_path.rglob("*"))] == [
        "home",
        "home/var",
        "home/var/secret-key",
    ]


def test_with_a_database_of_ones_own_nothing_is_written(setting, tmp_path):
    [databases, key, hosts] = setting("DATABASES", "SECRET_KEY", "ALLOWED_HOSTS", **DATABASE)
    default = databases["default"]
    assert (default["ENGINE"], default["HOST"], default["PORT"]) == (
        "django.db.backends.postgresql",
        "db.example.org",
        5433,
    )
    assert (default["CONN_MAX_AGE"], default["CONN_HEALTH_CHECKS"]) == (600, True)
    assert (key, hosts) == (DATABASE["NEWSROOM_SECRET_KEY"], ["news.example.org", ".example.com"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("missing", "what"),
    [
        ("NEWSROOM_SECRET_KEY", "a long random text, the same for every process of this site"),
        ("NEWSROOM_HOSTS", "the host names this site answers to, such as news.example.org,www.news.example.org"),
    ],
)
def test_with_a_database_of_ones_own_a_missing_key_or_host_list_is_a_refusal(python, missing, what):
    done = python("-c", "import newsroom.settings", **(DATABASE | {missing: ""}))
    refusal = f"django.core.exceptions.ImproperlyConfigured: DATABASE_URL is set, so {missing} must be set too: {what}."
    assert done.stderr.splitlines()[-1] == refusal


def test_the_developers_version_is_asked_for(setting):
    assert setting("DEBUG", DEBUG="1") == [True]


def test_other_hosts_may_be_added_to_the_local_ones(setting):
    assert setting("ALLOWED_HOSTS", NEWSROOM_HOSTS="press.local") == [
        ["localhost", "127.0.0.1", "[::1]", "press.local"]
    ]


def test_forms_are_taken_from_the_sites_own_hosts_behind_tls(setting):
    assert setting("CSRF_TRUSTED_ORIGINS", NEWSROOM_TLS="1", **DATABASE) == [
        ["https://news.example.org", "https://*.example.com"]
    ]


def test_the_deployment_check_says_only_what_tls_in_front_would_answer(python):
    said = python("manage.py", "check", "--deploy").stderr
    assert re.findall(r"\((\w+\.\w+)\)", said) == ["security.W004", "security.W008", "security.W012", "security.W016"]


def test_the_deployment_check_has_nothing_to_say_behind_tls(python):
    done = python("manage.py", "check", "--deploy", NEWSROOM_TLS="1")
    assert (done.stderr, done.stdout) == ("", "System check identified no issues (2 silenced).\n")
