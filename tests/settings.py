"""The settings of tests and of the processes that they start: those of the project, with a password
hash that is quick to make. The real one is slow on purpose; it costs half of the suite's time and
is tested where signing in is (`real_passwords`)."""

from django.conf import global_settings

from ocop_registry.settings import *  # noqa: F403

REAL_PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
# The real ones after it, so that a hash made by the real site is still understood.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *REAL_PASSWORD_HASHERS]
# Tests stand on days of their own, before and after one another; the bounds have tests of their own.
CLOCK_FORWARD_DAYS, CLOCK_BACK_MINUTES = 40_000, 60_000_000
