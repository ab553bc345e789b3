"""Products of a producer that may be the one just typed."""

from ocop_registry.places.text import loose_fold
from producers.lookalikes import ENOUGH, SHOWN, likeness
from producers.models import Producer
from products.models import Product


def similar(name: str, producer: Producer, *, exclude: int | None = None) -> list[Product]:
    """Products of the same producer whose name is this one or much like it, best first, at most
    `SHOWN`."""
    wanted = " ".join(loose_fold(name).split())
    products = Product.objects.filter(producer=producer).select_related("producer")
    if exclude is not None:
        products = products.exclude(pk=exclude)
    found = [
        (likeness(wanted, " ".join(loose_fold(product.name).split())), product)
        for product in products
    ]
    alike = sorted((pair for pair in found if pair[0] >= ENOUGH), key=lambda pair: -pair[0])
    return [product for _, product in alike[:SHOWN]]
