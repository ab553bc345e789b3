"""A real Chromium for one test, and a watch on everything that goes wrong inside it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def require_chromium() -> None:
    """Skip the test on a machine without Chromium; fail it where a browser is demanded."""
    if CHROMIUM.exists():
        return
    sentence = f"{CHROMIUM} is missing: install it with `apt-get install chromium`."
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


@contextmanager
def opened(problems: list[str]) -> Iterator[Page]:
    """A page of a fresh, Vietnamese browser. Console errors (CSP violations are such) and script
    errors go to `problems`."""

    def note_console(message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        # Chromium guesses at /favicon.ico by itself, now and then; a page that links an icon is
        # judged by that link.
        if message.type == "error" and not url.endswith("/favicon.ico"):
            problems.append(f"console: {message.text} ({url})")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), headless=True, args=ARGUMENTS
        )
        page = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh").new_page()
        page.set_default_timeout(15_000)
        page.on("console", note_console)
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        try:
            yield page
        finally:
            browser.close()
