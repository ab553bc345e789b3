"""What is made: the taxonomy, the products with their particulars, and the public register."""

from products.models.figures import YearlyFigure
from products.models.product import (
    PointOfSale,
    Product,
    ProductImage,
    ProductStandard,
    SalesChannel,
)
from products.models.register import PublicEntry, PublicPlace, PublicState
from products.models.taxonomy import ProductSet

__all__ = [
    "PointOfSale",
    "Product",
    "ProductImage",
    "ProductSet",
    "ProductStandard",
    "PublicEntry",
    "PublicPlace",
    "PublicState",
    "SalesChannel",
    "YearlyFigure",
]
