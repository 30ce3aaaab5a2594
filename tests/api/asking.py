"""Asking the API in tests."""

import pytest
from django.test import Client


class Api:
    """GET by paths under /api/v1/: `api("articles/", limit=3)` → the answer's JSON, which must be a 200."""

    def __init__(self):
        self.client = Client()

    def response(self, path, headers=None, **parameters):
        address = path if path.startswith("http") else f"/api/v1/{path}"
        return self.client.get(address, parameters, headers=headers)

    def __call__(self, path, **parameters):
        response = self.response(path, **parameters)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    def problem(self, status, path, **parameters):
        """The problem of an answer, which must be of this status and have all that RFC 9457 asks for."""
        response = self.response(path, **parameters)
        assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
        said = response.json()
        assert (said["status"], bool(said["detail"]), said["instance"]) == (
            status,
            True,
            response.wsgi_request.get_full_path(),
        )
        return said

    def walk(self, path, **parameters):
        """All rows of a list, page by page; and on how many pages they were."""
        rows, pages, following = [], 0, None
        while pages == 0 or following:
            told = self(following) if following else self(path, **parameters)
            rows, pages, following = rows + told["results"], pages + 1, told["next"]
        return rows, pages


@pytest.fixture
def api(db):
    return Api()
