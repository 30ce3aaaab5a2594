import os
import subprocess
import sys

import pytest
from django.conf import settings

OURS = ("DATABASE_URL", "DEBUG", "PORT", "DJANGO_SETTINGS_MODULE")


@pytest.fixture
def environment(tmp_path):
    """The environment of a newcomer, whose var/ will be in this test's own folder."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("NEWSROOM_")}
    return kept | {"NEWSROOM_HOME": str(tmp_path / "home"), "PYTHONWARNINGS": "default"}


@pytest.fixture
def python(environment):
    """Run Python in the repository's folder, in that environment and what is given beside it."""

    def run(*arguments, **more):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=environment | more,
            capture_output=True,
            text=True,
        )

    return run
