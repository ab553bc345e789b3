"""Which rows speak of the same producer and the same product: equal folded names, compatible
places; near misses are told."""

from collections import defaultdict

from certifications.historic.reading import HistoricRow
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold
from producers.lookalikes import ENOUGH, core, likeness
from producers.models import Producer, ProducerKind
from products.models import Product


class Register:
    """Producers and products as the rows of one list name them; found again, or made (unsaved) when
    new."""

    def __init__(self) -> None:
        self._producers: dict[tuple[str, str], list[Producer]] = defaultdict(list)
        self._products: dict[int, dict[str, Product]] = defaultdict(dict)
        self.new_producers: list[Producer] = []
        self.new_products: list[Product] = []
        for producer in Producer.objects.select_related("place__parent__parent", "place__province"):
            self._producers[self._key(producer.name, producer.place)].append(producer)
        for product in Product.objects.select_related("producer"):
            self._products[product.producer_id][fold(product.name)] = product

    def _key(self, name: str, place: Place) -> tuple[str, str]:
        return fold(name), place.current_province.code

    def producer(self, row: HistoricRow) -> Producer:
        """The producer of a row. One of the same name in a place that cannot be the same one is
        another, and the row says so."""
        place = row.place
        assert place is not None
        named = self._producers[self._key(row.producer, place)]
        for producer in named:
            if _compatible(producer.place, place):
                self._sharpen(producer, row, place)
                return producer
        if named:
            row.problems.append(
                f"Trùng tên với chủ thể ở {named[0].place.path()}: ghi thành hai chủ thể, cần kiểm"
                " tra."
            )
        self._tell_alike(row, place)
        producer = Producer(name=row.producer, kind=row.kind, place=place)
        named.append(producer)
        self.new_producers.append(producer)
        return producer

    def product(self, row: HistoricRow, producer: Producer) -> Product:
        """The product of a row: one of the same folded name of the same producer, else a new
        one."""
        known = self._products[id(producer) if producer.pk is None else producer.pk]
        product = known.get(fold(row.product))
        if product is None:
            for other in known.values():
                if likeness(fold(row.product), fold(other.name)) >= ENOUGH:
                    row.problems.append(
                        f"Tên gần giống “{other.name}” của cùng chủ thể: ghi thành sản phẩm khác,"
                        " cần kiểm tra."
                    )
            product = known[fold(row.product)] = Product(producer=producer, name=row.product)
            self.new_products.append(product)
        return product

    def _sharpen(self, producer: Producer, row: HistoricRow, place: Place) -> None:
        """A later row may name the commune where an earlier one knew only the province, or the
        kind. Only for new producers."""
        if producer.pk is not None:
            return
        if len(place.code) > len(producer.place.code):
            producer.place = place
        if producer.kind == ProducerKind.UNKNOWN:
            producer.kind = row.kind

    def _tell_alike(self, row: HistoricRow, place: Place) -> None:
        wanted = core(row.producer)
        for (_, province), producers in list(self._producers.items()):
            if province == place.current_province.code:
                for other in producers:
                    if (
                        other.name
                        and fold(other.name) != fold(row.producer)
                        and likeness(wanted, core(other.name)) >= ENOUGH
                    ):
                        row.problems.append(
                            f"Tên chủ thể gần giống “{other.name}”: ghi riêng, cần kiểm tra."
                        )


def _compatible(one: Place, other: Place) -> bool:
    """Whether two places can be the same spot: one lies in the other."""
    return one == other or one in other.ancestors() or other in one.ancestors()
