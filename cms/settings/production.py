"""Settings for a real installation, behind a proxy that ends TLS."""

from tenants.proxies import FORWARDED_PROTO

from .environment import env

# Before the layer below, which would start the embedded database.
if not env.str("DATABASE_URL", default=""):
    raise RuntimeError("DATABASE_URL is required in production: the embedded database is for one machine only.")

from .base import *  # noqa: F403 (settings are layered by design; see above)
from .base import LOGGING
from .choices import one_of

IS_PRODUCTION = True
SECURE_PROXY_SSL_HEADER = (FORWARDED_PROTO, "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
PROXY_COUNT = env.int("PROXY_COUNT", default=1)
LOGGING["handlers"]["console"]["formatter"] = one_of(env, "LOG_FORMAT", ("line", "json"), default="json")
