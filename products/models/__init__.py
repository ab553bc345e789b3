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
from products.models.today import (
    CertificationToday,
    ProducerToday,
    ProductToday,
    PublicCard,
    PublicCode,
    RegisterDay,
)
from products.models.words import PublicWord

__all__ = [
    "CertificationToday",
    "PointOfSale",
    "ProducerToday",
    "Product",
    "ProductImage",
    "ProductSet",
    "ProductStandard",
    "ProductToday",
    "PublicCard",
    "PublicCode",
    "PublicEntry",
    "PublicPlace",
    "PublicState",
    "PublicWord",
    "RegisterDay",
    "SalesChannel",
    "YearlyFigure",
]
