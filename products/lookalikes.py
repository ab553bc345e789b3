"""Products of a producer that may be the one just typed."""

from ocop_registry.places.text import loose_fold
from producers.lookalikes import most_alike
from producers.models import Producer
from products.models import Product


def similar(name: str, producer: Producer, *, exclude: int | None = None) -> list[Product]:
    """Products of the same producer whose name is this one or much like it, best first, at most
    `SHOWN`."""
    wanted = loose_fold(name)
    products = Product.objects.filter(producer=producer).select_related("producer")
    if exclude is not None:
        products = products.exclude(pk=exclude)
    return most_alike(wanted, ((loose_fold(product.name), product) for product in products))
