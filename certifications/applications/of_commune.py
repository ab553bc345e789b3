"""What a commune officer is in charge of: applications of producers in the own commune, and in old
units that lie in it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from certifications.models import Application
from ocop_registry.accounts.models import Role
from ocop_registry.accounts.permissions import current_roles
from ocop_registry.places.models import Place, Succession


def communes_of(user: Any) -> list[Place]:
    """The communes for which the person holds the role of commune officer today."""
    if not user.is_authenticated or not user.is_active:
        return []
    return [held.place for held in current_roles(user) if held.role == Role.COMMUNE_OFFICER]


def units_within(communes: Iterable[Place]) -> set[int]:
    """These communes and every earlier unit that lies wholly in them (ids).

    A unit that was split between several communes belongs to none of them until somebody says where
    the producer is.
    """
    ours = {commune.pk for commune in communes}
    known, ahead = set(ours), set(ours)
    while ahead:
        ahead = (
            set(Succession.objects.filter(new__in=ahead).values_list("old_id", flat=True)) - known
        )
        known |= ahead
    today = Place.objects.units_today(Place.objects.filter(pk__in=known))
    return {pk for pk, units in today.items() if units and {unit.pk for unit in units} <= ours}


def applications_in_charge(user: Any) -> QuerySet[Application]:
    """Applications, in rounds of provinces, on which this commune officer reports; none for anybody
    else."""
    communes = communes_of(user)
    if not communes:
        return Application.objects.none()
    return Application.objects.filter(
        round__place__isnull=False, product__producer__place__in=units_within(communes)
    )
