"""Settings. Every one that an office may change is read from the environment and says how to cure a bad value."""

import os
import sys
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from kuea.project.openid_settings import read_openid

ROOT = Path(__file__).resolve().parents[2]
DEFINITIONS = ROOT / "definitions"
VAR = Path(os.environ.get("KUEA_VAR", ROOT / "var"))
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
SNAPSHOTS = VAR / "snapshots"
# Where each chain of the ledger stood, day by day. Copy it away: it proves what the database alone cannot.
ANCHORS = VAR / "anchors"
LINK_MODELS = VAR / "link_models"


def read_switch(name: str, default: bool) -> bool:
    """True or false from the environment; anything else stops the start with the cure."""
    value = os.environ.get(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false"}:
        raise ImproperlyConfigured(f"{name}={value!r}: ใช้ได้เฉพาะ 0 หรือ 1 (use 0 or 1)")
    return value in {"1", "true"}


def read_secret(name: str) -> str:
    """The secret of this installation: from the environment, else made once and kept beside the data."""
    if name in os.environ:
        return os.environ[name]
    kept = VAR / f"{name.lower()}.txt"
    if not kept.exists():
        import secrets

        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text().strip()


TESTING = "pytest" in sys.modules
DEBUG = read_switch("KUEA_DEBUG", False)
SECRET_KEY = read_secret("KUEA_SECRET_KEY")
HOSTS = [host.strip() for host in os.environ.get("KUEA_HOSTS", "").split(",") if host.strip()]
ALLOWED_HOSTS = [*HOSTS, *(["localhost", "127.0.0.1", "[::1]"] if not HOSTS else [])]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS]
# The ring that seals what is personal (A39): secrets parted by commas, the newest last; else a file beside the
# data, made at the first start. Losing a key loses what it sealed: the backup guide says so first.
SEALING_KEYS = os.environ.get("KUEA_SEALING_KEYS", "")
SEALING_KEYS_FILE = Path(os.environ.get("KUEA_SEALING_KEYS_FILE", VAR / "sealing_keys.txt"))
if not SEALING_KEYS and not SEALING_KEYS_FILE.exists():
    import secrets

    SEALING_KEYS_FILE.touch(mode=0o600)
    SEALING_KEYS_FILE.write_text(secrets.token_urlsafe(48) + "\n")
# Makes the comparison keys by which sealed values are found. Never changes while the data live.
COMPARISON_KEY = read_secret("KUEA_COMPARISON_KEY")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "kuea.ledger",
    "kuea.web",
    "kuea.offices",
    "kuea.intake",
    "kuea.letters",
    "kuea.people",
    "kuea.giving",
    "kuea.finding",
    "kuea.coverage",
    "kuea.care",
    "kuea.steering",
    "kuea.privacy",
    "kuea.reporting",
    "kuea.project",
]
MIDDLEWARE = [
    "kuea.web.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kuea.web.middleware.ThaiFirstMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kuea.web.gate.RequestGateMiddleware",
    "kuea.offices.middleware.DutyMiddleware",
    "kuea.offices.middleware.SessionLimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kuea.project.middleware.ProblemMiddleware",
]
ROOT_URLCONF = "kuea.project.urls"
WSGI_APPLICATION = "kuea.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kuea.project.navigation.page_frame",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("KUEA_DATABASE_URL", f"sqlite:///{VAR / 'kuea.sqlite3'}")
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; PRAGMA mmap_size=2147483648;",
    }
DATABASES["default"]["CONN_MAX_AGE"] = 0 if TESTING else 60
"""Seconds. To open SQLite anew reads the whole schema: 13 ms of every page (PostgreSQL: starts a process)."""
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if TESTING
        else "django_tasks_db.DatabaseBackend"
    }
}

AUTH_USER_MODEL = "offices.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"  # tests make hundreds of accounts
    if TESTING
    else "django.contrib.auth.hashers.Argon2PasswordHasher"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "kuea.offices.passwords.LengthByFactors"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "kuea.offices.passwords.NotTheirOwnWords"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
CSRF_FAILURE_VIEW = "kuea.web.views.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 3600  # no session outlives it; core/access.py ends them earlier

# https ends at the proxy before us; `up` believes its X-Forwarded headers only from KUEA_PROXY.
HTTPS = read_switch("KUEA_HTTPS", False)
PROXY = os.environ.get("KUEA_PROXY", "127.0.0.1")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
if HTTPS:
    # `__Host-`: the browser itself keeps another host of the same domain from setting these.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-kuea", "__Host-kuea-form"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# The preload list of browsers is joined by the owner of a whole domain, not by one program in it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Counting of attempts at the door: in the database, so that threads, processes and restarts share it.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kuea_cache"}
}
ACCOUNT_ADAPTER = "kuea.offices.sign_in_rules.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USERNAME_MIN_LENGTH = 1
MFA_ADAPTER = "kuea.offices.sign_in_rules.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
SOCIALACCOUNT_ADAPTER = "kuea.offices.sign_in_rules.OtherAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = read_openid(os.environ)
# Set by `up` alone, when it serves the sample province on a loopback address: the page that asks for a
# sample account's code then also shows it.
SHOW_SAMPLE_CODES = False

FORM_RENDERER = "kuea.web.forms.KueaRenderer"
LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [ROOT / "kuea" / "project" / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "kuea.web.fonts.SarabunFinder",
]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = VAR / "files"
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Longer than any single answer a form of ours asks for; forms set their own, shorter limits.
MAX_FIELD_CHARACTERS = 20_000
# What is looked for, or the page to go back to: an address longer than this is nobody's.
MAX_QUERY_CHARACTERS = 1_000
# The largest sheet that is read; larger ones are refused with a sentence before they are opened.
MAX_SHEET_BYTES = 100 * 1024 * 1024
MAX_PICTURE_BYTES = 12 * 1024 * 1024


def pick_scratch() -> Path:
    """Where files stand in clear while they are read: in memory where that holds enough, else beside the data."""
    import shutil

    memory = Path("/dev/shm")  # nosec B108: the folder below is our own user's, closed to others
    has_room = memory.is_dir() and os.access(memory, os.W_OK)
    if has_room and shutil.disk_usage(memory).free > 3 * MAX_SHEET_BYTES:
        folder = memory / f"kuea-{os.getuid()}"
    else:
        folder = VAR / "scratch"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


SCRATCH = FILE_UPLOAD_TEMP_DIR = (
    Path(os.environ["KUEA_SCRATCH"]) if "KUEA_SCRATCH" in os.environ else pick_scratch()
)
FILE_UPLOAD_HANDLERS = [
    "kuea.intake.uploads.StopLargeUploads",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "kuea.project.logs.IdsOnly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "kuea": {"level": "INFO"},
        # Named so that the framework's own handlers (console while debugging, mail to ADMINS) are taken off.
        "django": {"level": "WARNING"},
        "django.server": {"level": "WARNING", "propagate": True},
    },
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "kuea.project.logs.NothingPosted"
