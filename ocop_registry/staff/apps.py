from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Django's admin, with the registry's own site as the default one."""

    default_site = "ocop_registry.staff.site.RegistrySite"


class StaffConfig(AppConfig):
    name = "ocop_registry.staff"
    label = "staff"
    verbose_name = "Trang quản trị"
