"""Product sets (*bộ sản phẩm*): keyed by scheme and number, never by name, because names change
between schemes."""

from collections.abc import Collection, Iterable

from django.db import models


class ProductSet(models.Model):
    """One of the sets of a scheme (26 in scheme 26/2026), in its group and sector. Data of the law:
    loaded, not edited."""

    scheme = models.SlugField("bộ tiêu chí", max_length=20)
    no = models.PositiveSmallIntegerField("số")
    name = models.CharField("tên bộ sản phẩm", max_length=250)
    name_en = models.CharField(max_length=250, blank=True, default="")
    sector = models.CharField("ngành", max_length=200)
    sector_en = models.CharField(max_length=200, blank=True, default="")
    group = models.CharField("nhóm", max_length=200)
    group_en = models.CharField(max_length=200, blank=True, default="")
    subgroup = models.CharField("phân nhóm", max_length=250, blank=True, default="")
    samples_required = models.BooleanField("phải nộp mẫu", default=True)

    class Meta:
        ordering = ["scheme", "no"]
        verbose_name = "bộ sản phẩm"
        verbose_name_plural = "bộ sản phẩm"
        constraints = [
            models.UniqueConstraint(fields=["scheme", "no"], name="product_set_once_per_scheme")
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.name}"

    def journal_key(self) -> str:
        return f"{self.scheme}/{self.no}"

    @classmethod
    def of_journal_keys(cls, keys: Collection[str]) -> Iterable["ProductSet"]:
        return [one for one in cls.objects.all() if one.journal_key() in keys]
