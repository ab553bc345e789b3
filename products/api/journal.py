"""The published heads of the journal, for whoever keeps them by script."""

from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from ocop_registry.api.views import json_answer, json_text, refuse
from ocop_registry.journal.models import PublishedHead
from ocop_registry.journal.proof.signing import key_id
from products.api.base import PublicView

SHOWN = 400  # days of one answer; of every day the site has files


class PublishedDay(serializers.Serializer):
    day = serializers.DateField()
    entry = serializers.IntegerField(help_text="Number of the journal's last entry then.")
    hash = serializers.CharField(help_text="Its hash (SHA-256, hex).")
    text = serializers.CharField(help_text="The signed text, byte by byte (UTF-8).")
    signature = serializers.CharField(help_text="Ed25519, base64.")
    key = serializers.CharField(help_text="Id of the key that signed it.")


class PublicKey(serializers.Serializer):
    id = serializers.CharField()
    pem = serializers.CharField()


class PublishedDays(serializers.Serializer):
    heads = PublishedDay(many=True)
    keys = PublicKey(many=True)


class JournalHeads(PublicView):
    """Number and hash of the journal's last entry, published and signed once a day, newest first
    (400 days). Keep one: it shows later whether the journal was rewritten or cut short."""

    summary = "The signed heads of the journal"
    answers = PublishedDays
    follows = "seq"

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        refuse(self.faults(request))
        days = PublishedHead.objects.all()[:SHOWN]
        heads = [
            {
                "day": one.day.isoformat(),
                "entry": one.seq,
                "hash": one.hash,
                "text": one.text,
                "signature": one.signature,
                "key": key_id(one.public_key),
            }
            for one in days
        ]
        keys = {key_id(one.public_key): one.public_key for one in days}
        told = [{"id": name, "pem": pem} for name, pem in keys.items()]
        return json_answer(json_text({"heads": heads, "keys": told}))
