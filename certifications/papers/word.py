"""Word papers from templates that an office can edit: docxtpl's language, read once and filled in many times.

docxtpl renders by parsing and compiling a template anew for every letter; a round has a hundred letters, so here each
template is patched and compiled once, and a letter is its compiled parts put back into the package.
"""

import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

FORMS = Path(__file__).parent / "forms"
FILLED_IN = re.compile(r"^word/(document|header\d*|footer\d*)\.xml$")
DAY_ZERO = (1980, 1, 1, 0, 0, 0)  # of files in the package: the same paper is the same bytes
LARGEST_UNPACKED = 20 * 1024 * 1024  # bytes


class BadTemplate(ValueError):
    """A Word template that cannot be filled in; the message says where and what to do."""


class WordTemplate:
    """One template, compiled. Raises BadTemplate for a file that is no Word document or has a broken tag."""

    def __init__(self, content: bytes):
        self.parts = _unpacked(content)
        environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
        helper = DocxTemplate(BytesIO(content))
        self.helper = helper
        self.compiled: dict[str, Template] = {}
        for name, part in self.parts.items():
            if FILLED_IN.match(name):
                try:
                    self.compiled[name] = environment.from_string(helper.patch_xml(part.decode("utf-8")))
                except TemplateError as problem:
                    raise BadTemplate(f"Mẫu có thẻ viết sai: {problem}. Sửa thẻ đó trong Word rồi tải lại.") from problem

    def render(self, values: Mapping[str, Any]) -> bytes:
        """The filled-in document. Raises BadTemplate naming a variable that does not exist."""
        content = BytesIO()
        with ZipFile(content, "w", ZIP_DEFLATED, compresslevel=4) as package:
            for name, part in self.parts.items():
                package.writestr(_entry(name), self._filled(name, values) if name in self.compiled else part)
        return content.getvalue()

    def _filled(self, name: str, values: Mapping[str, Any]) -> bytes:
        try:
            text = self.helper.resolve_listing(self.compiled[name].render(values))
        except UndefinedError as problem:
            raise BadTemplate(f"Mẫu dùng một biến không có: {problem}. Xem danh sách biến của loại giấy này.") from problem
        except (TemplateError, TypeError, ValueError) as problem:
            raise BadTemplate(f"Không điền được mẫu: {problem}.") from problem
        return text.encode("utf-8")


def _unpacked(content: bytes) -> dict[str, bytes]:
    """The files of a Word package. Raises BadTemplate."""
    try:
        with ZipFile(BytesIO(content)) as package:
            if sum(one.file_size for one in package.infolist()) > LARGEST_UNPACKED:
                raise BadTemplate("Mẫu quá lớn: bỏ bớt hình ảnh trong mẫu.")
            parts = {one.filename: package.read(one) for one in package.infolist() if not one.is_dir()}
    except BadZipFile as problem:
        raise BadTemplate("Tệp không phải Word (.docx): mở trong Word rồi lưu lại dạng .docx.") from problem
    if "word/document.xml" not in parts:
        raise BadTemplate("Tệp không phải Word (.docx): mở trong Word rồi lưu lại dạng .docx.")
    return parts


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
