"""Record what the site answers, to compare two states of the code with `diff -r`.

    python -m tests.recorded_crawl DATABASE_URL FOLDER [--of-a-kind 3] [--only lan minh]

Crawls pages and API with GET as anybody, as anybody in English, and as every demo account, and
writes each answer (status, headers, body) into FOLDER/<who>/<address>. The clock stands at the last
entry of the journal and everything is rolled back, so that two trees of code asked about copies of
one database must write the same files. What differs by itself is masked: tokens, the folders of
static files, instants inside Office and PDF files. A 500 is recorded with its exception.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import run

START = """
import sys
import django
django.setup()
from tests.support.recording import record
record(sys.argv[1], of_a_kind=int(sys.argv[2]), only=sys.argv[3:])
"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.recorded_crawl",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("database", metavar="DATABASE_URL")
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--of-a-kind", type=int, default=3, help="addresses of one pattern")
    parser.add_argument("--only", nargs="+", default=[], metavar="WHO", help="these people alone")
    asked = parser.parse_args(arguments)
    if asked.folder.exists() and any(asked.folder.iterdir()):
        parser.error(f"{asked.folder} holds an earlier record: remove it or name another folder")
    with tempfile.TemporaryDirectory(prefix="ocop-crawl-") as var:
        fixed = {
            **run.TEST_SETTINGS,
            "DATABASE_URL": asked.database,
            "DJANGO_SETTINGS_MODULE": "ocop_registry.settings",
            "KEEP_ANSWERS": "0",
            "PYTHONHASHSEED": "0",
            "VAR_DIR": os.environ.get("VAR_DIR", var),
        }
        command = [sys.executable, "-c", START, str(asked.folder.resolve()), str(asked.of_a_kind)]
        return subprocess.call(
            [*command, *asked.only],
            cwd=Path(__file__).resolve().parents[1],
            env={**os.environ, **fixed},
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
