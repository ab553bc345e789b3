"""Word papers from templates that an office can edit: docxtpl's language, read once and filled in
many times.

docxtpl renders by parsing and compiling a template anew for every letter; a round has a hundred
letters, so here each template is patched and compiled once, and a letter is its compiled parts put
back into the package.
"""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docxtpl import DocxTemplate
from jinja2 import Template, TemplateError, UndefinedError
from lxml import etree

from certifications.papers.word.language import (
    BadTemplate,
    compiled,
    environment,
    tags_closed,
    unknown_names,
)
from certifications.papers.word.package import FILLED_IN, unpacked

FORMS = Path(__file__).parent / "forms"
DAY_ZERO = (1980, 1, 1, 0, 0, 0)  # of files in the package: the same paper is the same bytes
LONGEST = 20_000_000  # characters of one filled-in part


class WordTemplate:
    """One template, compiled. Raises BadTemplate for a file that is no plain Word document or has a
    broken tag."""

    def __init__(self, content: bytes):
        self.parts = unpacked(content)
        self.helper = DocxTemplate(BytesIO(content))
        self.environment = environment()
        texts = {
            name: part.decode("utf-8") for name, part in self.parts.items() if FILLED_IN.match(name)
        }
        if faults := [fault for text in texts.values() for fault in tags_closed(text)]:
            raise BadTemplate(*faults)
        self.sources = {name: self.helper.patch_xml(text) for name, text in texts.items()}
        self.compiled: dict[str, Template] = {}
        for name, source in self.sources.items():
            try:
                self.compiled[name] = compiled(source, self.environment)
            except BadTemplate as problem:
                faults += problem.reasons
        if faults:
            raise BadTemplate(*faults)

    @property
    def content(self) -> bytes:
        """The template itself, as a Word file to download."""
        return _packed(self.parts)

    def require_names(self, values: Mapping[str, Any]) -> None:
        """Raise BadTemplate naming every tag that asks for what values of this shape do not
        hold."""
        faults = [
            fault
            for source in self.sources.values()
            for fault in unknown_names(source, self.environment, values)
        ]
        if faults:
            raise BadTemplate(*dict.fromkeys(faults))

    def render(self, values: Mapping[str, Any]) -> bytes:
        """The filled-in document. Raises BadTemplate naming a variable that does not exist."""
        return _packed(
            {
                name: self._filled(name, values) if name in self.compiled else part
                for name, part in self.parts.items()
            }
        )

    def _filled(self, name: str, values: Mapping[str, Any]) -> bytes:
        try:
            text = self.helper.resolve_listing(self._text(name, values))
        except UndefinedError as problem:
            raise BadTemplate(
                f"Mẫu dùng một tên không có: {problem}. Xem danh sách tên của loại văn bản này."
            ) from problem
        except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as problem:
            raise BadTemplate(f"Không điền được mẫu: {problem}.") from problem
        return text.encode("utf-8")

    def _text(self, name: str, values: Mapping[str, Any]) -> str:
        """The filled-in part, given up when loops make it grow beyond any letter."""
        pieces, length = [], 0
        for piece in self.compiled[name].generate(values):
            length += len(piece)
            if length > LONGEST:
                raise ValueError("văn bản dài quá mức, hãy xem lại các vòng lặp")
            pieces.append(piece)
        return "".join(pieces)


def _packed(parts: Mapping[str, bytes]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED, compresslevel=4) as package:
        for name, part in parts.items():
            package.writestr(_entry(name), part)
    return content.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, DAY_ZERO)
    entry.compress_type = ZIP_DEFLATED
    return entry


@cache
def built_in(kind: str) -> WordTemplate:
    """The registry's own template of a kind of paper."""
    return WordTemplate((FORMS / f"{kind}.docx").read_bytes())


def well_formed(document: bytes) -> bool:
    """Whether every part that was filled in is still XML."""
    with ZipFile(BytesIO(document)) as package:
        try:
            for name in package.namelist():
                if FILLED_IN.match(name):
                    etree.fromstring(package.read(name))
        except etree.XMLSyntaxError:
            return False
    return True
