"""`manage.py verify_journal`: was anything in the journal changed, removed or slipped in?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop_registry.journal.proof import untold
from ocop_registry.journal.proof.state import Comparison
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
        parser.add_argument(
            "--state",
            action="store_true",
            help="compare every table with the last journalled state of each subject, too",
        )
        parser.add_argument(
            "--untold",
            action="store_true",
            help="only list what the journal does not tell, and why",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["untold"]:
            for name, why in sorted((untold.TABLES | untold.FIELDS | untold.MIGRATED).items()):
                self.stdout.write(f"{name}: {why}")
            return
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
        found += self._state() if options["state"] else 0
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

    def _state(self) -> int:
        comparison, found = Comparison(), 0
        for difference in comparison.differences():
            found += 1
            self.stdout.write(str(difference))
        self.stdout.write(
            f"Compared {comparison.subjects} subjects, {comparison.fields} fields with the journal;"
            f" {comparison.erased} private values were erased since and cannot be compared."
        )
        if comparison.plain:
            self.stdout.write(
                f"{comparison.plain} lines of earlier releases hold private values plainly, for"
                " good: see “Lines of earlier releases” in docs/deployment.md."
            )
        return found
