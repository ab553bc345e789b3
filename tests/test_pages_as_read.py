"""How pages are read by the tests: blanks that nobody sees are none, all others stay."""

import pytest

from tests.support.pages import as_read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<ul>\n  <li>một</li>\n  <li>hai</li>\n</ul>", "<ul><li>một</li><li>hai</li></ul>"),
        ("<p>\n  Đã lưu\n  3 dòng.\n</p>", "<p>Đã lưu 3 dòng.</p>"),
        ("a <b>b</b>\n  c", "a <b>b</b> c"),
        ("a<b>b</b>c", "a<b>b</b>c"),
        ('<a\n   href="/x/"\n>x</a>', '<a href="/x/">x</a>'),
        ('<i title="a  b\n c">x</i>', '<i title="a  b\n c">x</i>'),
        (
            "<p>x\n<textarea>\n a\n  b</textarea>  y</p>",
            "<p>x <textarea>\n a\n  b</textarea> y</p>",
        ),
        ("<pre>1\n 2</pre>\n<p>3</p>", "<pre>1\n 2</pre><p>3</p>"),
        ("1&nbsp;2\u00a03", "1&nbsp;2\u00a03"),
    ],
)
def test_blanks_are_read_as_a_browser_does(written, read):
    assert as_read(written) == read
