from tests.staff.conftest import cast, clients, quick_passwords, sign_in

__all__ = ["cast", "clients", "quick_passwords", "sign_in"]
