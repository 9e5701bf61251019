"""Makes the operators of the load, and prints how they sign in: run in the load's own folder, by its own database."""

from __future__ import annotations

import json
import sys

import django


def main(count: int) -> None:
    """Print a list of `{cookie, state}`, one for each operator; the states take turns."""
    django.setup()
    from django.conf import settings
    from django.test import Client

    from tenants.models import StaffRole, Tenant, User
    from tenants.services.accounts import assign_role

    states = list(Tenant.objects.states().launched().order_by("code"))
    operators = []
    for number in range(count):
        state = states[number % len(states)]
        user = User.objects.create_user(f"load-{number}", f"load-{number}@example.org", None)
        assign_role(user=user, tenant=state, role=StaffRole.OPERATOR)
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        operators.append({"cookie": f"{name}={client.cookies[name].value}", "state": state.code})
    sys.stdout.write(json.dumps(operators))


if __name__ == "__main__":
    main(int(sys.argv[1]))
