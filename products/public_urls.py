"""Addresses of the public pages."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from products.views import journal, media, places, producers, products, site


class Key(StringConverter):
    """What names an object in an address: anything a database can be asked for."""

    regex = r"[^/\x00]{1,200}"


register_converter(Key, "key")
app_name = "public"

urlpatterns = [
    path("", site.home, name="home"),
    path("san-pham/", products.product_list, name="products"),
    re_path(r"^san-pham/xuat\.(?P<form>csv|xlsx)$", products.export, name="export"),
    path("san-pham/<key:key>/", products.product, name="product"),
    path("chu-the/<key:key>/", producers.producer, name="producer"),
    path("tinh/", places.province_list, name="provinces"),
    path("tinh/<key:key>/", places.province, name="province"),
    path("dia-danh/", places.place_search, name="places"),
    path("dia-danh/<key:code>/", places.place, name="place"),
    path("tra-cuu/", site.check, name="check"),
    path("gioi-thieu/", site.about, name="about"),
    path("nhat-ky/", journal.heads, name="journal"),
    path("nhat-ky/<key:day>.txt", journal.text, name="journal_text"),
    path("nhat-ky/<key:day>.sig", journal.signature, name="journal_signature"),
    path("nhat-ky/<key:key_id>.pem", journal.public_key, name="journal_key"),
    path("ngon-ngu/", site.language, name="language"),
    path("robots.txt", site.robots, name="robots"),
    re_path(r"^media/(?P<path>products/[\w/-]{1,150}\.webp)$", media.image, name="image"),
]
