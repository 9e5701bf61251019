"""Which hosts, and which transport, the API answers on. Django's own checks stand behind, in its request cycle."""

from __future__ import annotations

from functools import lru_cache
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from api.errors.coded_error import CodedError, ErrorCode

LONGEST_HOST = 262
"""A name has 253 characters at most, and a port six; a longer one is not even cached as unknown."""


def require_known_host(environ: WSGIEnvironment) -> None:
    """Refuse a request for a host that is not among `ALLOWED_HOSTS`.

    Raises:
        CodedError: `HOST_UNKNOWN`.
    """
    host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "")
    if len(host) > LONGEST_HOST or not _is_allowed(host, tuple(settings.ALLOWED_HOSTS)):
        raise CodedError(ErrorCode.HOST_UNKNOWN, field="Host")


@lru_cache(maxsize=512)
def _is_allowed(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def require_encryption(environ: WSGIEnvironment) -> None:
    """Refuse a request without TLS where the installation demands it: its key has been shown to the whole way.

    Raises:
        CodedError: `HTTPS_REQUIRED`.
    """
    if settings.SECURE_SSL_REDIRECT and not _is_encrypted(environ):
        raise CodedError(ErrorCode.HTTPS_REQUIRED)


def _is_encrypted(environ: WSGIEnvironment) -> bool:
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        return str(environ.get(name, "")).split(",")[0].strip() == value
    return environ.get("wsgi.url_scheme") == "https"
