"""A built site on a plain web server of this machine, and a browser that reaches nothing else: nox -s browser."""

import os
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request

SITE = os.environ.get("OTCPT_SITE")
collect_ignore_glob = [] if SITE else ["test_*.py"]

#: No name is looked up, whatever a page asks for.
CUT_OFF = ("--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")


class Quiet(SimpleHTTPRequestHandler):
    """What `python -m http.server` runs, without its log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of the site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=SITE)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """The browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = os.environ.get("OTCPT_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=list(CUT_OFF))
        yield browser
        browser.close()


class Asked:
    """What a context asked for: anything but a file of the site is written down, as is every fault of a script."""

    def __init__(self, context: "BrowserContext", address: str) -> None:
        self.wrong: list[str] = []
        self._own = (address, f"blob:{address}", "data:", "file:", "about:")
        context.on("request", self._request)
        context.on("weberror", lambda fault: self.wrong.append(str(fault.error)))

    def _request(self, request: "Request") -> None:
        if not request.url.startswith(self._own) or request.method != "GET" or request.post_data:
            self.wrong.append(f"{request.method} {request.url}")


@pytest.fixture
def page(chromium: "Browser", address: str) -> "Iterator[Page]":
    """A page of a wide window; at the end nothing was asked of another host, and nothing was sent."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    asked = Asked(context, address)
    yield context.new_page()
    context.close()
    assert asked.wrong == []


@pytest.fixture(scope="module")
def tried(chromium: "Browser", address: str) -> "Iterator[Page]":
    """The page that answers, with Python in it; loaded once."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    asked = Asked(context, address)
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.goto(f"{address}try/")
    page.locator("#try-load").wait_for(state="hidden")
    yield page
    context.close()
    assert asked.wrong == []
