"""The staff site at /quan-tri/."""

from django.contrib import admin


class RegistrySite(admin.AdminSite):
    site_header = "Sổ đăng ký OCOP"
