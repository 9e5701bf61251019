"""What the administration offers somebody: not what the table closes to them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise

from tenants.models import User

from .acts import Act, may
from .guard import rule_for


def is_offered(user: User | AnonymousUser, url: str | Promise) -> bool:
    """Whether a link to an address is shown to somebody; what is not of the administration, is.

    The ids in it are left to whoever lists what they name.
    """
    path = urlsplit(str(url)).path
    if not path.startswith(reverse("wagtailadmin_home")):
        return True
    try:
        rule = rule_for(resolve(path))
    except Resolver404:
        return False
    return may(user, Act.ADMINISTER if rule is None else rule.act)
