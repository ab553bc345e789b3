"""Settings. Everything that differs between machines comes from the environment (.env); see
.env.example."""

import sys
from datetime import timedelta

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from ocop_registry import env as environment
from ocop_registry.env import BASE_DIR, VAR_DIR, env

RELEASE = "1"

try:
    DEMO = env.bool("DEMO", default=False)
    SECRET_KEY = environment.secret_key()
    ALLOWED_HOSTS = environment.hosts(demo=DEMO)
except ImproperlyConfigured as problem:
    # A sentence and an exit, not a traceback, for the person at the terminal.
    sys.exit(f"Setting missing: {problem}")
DEBUG = False
TESTING = "pytest" in sys.modules

INSTALLED_APPS = [
    "ocop_registry.staff.apps.StaffAdminConfig",
    "ocop_registry.accounts",  # before Django's own: its commands for accounts stand in their place
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "ocop_registry.journal",
    "ocop_registry.places",
    "ocop_registry.jobs",
    "ocop_registry.api",
    "ocop_registry.staff.apps.StaffConfig",
    "producers",
    "products",
    "certifications",
]

MIDDLEWARE = [
    "ocop_registry.headers.HeadersMiddleware",
    "products.short_way.ShortWayMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ocop_registry.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "ocop_registry.views.StoppedMiddleware",
]

ROOT_URLCONF = "ocop_registry.urls"
WSGI_APPLICATION = "ocop_registry.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ocop_registry.context.site",
            ],
        },
    },
]

# --- data -----------------------------------------------------------------------------------------
DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Whole public answers at the door (products/door.py). Tests that write rows past the acts would be shown yesterday's
# answer.
# Words that mean the same in searches, beside those of products/data/same_words.csv.
SAME_WORDS = environment.own_file("SAME_WORDS")
KEEP_ANSWERS = env.bool("KEEP_ANSWERS", default=not TESTING)
# Figures, choices and questions understood, kept in the process while the version stands.
KEEP_BY_VERSION = not TESTING
MEDIA_ROOT = VAR_DIR / "media"
# Signed papers and evidence: outside the web root, served by views that ask who you are.
PRIVATE_ROOT = VAR_DIR / "private"
MEDIA_URL = "/media/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a pasted round of several hundred rows

# --- long work ------------------------------------------------------------------------------------
# Done by workers (`manage.py run_jobs`) that take it from a queue in the database; "immediate": at
# once, by whoever asks for it. In tests that is the default, so that they see what came of it.
JOBS = environment.jobs(testing=TESTING)
JOBS_LEASE = env.float(
    "JOBS_LEASE", default=30.0
)  # seconds of silence until a job is taken up anew
TASKS = {
    "default": {
        "BACKEND": {
            "database": "django_tasks_db.DatabaseBackend",
            "immediate": "django_tasks.backends.immediate.ImmediateBackend",
        }[JOBS]
    }
}

# --- law that is not confirmed --------------------------------------------------------------------
# months after a revocation before a product may come again, as a first application
MONTHS_AFTER_REVOCATION = env.int("MONTHS_AFTER_REVOCATION", default=0)

# --- the clock and the journal --------------------------------------------------------------------
# Since the last entry of the journal: a clock that jumped further is not believed, nothing is
# written until it is set right or confirmed (`manage.py confirm_clock`).
CLOCK_FORWARD_DAYS = env.int("CLOCK_FORWARD_DAYS", default=60)
CLOCK_BACK_MINUTES = env.int("CLOCK_BACK_MINUTES", default=15)
# The Ed25519 key (PEM) that signs the published heads of the journal; made on first use.
JOURNAL_KEY = env.str("JOURNAL_KEY", default=str(VAR_DIR / "journal-key.pem"))

# --- language and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "ocop_registry" / "locale"]
FORMAT_MODULE_PATH = ["ocop_registry.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = True
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")

# --- who may come in ------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "ocop_registry.accounts.backends.StaffBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
SESSION_COOKIE_AGE = 10 * 3600  # a working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ocop_registry.views.csrf_failure"
# An office sits behind one address: lock the pair of name and address, and let it cool off.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "staff/locked_out.html"
AXES_ENABLE_ADMIN = False
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- transport and content security ---------------------------------------------------------------
_secure = not DEMO
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=_secure)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _secure
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- static files ---------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEMO or TESTING
            else "ocop_registry.static_files.HashedStaticFiles"
        )
    },
}
WHITENOISE_USE_FINDERS = DEMO

# --- the API --------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "ocop_registry.api.errors.problem_response",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "OCOP registry",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "The public register of OCOP products of Việt Nam. Reading needs no key.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    # Choices stay beside their fields instead of becoming components with made-up names.
    "POSTPROCESSING_HOOKS": ["ocop_registry.api.document.without_marks"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # None: the badge of another site
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
