"""Settings that every environment shares. Safe by default; what varies comes from the environment.

Each environment variable is documented in `docs/settings.md` and `.env.example`.
"""

from pathlib import Path
from typing import Any

import environ

from tenants.databases import READER

from . import environment
from .choices import contacts, one_of, positive
from .languages import ADMIN_LANGUAGES, CONTENT_LANGUAGES

BASE_DIR: Path = environment.BASE_DIR
env = environment.env

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

SECRET_KEY = env.str("SECRET_KEY")
ENCRYPTION_KEYS: list[str] = env.list("ENCRYPTION_KEYS", default=[])
IS_PRODUCTION = False
"""Whether what is unsafe for a real installation (`cms/checks.py`) keeps it from starting."""
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PROXY_COUNT = env.int("PROXY_COUNT", default=0)
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000")

INSTALLED_APPS = [
    "cms",
    "portal",
    "api",
    "assistance",
    "editorial",
    "delivery",
    "publishing",
    "content_models",
    "media",
    "tenants",
    "wagtail_localize",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "tenants.users_app.UsersAppConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks_db",
    "django_vite",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.humanize",  # for the words of Wagtail's “3 minutes ago”
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cms.admin_policy.AdminPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tenants.second_factor.state.SecondFactor",
    "tenants.sessions.SessionActivity",
    "assistance.desk.person.DeskPerson",
    "cms.body_sizes.BodySizes",
    "cms.unreadable_input.UnreadableInput",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.unsent.UnsentForms",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tenants.request_scope.RequestScope",
    "tenants.admin_access.guard.AdminGuard",
    "editorial.refusals.RefusalPages",
    "editorial.adapting.admin.addresses.AdaptationAddresses",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database: a given server, or the embedded one. The administration and all that writes sign in as `jpt_app`, what reads
# for the API and the sites as `jpt_reader`, migrations as `jpt_owner`.
DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASE_READER_URL = env.str("DATABASE_READER_URL", default="")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
if not DATABASE_URL:
    from cms import database  # its programs are not needed where a server is given

    _server = database.ensure_running(VAR_DIR / "postgres")
    DATABASE_URL, DATABASE_READER_URL, DATABASE_OWNER_URL = _server.app_url, _server.reader_url, _server.owner_url

_application = environ.Env.db_url_config(DATABASE_URL)
# A server whose machine vanished is given up within seconds: until then each thread that asks it waits, and so does
# whoever waits for the same. What `DATABASE_URL` says after its “?” counts more.
_giving_up = {
    "connect_timeout": 2,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "options": "-c lock_timeout=15s",  # whoever waits for what somebody else holds is told to try again
}
_database = {
    **_application,
    "ENGINE": "cms.postgres",
    "OPTIONS": {**_giving_up, **_application.get("OPTIONS", {})},
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
}
# Many requests may wait for what memory lacks, such as who asks: they are told sooner. The isolation is the session's
# default: as Django's option `isolation_level`, psycopg2 would ask for it anew in each transaction.
_reading = "{} -c default_transaction_isolation=repeatable\\ read".format(
    _application.get("OPTIONS", {}).get("options", "-c lock_timeout=2s")
)


def _person(url: str) -> dict[str, str]:
    """Who signs in with this address; where the database is, `DATABASE_URL` alone says."""
    address = environ.Env.db_url_config(url)
    return {"USER": address["USER"], "PASSWORD": address["PASSWORD"]}


DATABASES = {
    "default": {**_database, "ATOMIC_REQUESTS": True},
    READER: {
        **_database,
        **_person(DATABASE_READER_URL or DATABASE_URL),
        "OPTIONS": {**_database["OPTIONS"], "options": _reading},
    },
}
DATABASE_OWNER = _person(DATABASE_OWNER_URL or DATABASE_URL)

AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "tenants.permissions.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_FAILURE_VIEW = "cms.unsent.csrf_failure"
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
MESSAGE_STORAGE = "cms.form_messages.FormMessages"
SESSION_ENGINE = "tenants.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # from signing in on, whatever is done meanwhile
SESSION_IDLE_SECONDS = positive(env, "SESSION_IDLE_MINUTES", default=120) * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60

# A password check takes some 0.3 s of a processor: so many at once in each process, and as many for known browsers.
PASSWORD_CHECKS_AT_ONCE = positive(env, "PASSWORD_CHECKS_AT_ONCE", default=4)

# Whether everybody proves a second factor, or only those who have set one up.
SECOND_FACTOR = one_of(env, "SECOND_FACTOR", ("required", "offered"), default="required")

LANGUAGE_CODE = "es-mx"
LANGUAGES = CONTENT_LANGUAGES
WAGTAIL_CONTENT_LANGUAGES = CONTENT_LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = ADMIN_LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "America/Mexico_City"
WAGTAIL_USER_TIME_ZONES = [
    f"America/{place}"
    for place in (
        "Bahia_Banderas",
        "Cancun",
        "Chihuahua",
        "Ciudad_Juarez",
        "Hermosillo",
        "Matamoros",
        "Mazatlan",
        "Merida",
        "Mexico_City",
        "Monterrey",
        "Ojinaga",
        "Tijuana",
    )
]
"""Those of Mexico; otherwise Wagtail offers all of the world's, some 600."""
USE_I18N = True
USE_TZ = True
WAGTAIL_I18N_ENABLED = True

# Days are typed as dd/mm/yyyy everywhere in the admin.
FORMAT_MODULE_PATH = ["cms.formats"]
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "frontend" / "dist"]
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": BASE_DIR / "frontend" / "dist" / "manifest.json",
        "static_url_prefix": "",
    }
}

MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
S3_BUCKET = env.str("S3_BUCKET", default="")
S3_CUSTOM_DOMAIN = env.str("S3_CUSTOM_DOMAIN", default="")
_private_files: dict[str, object] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
_renditions = _private_files
if S3_BUCKET:
    _options = {
        "bucket_name": S3_BUCKET,
        "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
        "access_key": env.str("S3_ACCESS_KEY", default=None),
        "secret_key": env.str("S3_SECRET_KEY", default=None),
        "region_name": env.str("S3_REGION", default=None),
        "file_overwrite": False,
        "max_memory_size": 1024 * 1024,
    }
    _private_files = {"BACKEND": "media.private_s3.PrivateS3Storage", "OPTIONS": _options}
    # Only these have an address for everybody: it stands in published texts, neither signed nor about to expire.
    _renditions = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {**_options, "custom_domain": S3_CUSTOM_DOMAIN or None},
    }
STORAGES: dict[str, dict[str, object]] = {
    "default": _private_files,
    "renditions": _renditions,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Justicia para Ti <no-responder@localhost>")
EMAIL_TIMEOUT = 10

# Wagtail's own tasks run at once; the project's own go to the worker.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}

# The API: what a process keeps in memory, where budgets are counted, and how long an answer may take.
ANSWERS_IN_MEMORY_BYTES = env.int("ANSWERS_IN_MEMORY_MEGABYTES", default=64) * 1024 * 1024
GRAPHQL_EXECUTOR = one_of(env, "GRAPHQL_EXECUTOR", ("projecting", "reference"), default="projecting")
GRAPHQL_SECONDS = env.float("GRAPHQL_SECONDS", default=5.0)
REDIS_URL = env.str("REDIS_URL", default="")
STATE_VIEWS_IN_MEMORY = env.int("STATE_VIEWS_IN_MEMORY", default=256)

# Clients that send slowly: how long a body may take, and how many may take longer than a second at once.
BODY_SECONDS = env.float("BODY_SECONDS", default=10.0)
SLOW_BODIES = env.int("SLOW_BODIES", default=32)
# Clients that read slowly: how long they may leave an answer, and how many large files are sent at once.
ANSWER_SECONDS = env.float("ANSWER_SECONDS", default=20.0)
LARGE_ANSWERS = env.int("LARGE_ANSWERS", default=32)
HEALTH_ADDRESS = env.str("HEALTH_ADDRESS", default="")
# The chat: where people find it (empty: on each site's own host, behind a proxy), how many threads its process has
# for the database, and how many connections one address may hold open there.
CHAT_URL = env.str("CHAT_URL", default="").rstrip("/")
CHAT_THREADS = positive(env, "CHAT_THREADS", default=8)
CHAT_CONNECTIONS_PER_SOURCE = positive(env, "CHAT_CONNECTIONS_PER_SOURCE", default=200)
# Where the quick exit of sensitive pages leads: a site that anybody may be seen on, such as the weather.
QUICK_EXIT_URL = env.str("QUICK_EXIT_URL", default="https://smn.conagua.gob.mx/es/")

# Whom to tell of a weakness, the preferred way first; without it there is no security.txt.
SECURITY_CONTACTS = contacts(env.list("SECURITY_CONTACT", default=[]))

# Reviews: how many days there are for one, and at which hour of a state's day its people are told by e-mail.
REVIEW_TASK_DAYS = env.int("REVIEW_TASK_DAYS", default=30)
URGENT_REVIEW_TASK_DAYS = env.int("URGENT_REVIEW_TASK_DAYS", default=5)
REVIEW_DIGEST_HOUR = env.int("REVIEW_DIGEST_HOUR", default=7)

# What is told of the API's requests to those who run it.
API_LOG = one_of(env, "API_LOG", ("notable", "all"), default="notable")
SLOW_OPERATION_MS = env.float("SLOW_OPERATION_MS", default=500.0)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
OTEL_EXPORTER_OTLP_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

WAGTAIL_SITE_NAME = "Justicia para Ti"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAILIMAGES_RENDITION_STORAGE = "renditions"
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.forms.ImageForm"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000  # all frames together: what encoding them takes in memory
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""
"""An address that is typed stays one: Wagtail would look for its page in the trees of all states."""
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
"""A translation begins as a draft, whoever asks for it: publishing is an act of its own."""
WAGTAILIMAGES_IMAGE_MODEL = "media.CustomImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.CustomDocument"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.search_backend", "SEARCH_CONFIG": "spanish"}}
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "content_models.rich_text_area.RichTextArea"}}
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # whoever finds a session open would have links sent to themselves
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # what the help text of an address says; older ones with ñ or accents are kept
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf", "audio/mp4", "audio/mpeg", "audio/ogg"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "mp3", "ogg", "m4a"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAIL_EDITING_SESSION_PING_INTERVAL = 10_000

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "cms.logs.lines"}, "json": {"()": "cms.logs.json_lines"}},
    "filters": {"refused_in_one_line": {"()": "cms.logs.RefusedInOneLine"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": one_of(env, "LOG_FORMAT", ("line", "json"), default="line"),
        }
    },
    "loggers": {
        # Wagtail tells each page it publishes; the page's history does so better.
        "wagtail": {"level": "WARNING"},
        # It tells each task that begins and ends, and loading the content makes thousands.
        "django_tasks": {"level": "WARNING"},
        "django.request": {"filters": ["refused_in_one_line"]},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
