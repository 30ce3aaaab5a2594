"""A real browser: the system's own Chromium, since Playwright's download is not to be had everywhere."""

import os
import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

# Chromium looks up its maker's hosts when it starts; a test asks nobody but the page under test.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@contextmanager
def _driver():
    """Playwright's driver, which wants a library or two of the system (libatomic1 on Debian); CI has them."""
    starting = sync_playwright()
    try:
        playwright = starting.start()
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"Playwright's driver does not start here: {error}")
    yield playwright
    playwright.stop()


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        assert not os.environ.get("CI"), "CI runs the browser tests: it needs a Chromium on its PATH"
        pytest.skip("no Chromium on the PATH")
    with _driver() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright runs an event loop in this thread, for which Django takes it to be asynchronous.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Reader:
    """Somebody at a browser: a page, and everything that went wrong on it."""

    def __init__(self, browser, address, **context):
        self.context = browser.new_context(base_url=address, **context)
        self.page = self.context.new_page()
        self.address, self.complaints = address, []
        self.page.on("console", lambda message: self._note(message.type in ("error", "warning"), message.text))
        self.page.on("pageerror", lambda error: self._note(True, str(error)))
        self.page.on("request", lambda request: self._note(not self._is_ours(request.url), f"asked for {request.url}"))

    def _note(self, wrong, text):
        if wrong:
            self.complaints.append(text)

    def _is_ours(self, url):
        return url.startswith((self.address, "data:", "about:"))

    def open(self, path):
        self.page.goto(path, wait_until="load")
        return self.page


@pytest.fixture
def reader(browser, live_server):
    """Makes readers: each in a window of its own, of a size and a scheme; none may meet an error or a stranger."""
    readers = []

    def make(**context):
        readers.append(Reader(browser, live_server.url, **context))
        return readers[-1]

    yield make
    complaints = [complaint for each in readers for complaint in each.complaints]
    for each in readers:
        each.context.close()
    assert complaints == []
