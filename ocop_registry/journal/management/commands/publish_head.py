"""`manage.py publish_head`: today's signed head of the journal; workers do it by themselves."""

from typing import Any

from django.core.management.base import BaseCommand

from ocop_registry.journal.models import PublishedHead
from ocop_registry.journal.proof import heads


class Command(BaseCommand):
    help = (
        "Publish and sign the head of the journal for today, unless it is published already. Workers"
        " do so within an hour; where there are none (JOBS=immediate) run it daily. Prints the"
        " newest published text."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        newest = heads.publish() or PublishedHead.objects.first()
        self.stdout.write(newest.text if newest else "The journal is empty: nothing to publish.")
