"""What may be done with products, as the journal names it."""

from ocop_registry.journal.kinds import ActKind, declare

declare(
    ActKind("product.create", "Thêm sản phẩm", "Product added"),
    ActKind("product.edit", "Sửa sản phẩm", "Product edited"),
    ActKind("product.delete", "Xóa sản phẩm", "Product deleted", needs_reason=True),
    ActKind("point_of_sale.create", "Thêm điểm bán", "Point of sale added"),
    ActKind("point_of_sale.edit", "Sửa điểm bán", "Point of sale edited"),
    ActKind("point_of_sale.delete", "Xóa điểm bán", "Point of sale deleted", needs_reason=True),
    ActKind("yearly_figure.create", "Ghi số liệu theo năm", "Yearly figure recorded"),
    ActKind("yearly_figure.edit", "Sửa số liệu theo năm", "Yearly figure edited"),
    ActKind(
        "yearly_figure.delete", "Xóa số liệu theo năm", "Yearly figure deleted", needs_reason=True
    ),
    ActKind("taxonomy.load", "Nạp danh mục bộ sản phẩm", "Product sets loaded"),
)
