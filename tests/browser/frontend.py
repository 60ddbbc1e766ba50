"""A browser in which Home Assistant's owner is signed in."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import json
import os
import re

from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    async_playwright,
    expect,
)

from tests.demo.home_assistant import HomeAssistant

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
# Milliseconds after which something is missing rather than late.
PATIENCE = 15_000

# What the console may say although all is well.
NOT_OURS = (
    # Pictures of other brands come from the internet, which may be away.
    re.compile(r"Failed to load resource.*/api/brands/integration/(?!obico/)", re.DOTALL),
    # A long list (lit-virtualizer) that is closed before it was laid out.
    re.compile(r"^disconnected\s*$"),
    # An object that is no Error has no text; TELL_REJECTIONS tells what it is.
    re.compile(r"^Object\s*$"),
)  # fmt: skip

TELL_REJECTIONS = """addEventListener("unhandledrejection", ({ reason }) => {
  if (typeof reason === "object" && !(reason instanceof Error)) {
    console.error(`Unhandled ${JSON.stringify(reason)}`);
  }
});"""


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """Start the Chromium that scripts/environment has found."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=ARGUMENTS
        )
        try:
            yield browser
        finally:
            await browser.close()


class Tab:
    """A tab with the frontend, and what its console complained of."""

    def __init__(self, page: Page, url: str) -> None:
        """Listen to the console from the beginning; `url` is Home Assistant's."""
        self.page = page
        self.complaints: list[str] = []
        self._url = url
        page.on("console", self._note_message)
        page.on("pageerror", self._note_error)

    def _note_message(self, message: ConsoleMessage) -> None:
        """Note what counts as an error."""
        if message.type == "error":
            self._note(f"{message.text} ({message.location['url']})")

    def _note_error(self, error: Error) -> None:
        """Note an exception that nobody has caught."""
        self._note(f"{error.message}\n{error.stack}")

    def _note(self, text: str) -> None:
        """Note what is not known to be somebody else's."""
        if not any(pattern.search(text) for pattern in NOT_OURS):
            self.complaints.append(text)

    async def open(self, path: str) -> None:
        """Open a page of Home Assistant and wait for its frame."""
        await self.page.goto(f"{self._url}/{path}")
        await self.page.locator("home-assistant-main").wait_for()

    def forgive(self, *parts: str) -> None:
        """Forget the complaints with all of these parts, which a test has provoked."""
        self.complaints = [
            text for text in self.complaints if not all(part in text for part in parts)
        ]

    # The way to a new entry

    async def begin_to_add(self) -> Locator:
        """Go from the list of integrations to the first question of our config flow."""
        page = self.page
        await self.open("config/integrations/dashboard")
        await page.get_by_role("button", name="Add integration").click()
        choice = page.locator("dialog-add-integration")
        await choice.get_by_role("textbox").fill("Obico")
        await choice.get_by_role("button", name="Obico", exact=True).click()
        dialog = page.locator("dialog-data-entry-flow")
        await dialog.get_by_text("How do you want to connect?").wait_for()
        return dialog

    # The way to what Home Assistant reports

    async def reconfigure(self, title: str) -> None:
        """Open the form of a part of an entry, from the page of the integration."""
        part = self.page.locator("ha-config-sub-entry-row", has_text=title)
        await part.locator("ha-icon-button[slot=end]").first.click()
        dialog = self.page.locator("dialog-data-entry-flow")
        await dialog.get_by_role("button", name="Submit").click()
        await dialog.get_by_text("Only the camera is needed").wait_for()

    # The way to talk

    async def open_assist(self) -> None:
        """Open the dialog in which Assist is talked to, from a dashboard."""
        await self.page.get_by_role("button", name="Assist (").click()
        await self.page.locator("ha-assist-chat").wait_for()

    async def ask(self, sentence: str) -> str:
        """Type a sentence into the dialog, and return the answer."""
        chat = self.page.locator("ha-assist-chat")
        answers = chat.locator(".message.hass")
        number = await answers.count()
        text = chat.get_by_role("textbox")
        await text.fill(sentence)
        await text.press("Enter")
        answer = answers.nth(number).locator("p")
        await expect(answer).to_have_text(re.compile(r"\w"))
        return await answer.inner_text()

    # The way to what was printed

    async def open_media(self, *titles: str) -> None:
        """Go into the media browser, and to the first item with each of the titles."""
        await self.open("media-browser")
        for title in titles:
            item = self.page.locator("ha-media-player-browse .title", has_text=title)
            await item.first.click()


@asynccontextmanager
async def open_tab(
    browser: Browser,
    home: HomeAssistant,
    *,
    width: int = 1280,
    height: int = 800,
    dark: bool = False,
    scale: float = 1,
    narrow_sidebar: bool = False,
    language: str = "en-GB",
) -> AsyncGenerator[Tab]:
    """Open a window with a single tab; `scale` is how many pixels a point has."""
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        color_scheme="dark" if dark else "light",
        locale=language,
        timezone_id="UTC",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    await context.add_init_script(TELL_REJECTIONS)
    kept = {
        "hassTokens": home.browser_tokens,
        "selectedLanguage": language,
        "dockedSidebar": "auto" if narrow_sidebar else "docked",
    }
    for name, value in kept.items():
        text = json.dumps(json.dumps(value))
        await context.add_init_script(f"localStorage.setItem('{name}', {text})")
    try:
        yield Tab(await context.new_page(), home.url)
    finally:
        await context.close()
