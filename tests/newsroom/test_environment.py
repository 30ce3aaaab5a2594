import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.environment import flag, listed, rate, required, secret_key


@pytest.mark.parametrize(
    ("value", "is_on"),
    [
        ("1", True),
        ("true", True),
        ("yes", True),
        ("", False),
        ("0", False),
        ("No", False),
        ("False", False),
        (" off ", False),
    ],
)
def test_a_flag_is_on_unless_it_says_off(monkeypatch, value, is_on):
    monkeypatch.setenv("A_FLAG", value)
    assert flag("A_FLAG") is is_on


def test_an_unset_flag_is_off_and_an_unset_list_empty(monkeypatch):
    monkeypatch.delenv("NOT_SET", raising=False)
    assert (flag("NOT_SET"), listed("NOT_SET")) == (False, [])


def test_a_list_is_told_apart_by_commas(monkeypatch):
    monkeypatch.setenv("A_LIST", " news.example.org, .example.com,,")
    assert listed("A_LIST") == ["news.example.org", ".example.com"]


def test_what_is_required_and_missing_is_named(monkeypatch):
    monkeypatch.setenv("A_NAME", " ")
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL is set, so A_NAME must be set too: a name\.$"):
        required("A_NAME", "a name")


def test_the_secret_key_is_made_once_and_is_its_owners_alone(tmp_path):
    path = tmp_path / "var" / "secret-key"
    key = secret_key(path)
    assert len(key) > 80
    assert secret_key(path) == key == path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_those_who_start_at_once_agree_on_one_key(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = list(pool.map(secret_key, [tmp_path / "var" / "secret-key"] * 16))
    assert len(set(keys)) == 1


def test_an_empty_key_file_is_refused(tmp_path):
    path = tmp_path / "secret-key"
    path.touch()
    with pytest.raises(ImproperlyConfigured) as caught:
        secret_key(path)
    assert str(caught.value) == f"{path} is empty: delete it, and a new key is made at the next start."


@pytest.mark.parametrize(
    ("said", "read"), [(None, "120/min"), ("", "120/min"), ("10/s", "10/s"), (" 5000/day ", "5000/day"), ("none", "")]
)
def test_a_rate_is_a_number_in_a_time_or_none(monkeypatch, said, read):
    monkeypatch.delenv("A_RATE", raising=False)
    if said is not None:
        monkeypatch.setenv("A_RATE", said)
    assert rate("A_RATE", "120/min") == read


@pytest.mark.parametrize("said", ["0/min", "10", "10/week", "-1/s", "ten/min", "10 / min", "off"])
def test_what_is_no_rate_is_refused_by_name(monkeypatch, said):
    monkeypatch.setenv("A_RATE", said)
    with pytest.raises(ImproperlyConfigured, match="A_RATE is"):
        rate("A_RATE", "120/min")
