"""Settings. Every one that an office may change is read from the environment and says how to cure a bad value."""

import os
import sys
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
DEFINITIONS = ROOT / "definitions"
VAR = Path(os.environ.get("KUEA_VAR", ROOT / "var"))
VAR.mkdir(parents=True, exist_ok=True)
SNAPSHOTS = VAR / "snapshots"


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
# Seals citizen numbers and raw rows (A39). Losing it loses them: the backup guide says so.
SEALING_KEY = read_secret("KUEA_SEALING_KEY")
ALLOWED_HOSTS = os.environ.get("KUEA_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [
    f"https://{host}" for host in os.environ.get("KUEA_HOSTS", "").split(",") if host
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
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
    "kuea.web.middleware.SecurityHeadersMiddleware",
    "kuea.offices.middleware.DutyMiddleware",
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
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
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
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "kuea.web.views.csrf_failure"
LOGIN_URL = "offices:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_COOKIES = read_switch("KUEA_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES

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
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# The largest sheet that is read; larger ones are refused with a sentence before they are opened.
MAX_SHEET_BYTES = 100 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "kuea.intake.uploads.StopLargeUploads",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"kuea": {"level": "INFO"}},
}
