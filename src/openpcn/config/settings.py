"""Settings. Everything that differs between sites comes from the environment.

OPENPCN_HOME   data directory: record, keys, and the SQLite database where that is used
OPENPCN_ENV    development (default), demo or production
OPENPCN_NOW    a fixed clock, refused in production
OPENPCN_DEMONSTRATION_LISTS=allowed   use demonstration codelists on a real network; refused in production
DATABASE_URL   SQLite in OPENPCN_HOME by default; postgresql://... in production
OPENPCN_KEEP_SOURCE_FILES_DAYS   days that files stay after they were taken in (30)
OPENPCN_SECRET_KEY, OPENPCN_ALLOWED_HOSTS: required in production
"""

from __future__ import annotations

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from openpcn.config.databases import database
from openpcn.config.secret import secret_key
from openpcn.record.home import home
from openpcn.terms import clock

env = environ.Env()

OPENPCN_ENV: str = env.str("OPENPCN_ENV", "development")
if OPENPCN_ENV not in ("development", "demo", "production"):
    raise ImproperlyConfigured(f"OPENPCN_ENV is {OPENPCN_ENV!r}: expected development, demo or production")
PRODUCTION = OPENPCN_ENV == "production"
KEEP_SOURCE_FILES_DAYS: int = env.int("OPENPCN_KEEP_SOURCE_FILES_DAYS", 30)
if KEEP_SOURCE_FILES_DAYS < 1:
    raise ImproperlyConfigured("OPENPCN_KEEP_SOURCE_FILES_DAYS: expected a number of days, 1 or more")
DEMONSTRATION_LISTS_ALLOWED = env.str("OPENPCN_DEMONSTRATION_LISTS", "") == "allowed"
if PRODUCTION and DEMONSTRATION_LISTS_ALLOWED:
    raise ImproperlyConfigured(
        "OPENPCN_DEMONSTRATION_LISTS=allowed in production: the lists that ship would miss people. Unset it "
        "and load the official lists"
    )
clock.fixed()  # a wrong or forbidden OPENPCN_NOW stops the start, not the first request

SOURCE = Path(__file__).resolve().parents[1]
WEB = SOURCE / "web"

DEBUG = False  # error pages with local variables would show people's records
SECRET_KEY = secret_key(production=PRODUCTION, home=home())
ALLOWED_HOSTS: list[str] = env.list(
    "OPENPCN_ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("OPENPCN_ALLOWED_HOSTS is empty: name the host, such as pcn.example.nhs.uk")
CSRF_TRUSTED_ORIGINS: list[str] = env.list(
    "OPENPCN_TRUSTED_ORIGINS", default=[f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "openpcn.work.network",
    "openpcn.work.people",
    "openpcn.work.access",
    "openpcn.work.submissions",
    "openpcn.work.entries",
    "openpcn.work.worklists",
    "openpcn.work.codelists",
    "openpcn.work.rules",
    "openpcn.work.measures",
    "openpcn.work.retention",
    "openpcn.work.night",
    "openpcn.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "openpcn.config.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # default deny; a page says itself if public
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "openpcn.config.middleware.RequestMiddleware",
]

ROOT_URLCONF = "openpcn.config.urls"
WSGI_APPLICATION = "openpcn.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "openpcn.web.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

DATABASES = {"default": database(env.str("DATABASE_URL", ""), home())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Staff"
AUTHENTICATION_BACKENDS = ["openpcn.work.access.backend.StaffBackend"]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("OPENPCN_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("OPENPCN_BEHIND_PROXY", default=False):  # only where a proxy always sets or strips the header
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
    },
}

STATIC_URL = "/static/"
STATIC_ROOT = home() / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # serves from the package itself: no collectstatic step to forget
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_PERMISSIONS = 0o600

# Requests are logged without their bodies or query strings; people's data never reach a log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"openpcn": {"level": env.str("OPENPCN_LOG_LEVEL", "WARNING")}},
}
