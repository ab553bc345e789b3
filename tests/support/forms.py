"""The forms and links of a page as a browser sees them, read from its HTML."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: where and how it is sent, and its fields as filled in. `names`: every field, ticked
    or not."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """`Page.of(html)`: its `forms` and its `links` (href and src)."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select = self._text = ""

    @classmethod
    def of(cls, html: str) -> "Page":
        page = cls()
        page.feed(html)
        return page

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in ("href", "src") if given.get(name)]
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "option" and self._select and "selected" in given:
            self._put(self._select, given.get("value", ""))
        if not name:
            return
        self._form.names.append(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._text = name
            self._put(name, "")
        elif tag == "input" and (
            given.get("type") not in {"checkbox", "radio", "file"} or "checked" in given
        ):
            self._put(name, given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._text:
            self._form.values[self._text][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        self._select = "" if tag == "select" else self._select
        self._text = "" if tag == "textarea" else self._text

    def _put(self, name: str, value: str) -> None:
        self._form.values.setdefault(name, []).append(value)
