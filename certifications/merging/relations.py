"""What refers to a producer, a product or a certification, and how each of these follows when two
of them become one.

`MOVES` names every relation of the models. A relation that is not named is an error before anything
is written: a table added later must say what becomes of its rows, they must not vanish with the row
that is dropped.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from certifications.models import Participation
from ocop_registry.journal.acts import Act
from ocop_registry.journal.models import Subject
from products.models import (
    PointOfSale,
    Product,
    ProductImage,
    ProductStandard,
    SalesChannel,
    YearlyFigure,
)

Move = Callable[[Act, Any, Any, Any], None]  # (deed, keep, drop, relation)


def relations(model: type[Model]) -> dict[str, Any]:
    """Every relation from another table to the model, by "app.Model.field"; those without a name to
    follow back too."""
    found = [
        one
        for one in model._meta.get_fields(include_hidden=True)
        if one.auto_created and not one.concrete
    ]
    return {
        f"{one.related_model._meta.label}.{one.field.name}": one  # type: ignore[union-attr]
        for one in found
        if not one.related_model._meta.auto_created  # type: ignore[union-attr]  # the link table of a relation named itself
    }


def unhandled(model: type[Model]) -> list[str]:
    """Relations of the model that nobody has said anything about."""
    return sorted(relations(model).keys() - MOVES.keys())


def move_all(deed: Act, keep: Any, drop: Any) -> None:
    """Let everything that refers to `drop` refer to `keep`. Raises RuntimeError when a relation is
    not handled."""
    if forgotten := unhandled(type(keep)):
        raise RuntimeError(f"merging does not know what becomes of {', '.join(forgotten)}")
    for name, relation in relations(type(keep)).items():
        MOVES[name](deed, keep, drop, relation)


# --- the ways to follow ---------------------------------------------------------------------------
def _subjects(deed: Act, keep: Any, drop: Any, relation: Any) -> None:
    """Rows with a journal of their own: only the reference changes, a line each."""
    rows = list(_rows(drop, relation).select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        setattr(row, relation.field.name, keep)
    deed.save_many(rows)


def _rows_alone(deed: Act, keep: Any, drop: Any, relation: Any) -> None:
    _rows(drop, relation).update(**{relation.field.name: keep})


def _planned(deed: Act, keep: Any, drop: Any, relation: Any) -> None:
    """Recognitions follow by their own plan (`merge_recognitions`), which is carried out before."""


def _images(deed: Act, keep: Product, drop: Product, relation: Any) -> None:
    """Behind the pictures that are there."""
    last = max(keep.images.values_list("position", flat=True), default=-1)
    for position, image in enumerate(drop.images.order_by("position", "pk"), start=last + 1):
        ProductImage.objects.filter(pk=image.pk).update(product=keep, position=position)


def _standards(deed: Act, keep: Product, drop: Product, relation: Any) -> None:
    _without_repeats(ProductStandard, keep, drop, ("kind", "number", "issued_by", "expires_on"))


def _channels(deed: Act, keep: Product, drop: Product, relation: Any) -> None:
    _without_repeats(SalesChannel, keep, drop, ("kind", "name", "url"))


def _without_repeats(
    model: type[Model], keep: Product, drop: Product, names: tuple[str, ...]
) -> None:
    known = set(model._default_manager.filter(product=keep).values_list(*names))
    for row in model._default_manager.filter(product=drop).order_by("pk"):
        if tuple(getattr(row, name) for name in names) in known:
            row.delete()
        else:
            model._default_manager.filter(pk=row.pk).update(product=keep)


def _figures(deed: Act, keep: Product, drop: Product, relation: Any) -> None:
    """Of one year there is one row: the kept one learns from the other what it does not say."""
    known = {row.year: row for row in YearlyFigure.objects.select_for_update().filter(product=keep)}
    for row in YearlyFigure.objects.select_for_update().filter(product=drop).order_by("pk"):
        other = known.get(row.year)
        if other is None:
            row.product = keep
            deed.save(row)
            continue
        for name in FIGURES:
            if getattr(other, name) in (None, ""):
                setattr(other, name, getattr(row, name))
        deed.save(other)
        deed.delete(row)


FIGURES = ("revenue", "output", "output_unit", "source")


def figure_refusals(keep: Product, drop: Product) -> list[str]:
    """Years for which the two say different things."""
    known = {row.year: row for row in keep.yearly_figures.all()}
    told = [
        (known[row.year], row) for row in drop.yearly_figures.order_by("year") if row.year in known
    ]
    return [
        f"Doanh thu, sản lượng năm {one.year} của hai sản phẩm khác nhau: sửa cho khớp, hoặc xóa"
        " một dòng, rồi gộp."
        for one, other in told
        if any(_both_differ(getattr(one, name), getattr(other, name)) for name in FIGURES[:3])
    ]


def _both_differ(one: Any, other: Any) -> bool:
    return one not in (None, "") and other not in (None, "") and one != other


def _participation(deed: Act, keep: Product, drop: Product, relation: Any) -> None:
    """A product takes part once: of two the kept one's word stands."""
    row = Participation.objects.select_for_update().filter(product=drop).first()
    if row is None:
        return
    if Participation.objects.filter(product=keep).exists():
        deed.delete(row)
    else:
        row.product = keep
        deed.save(row)


def _shops(deed: Act, keep: Product, drop: Product, relation: Any) -> None:
    for shop in PointOfSale.objects.select_for_update().filter(products=drop).order_by("pk"):
        before = sorted(shop.products.values_list("uid", flat=True))
        shop.products.add(keep)
        shop.products.remove(drop)
        shop.version += 1
        PointOfSale.objects.filter(pk=shop.pk).update(version=shop.version)
        after = sorted(shop.products.values_list("uid", flat=True))
        deed.line(shop.SUBJECT_KIND, shop.uid, {"products": before}, {"products": after})


def _rows(drop: Any, relation: Any) -> Any:
    return relation.related_model._base_manager.filter(**{relation.field.name: drop})


MOVES: dict[str, Move] = {
    # to a producer
    "products.Product.producer": _subjects,
    # to a product
    "certifications.Certification.product": _planned,
    "certifications.Application.product": _subjects,
    "certifications.Participation.product": _participation,
    "products.ProductImage.product": _images,
    "products.ProductStandard.product": _standards,
    "products.SalesChannel.product": _channels,
    "products.YearlyFigure.product": _figures,
    "products.PointOfSale.products": _shops,
    # to a certification that was entered twice
    "certifications.Certification.supersedes": _planned,
    "certifications.PreparedAct.certification": _subjects,
    "certifications.PreparedAct.product": _subjects,
    "certifications.PreparedAct.producer": _subjects,
    "certifications.EvaluationOrder.certification": _subjects,
    "certifications.StagedRow.certification": _rows_alone,
}

PARTS = {"images": ProductImage, "standards": ProductStandard, "channels": SalesChannel}


def parts_of(subject: Any) -> dict[str, Any]:
    """The parts of a product in the words in which its own page journals them; a producer has
    none."""
    if not isinstance(subject, Product):
        return {}
    return {
        name: [
            {key: value for key, value in Subject.snapshot(row).items() if key != "product"}  # type: ignore[arg-type]
            for row in model._default_manager.filter(product=subject).order_by("pk")
        ]
        for name, model in PARTS.items()
    }
