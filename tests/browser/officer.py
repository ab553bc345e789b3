"""An officer at the keyboard: what people do on the staff site, as steps that tests read like a
story."""

from typing import Any

from tests.support.site import Site

PASTE = """([selector, text]) => {
    const target = document.querySelector(selector);
    target.focus();
    const data = new DataTransfer();
    data.setData("text/plain", text);
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


class Officer:
    """One person in one browser page of one running site."""

    def __init__(self, site: Site, page: Any) -> None:
        self.site, self.page = site, page

    def open(self, path: str) -> int:
        """Go to a path of the site; answers the HTTP status."""
        return self.page.goto(self.site.url + path).status

    def sign_in(self, username: str) -> None:
        """Sign in with a demo account, ending whatever session there was."""
        self.page.context.clear_cookies()
        self.open("/quan-tri/login/")
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", self._password(username))
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/quan-tri/")

    def _password(self, username: str) -> str:
        rows = (line.split("\t") for line in self.site.accounts.splitlines())
        return next(row[1] for row in rows if row[0] == username)

    def press(self, name: str) -> None:
        """Press a button by its words; what it sends off is waited for."""
        button = self.page.get_by_role("button", name=name, exact=True)
        if button.evaluate("one => one.type === 'submit' && one.form?.checkValidity()"):
            with self.page.expect_navigation():
                button.click()
        else:
            button.click()
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        """Follow a link by its words."""
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def paste(self, selector: str, text: str) -> None:
        """Paste text, as copied from Excel, into an element."""
        self.page.evaluate(PASTE, [selector, text])

    def move(self, round_uid: str, label: str) -> None:
        """Make one move of a round: its button on the round's page, then the same words on the
        confirmation page, with the reasons or the reading that it asks for."""
        self.open(f"/quan-tri/dot/{round_uid}/")
        self.follow(label)
        for field in self.page.locator(".grounds fieldset > p > input[type=text]").all():
            field.fill("Theo biên bản họp của hội đồng")
        for box in self.page.locator(".grounds input[type=checkbox]").all():
            box.check()
        for lacking in self.page.locator("#con-thieu").all():
            lacking.fill(self.page.locator("label[for=con-thieu]").inner_text().split()[2])
        self.press(label)

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("body").inner_text()
