"""All settings, read from the environment. `.env.example` lists them with their meaning."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from config import policy
from web.logs import to_stderr

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if env.bool("READ_DOT_ENV", default=False):
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=True)
SECRET_KEY = env.str("SECRET_KEY")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "web",
    "accounts",
    "outbox",
    "residents",
    "contacts",
    "followups",
    "interactions",
    "programs",
    "dashboard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "web.middleware.headers",
    "web.middleware.outage",
    "web.middleware.no_control_characters",
    "web.compression.compressed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.signed_in.Known",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "web.middleware.htmx_redirects",
    "web.middleware.no_dead_ends",
    "allauth.account.middleware.AccountMiddleware",
    "web.middleware.local_zone",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
CACHED_LOADERS = [("django.template.loaders.cached.Loader", LOADERS)]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", LOADERS if DEBUG else CACHED_LOADERS)],
            "builtins": [
                "template_partials.templatetags.partials",
                "web.templatetags.heads",
                "web.templatetags.marks",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "dashboard.context.shell",
            ],
        },
    }
]

# The health check saves every request after a database restart; web.postgres makes it nearly free.
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL"),
        "ENGINE": "web.postgres",
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
# Planning is a fifth of a page's time: statements seen five times on a connection are prepared.
# A pooler in transaction mode must know prepared statements, or PREPARE must be off.
PREPARE = env.bool("PREPARE", default=True)
DATABASES["default"]["OPTIONS"].update(server_side_binding=PREPARE, prepare_threshold=5 if PREPARE else None)
# Solid-state disks: with the default cost of 4 the planner reads all of an owner's touches for one person.
DATABASES["default"]["OPTIONS"].setdefault("options", "-c random_page_cost=1.1 -c jit=off")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")

# ------------------------------------------------------------------ people and sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

EMAIL_URL = env.str("EMAIL_URL", default="")
HAS_MAIL_SERVER = bool(EMAIL_URL)
if HAS_MAIL_SERVER and not EMAIL_URL.startswith("smtp"):
    raise ImproperlyConfigured("EMAIL_URL must begin with smtp: delivery speaks nothing else.")
if HAS_MAIL_SERVER:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# Each step before the text; the answer after it has its own patience.
EMAIL_TIMEOUT = env.int("MAIL_STEP_SECONDS", default=30)
# A mail server may take ten minutes to say yes after the text (RFC 5321); the lease is longer still.
MAIL_REPLY_SECONDS = env.int("MAIL_REPLY_SECONDS", default=600)
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", default=900)
if MAIL_LEASE_SECONDS <= MAIL_REPLY_SECONDS:
    raise ImproperlyConfigured("MAIL_LEASE_SECONDS must be longer than MAIL_REPLY_SECONDS.")
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Curbside <curbside@localhost>")
# A mailbox that somebody reads; without one the weekly email offers its https link alone.
UNSUBSCRIBE_MAILTO = env.str("UNSUBSCRIBE_MAILTO", default="")

ACCOUNT_ADAPTER = "outbox.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignUpDetails"
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if HAS_MAIL_SERVER and not DEMO else "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_FORMS = {
    "add_email": "accounts.sign_in_forms.ChangeEmail",
    "change_password": "accounts.sign_in_forms.ChangePassword",
    "reset_password_from_key": "accounts.sign_in_forms.ResetPassword",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key", "signup": "20/m/ip"}
MFA_ADAPTER = "accounts.second_step.SecondStep"
MFA_FORMS = {
    "authenticate": "accounts.second_step.CodeForm",
    "reauthenticate": "accounts.second_step.AgainForm",
}
# A phone's clock may be half a minute off, and a code may be typed as it changes (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Curbside"
# Without confirmation mail every address stays unconfirmed, and program staff need a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = ACCOUNT_EMAIL_VERIFICATION == "none"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS_ONLY
USERSESSIONS_TRACK_ACTIVITY = False

# Rate limits and throttles live in PostgreSQL, so that they hold when Redis is down.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
    }
}

# ------------------------------------------------------------------ browser
if HTTPS_ONLY:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "web.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
CONTENT_SECURITY_POLICY = policy.CONTENT_SECURITY_POLICY

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / ".local" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": env.str("STATIC_STORAGE", default="web.storage.CollectedFiles")},
}

# ------------------------------------------------------------------ words and time
LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# ------------------------------------------------------------------ Celery: ids in, nothing out
# How often the periodic jobs run; a mail leaves that much after its hour at most.
SWEEP_EVERY_SECONDS = env.int("SWEEP_EVERY_SECONDS", default=60)
# What `manage.py sweep --loop` also does.
HOURLY_JOBS = {"closed": "interactions.tasks.close", "drawn": "programs.tasks.draw"}
CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The default is a hundred tries: a Redis away for an hour would end worker and beat.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Without these a hung Redis holds a web request for a minute or more.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "visibility_timeout": 3600,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(BASE_DIR / ".local" / "beat")

# ------------------------------------------------------------------ the numbers (practices.md)
CONFERENCE_DUE_HOURS = 72
CONFERENCE_LATE_DAYS = 7
CONFERENCE_A_DAY = 5
UPDATE_OPENS_MONTHS = 3
UPDATE_DUE_MONTHS = 4
UPDATE_LATE_MONTHS = 5
CHECK_IN_OPENS_MONTHS = 6
CHECK_IN_DUE_MONTHS = 8
CHECK_IN_LATE_MONTHS = 10
THANKS_DUE_HOURS = 24
THANKS_LATE_DAYS = 7
INTRODUCTION_DUE_HOURS = 72
INTRODUCTION_LATE_DAYS = 7
CLOSE_LOOP_DUE_DAYS = 7
CLOSE_LOOP_LATE_DAYS = 14
DUE_HOUR = 18
PROMISE_LATE_DAYS = 7
PROMISE_DEFAULT_DAYS = 7
HOPED_DUE_DAYS = 7
HOPED_LATE_DAYS = 30
PREPARATION_OPENS_DAYS = 3
PREPARATION_DUE_HOURS = 24
CLOSING_WINDOW_DAYS = 7
CLOSING_HOURS = 12
PROMISE_CLOSING_HOURS = 24
HEAVY_CALM_DAYS = 14
LIGHT_AHEAD_DAYS = 42
TRASH_DAYS = 30
# A day at an event: 3 new people, 2 conversations, 1 follow-up; the whole of it by preset (P30, P34).
EVENT_DAY_GOALS = (3, 2, 1)
EVENT_NEW_PEOPLE = (3, 5)
EVENT_QUIET_TALKS = (1, 2)
# How many people, and how many programs, a list usually has; musts besides (P23).
EVENT_TARGETS = (3, 5)
# The hour in event time at which a day is looked back on.
EVENING_HOUR = 21
POSTERS_A_YEAR = (1, 2)
SOCIETIES = (1, 2)
# An introduction: seconds that are comfortable, the length of its line, and words a minute (P16).
INTRO_SECONDS = (30, 60)
INTRO_LINE = 90
INTRO_WORDS_A_MINUTE = 140
# A committee is asked about so long before its term ends (P65); the profile is looked at each quarter (P18).
TERM_ENDS_DAYS = 60
PROFILE_DAYS = 91
UNIVERSAL_QUESTIONS = (3, 4)
# What a program is told on its roster (programs/alerts.py); bands begin at 90 and 180 days.
ALERT_GRACE_DAYS = 30
ALERT_HELP_DAYS = 7
ALERT_SEATS_MONTH = 6
ALERT_ADVISOR_LOAD = 5
ALERT_MEETING_DAYS = 30
ALERT_MUTE_DAYS = 28
# The resident is told this much earlier (programs/nudges.py).
NUDGE_DAYS = 14
DIGEST_PEOPLE = 5
DIGEST_CATCH_UP_HOURS = 48
ASK_MINUTES = {"pre_conference": "10 to 15", "coffee": "15", "informational": "15 to 20"}
OUTREACH_SENTENCES = (4, 6)
# A letter kept here goes this long after its follow-up closed, or after it was last written.
DRAFT_DAYS = 30
PLAYBOOK = BASE_DIR / "playbook"

# ------------------------------------------------------------------ logs: ids only
LOG_JSON = env.bool("LOG_JSON", default=False)
LOGGING = to_stderr(as_json=LOG_JSON, level=env.str("LOG_LEVEL", default="INFO"))
