"""Django's settings, all of them taken from the workspace and a few environment variables.

PEELIAN_WORKSPACE: the workspace (else the current folder, when it is one).
DATABASE_URL: where records are kept, when that is not a file of the workspace.
PEELIAN_ADDRESS: the address people type, https://... in real use; it decides hosts and secure cookies.
PEELIAN_PROXIES: the addresses or networks of proxies whose forwarding headers are believed, parted by commas;
without it those of this machine where the address is https, else none.
PEELIAN_API_RATE: how many requests a minute a token or an account may make of the API, 600 unless said.
PEELIAN_EMAIL_URL, PEELIAN_EMAIL_FROM: the mail server (smtp://user:password@host:587) and the address that
e-mail about new signals comes from; without them none is sent.
PEELIAN_LOG: how much is written of what goes on: info (a line a request, the default), warning or error.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from peelian.framework.errors import UserError
from peelian.site.database import databases
from peelian.site.email import email_settings
from peelian.site.logs import configuration
from peelian.site.proxy import networks
from peelian.site.secret import secret_key


def _workspace_root() -> Path | None:
    named = os.environ.get("PEELIAN_WORKSPACE")
    if named:
        return Path(named).resolve()
    return Path.cwd() if Path("peelian.yaml").is_file() else None


def _number(name: str, default: int) -> int:
    told = os.environ.get(name, str(default))
    if not told.isdecimal() or int(told) < 1:
        raise UserError(f"{name} is {told!r}: it is a whole number, 1 or more")
    return int(told)


WORKSPACE_ROOT = _workspace_root()
_address = urlsplit(os.environ.get("PEELIAN_ADDRESS", "http://localhost:8000"))
_https = _address.scheme == "https"

DEBUG = False
SECRET_KEY = secret_key(WORKSPACE_ROOT)
DATABASES = databases(WORKSPACE_ROOT, os.environ.get("DATABASE_URL"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ALLOWED_HOSTS = [_address.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
SITE_ADDRESS = f"{_address.scheme}://{_address.netloc}"
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]

ROOT_URLCONF = "peelian.site.urls"
WSGI_APPLICATION = "peelian.site.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "peelian.site",
    "peelian.apps.access",
    "peelian.apps.attachments",
    "peelian.apps.improvement",
    "peelian.apps.boards",
    "peelian.apps.inspections",
    "peelian.apps.organisation",
    "peelian.apps.performance",
    "allauth.account",  # after ours, whose templates stand in for its own
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "peelian.site.proxy.ProxyMiddleware",
    "peelian.site.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "peelian.site.security.PolicyMiddleware",
    "peelian.site.uploads.SizeMiddleware",
    "peelian.site.moment.MomentMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "peelian.apps.access.middleware.AddressMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "peelian.apps.access.signing.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "peelian.apps.access.signing.middleware.FactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "peelian.site.errors.UserErrorMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "peelian.site.furniture.furniture",
            ],
        },
    }
]

AUTH_USER_MODEL = "access.Account"
LOGIN_URL = "access:sign_in"
LOGIN_REDIRECT_URL = "performance:overview"
LOGOUT_REDIRECT_URL = "access:sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "email")},
    },
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # until its owner next signs in
]

ACCOUNT_ADAPTER = "peelian.apps.access.signing.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # allauth checks it, though nobody signs up
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # failures lock an account instead: see access.actions
ACCOUNT_FORMS = {"reauthenticate": "peelian.apps.access.forms.ConfirmPasswordForm"}
MFA_ADAPTER = "peelian.apps.access.signing.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey also asks who holds it: two factors in one
MFA_TOTP_TOLERANCE = 1  # phones' clocks differ a little
MFA_FORMS = {
    "authenticate": "peelian.apps.access.forms.CodeForm",
    "reauthenticate": "peelian.apps.access.forms.ConfirmCodeForm",
    "activate_totp": "peelian.apps.access.forms.AppForm",
    "add_webauthn": "peelian.apps.access.forms.PasskeyForm",
    "authenticate_webauthn": "peelian.apps.access.forms.PasskeySecondForm",
    "login_webauthn": "peelian.apps.access.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "peelian.apps.access.forms.PasskeyConfirmForm",
}
SOCIALACCOUNT_ADAPTER = "peelian.apps.access.signing.adapters.ProviderAdapter"

SESSION_COOKIE_AGE = 12 * 60 * 60  # a shift: see access.signing.sessions
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$"]  # whatever watches over the process asks it directly
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading is for the owner of the whole domain to ask for
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
try:
    TRUSTED_PROXIES = networks(os.environ.get("PEELIAN_PROXIES", "127.0.0.0/8, ::1" if _https else ""))
except ValueError as error:
    raise UserError(f"PEELIAN_PROXIES: {error}") from None
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 2**20  # of a request that is read into memory
DATA_UPLOAD_MAX_NUMBER_FILES = 20
MAX_REQUEST_SIZE = 64 * 2**20  # of a request and its files together
API_RATE = _number("PEELIAN_API_RATE", 600)  # requests a minute of one token or account
API_REFUSALS = 60  # tokens a minute that one address may get wrong
API_LARGEST = 32 * 2**20  # bytes of a batch of rows
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "peelian.site.errors.stale_form"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # the assets are inside the package: nothing to collect
WHITENOISE_MAX_AGE = 600
WHITENOISE_ALLOW_ALL_ORIGINS = False

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
        "TIMEOUT": None,
    }
}
globals().update(
    email_settings(os.environ.get("PEELIAN_EMAIL_URL", ""), os.environ.get("PEELIAN_EMAIL_FROM", ""))
)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
LOGGING = configuration(os.environ.get("PEELIAN_LOG", "info").upper())
