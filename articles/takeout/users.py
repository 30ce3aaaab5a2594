"""Users in an archive file: their names alone, so that who decided what is still known elsewhere."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password


class Users:
    """Names of users by their numbers here, and numbers by names; remembers all that it was asked for.

    A user who is gone has no name: None.
    """

    def __init__(self):
        self._names = {}
        self._numbers = {}

    def name(self, number):
        if number is None:
            return None
        if number not in self._names:
            users = get_user_model().objects.filter(pk=number)
            self._names[number] = users.values_list("username", flat=True).first()
        return self._names[number]

    @property
    def named(self):
        """All names that were asked for, in order."""
        return sorted(name for name in self._names.values() if name is not None)

    def number(self, name):
        """Raises ValueError for somebody who was not admitted."""
        if name not in self._numbers:
            raise ValueError(f"“{name}” is not in users.jsonl")
        return self._numbers[name]

    def admit(self, name):
        """Have a user of that name, who - unless already here - cannot sign in until given a password."""
        user, _ = get_user_model().objects.get_or_create(
            username=name, defaults={"is_active": False, "password": make_password(None)}
        )
        self._numbers[name] = user.pk
