"""`manage.py verify_journal`: was anything in the journal changed, removed or slipped in?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop_registry.journal.verification import Verification


class Command(BaseCommand):
    help = (
        "Recompute the whole journal: chain, gaps, lines, columns, head. Prints every fault with"
        " its entry; exits 1 if any. Note the last number and hash somewhere else and pass them"
        " next time: that shows even a journal rewritten as a whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--expect-seq", type=int, metavar="N", help="an entry noted earlier")
        parser.add_argument("--expect-hash", metavar="H", help="and its hash")

    def handle(self, *args: Any, **options: Any) -> None:
        seq, hash_ = options["expect_seq"], options["expect_hash"]
        if (seq is None) != (hash_ is None):
            raise CommandError(
                "Give --expect-seq and --expect-hash together: the number of an entry and its hash."
            )
        verification = Verification(expect=(seq, hash_) if seq is not None else None)
        found = 0
        for fault in verification.faults():
            found += 1
            self.stdout.write(f"entry {fault.seq}: {fault.what}" if fault.seq else fault.what)
        self.stdout.write(
            f"Checked {verification.entries} entries, {verification.lines} lines,"
            f" {verification.public_changes} public changes, {verification.private_values} kept"
            " private values."
        )
        if verification.entries:
            self.stdout.write(f"Last entry {verification.last_seq}, hash {verification.last_hash}")
        if found:
            self.stdout.write(f"{found} fault(s) found.")
            sys.exit(1)
        self.stdout.write("No faults.")
