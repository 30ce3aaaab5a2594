from tests.api.asking import api  # noqa: F401
