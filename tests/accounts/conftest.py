from tests.staff.conftest import cast, clients, sign_in

__all__ = ["cast", "clients", "sign_in"]
