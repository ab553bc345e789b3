"""The shape of why a row was found."""

from rest_framework import serializers

from products.queries.search.why import FIELDS
from products.queries.search.writings import How


class Instead(serializers.Serializer):
    typed = serializers.CharField(help_text="Words as typed.")
    meant = serializers.CharField(help_text="Words that stand for them.")
    how = serializers.ChoiceField(
        How.values,
        help_text="`form`: kind of producer; `region`, `own`: the same in other words; `place`: a"
        " spelling of a place; `joined`: written together or apart; `slip`: a typing error.",
    )


class Match(serializers.Serializer):
    """Why a row was found by its words."""

    fields = serializers.ListField(  # type: ignore[assignment]
        child=serializers.ChoiceField(FIELDS), help_text="What bears the words."
    )
    sentence = serializers.CharField()
    instead = Instead(many=True)
