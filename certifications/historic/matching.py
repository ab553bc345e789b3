"""Which rows of an old list speak of the same producer and the same product. Nobody is there to be
asked: what is not certain is recorded on its own, and told."""

from certifications.historic.reading import HistoricRow
from certifications.identity.match import Near, Nearness
from certifications.identity.register_index import Register
from ocop_registry.places.models import Place
from producers.models import Producer, ProducerKind
from products.models import Product

_TOLD = {
    Nearness.BUT_FOR_MARKS: "Tên {word} chỉ khác dấu với “{name}”: ghi riêng, cần kiểm tra.",
    Nearness.ALIKE: "Tên {word} gần giống “{name}”: ghi riêng, cần kiểm tra.",
}


class Subjects:
    """Producers and products as the rows of one list name them; found again, or made (unsaved) when
    new."""

    def __init__(self) -> None:
        self._register = Register(None)
        self.new_producers: list[Producer] = []
        self.new_products: list[Product] = []

    def producer(self, row: HistoricRow) -> Producer:
        """The producer of a row. One of the same name in a place that cannot be the same one is
        another, and the row says so."""
        place = row.place
        assert place is not None
        match = self._register.find_producer(name=row.producer, place=place)
        if match.one:
            self._sharpen(match.one, row, place)
            return match.one
        for near in match.near:
            row.problems.append(_told_producer(near))
        producer = Producer(name=row.producer, kind=row.kind, place=place)
        self._register.add_producer(producer)
        self.new_producers.append(producer)
        return producer

    def product(self, row: HistoricRow, producer: Producer) -> Product:
        """The product of a row: one of the very name of the same producer, now or when it was
        certified, else a new one."""
        found = self._register.find_product(name=row.product, producer=producer).one
        if found is not None:
            return found
        for near in self._register.near_products(row.product, producer, also_new=True):
            row.problems.append(
                _TOLD[near.why].format(word="sản phẩm của cùng chủ thể", name=near.subject.name)
            )
        product = Product(producer=producer, name=row.product)
        self._register.add_product(product)
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


def _told_producer(near: Near[Producer]) -> str:
    if near.why == Nearness.NAMESAKE:
        return (
            f"Trùng tên với chủ thể ở {near.subject.place.path()}: ghi thành hai chủ thể, cần kiểm"
            " tra."
        )
    return _TOLD[near.why].format(word="chủ thể", name=near.subject.name)
