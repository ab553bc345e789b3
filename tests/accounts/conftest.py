from tests.staff.conftest import cast, clients

__all__ = ["cast", "clients"]
