from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ocop_registry.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        from ocop_registry.accounts import acts, rights  # noqa: F401  (declares this app's acts)
        from ocop_registry.journal.acts import guards

        if rights.unapproved not in guards:
            guards.append(rights.unapproved)
