"""Addresses of the public pages."""

from django.urls import path, re_path

from products.views import media, places, producers, products, site

app_name = "public"

urlpatterns = [
    path("", site.home, name="home"),
    path("san-pham/", products.product_list, name="products"),
    re_path(r"^san-pham/xuat\.(?P<form>csv|xlsx)$", products.export, name="export"),
    path("san-pham/<str:key>/", products.product, name="product"),
    path("chu-the/<str:key>/", producers.producer, name="producer"),
    path("tinh/", places.province_list, name="provinces"),
    path("tinh/<str:key>/", places.province, name="province"),
    path("dia-danh/", places.place_search, name="places"),
    path("dia-danh/<str:code>/", places.place, name="place"),
    path("tra-cuu/", site.check, name="check"),
    path("gioi-thieu/", site.about, name="about"),
    path("ngon-ngu/", site.language, name="language"),
    path("robots.txt", site.robots, name="robots"),
    re_path(r"^media/(?P<path>products/.+)$", media.image, name="image"),
]
