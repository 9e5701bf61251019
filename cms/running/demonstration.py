"""Keys and sign-ins for trying the system on one's own machine, and `var/demo.json` with them.

Keys are stored as digests and passwords as hashes, so what was created is saved in a file that only its owner can
read, and created again when the database no longer has it.
"""

import datetime
import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from assistance.hours.services import save_hours
from assistance.models import OperatorAssignment, ServiceHours
from assistance.operators.assigning import AssignmentInput, assign
from cms.embedded.files import write_private
from content_models.choices import Channel, Weekday
from tenants.keyring import KeyMissing, Purpose, decrypt
from tenants.keys import digest_of
from tenants.models import (
    LIBRARY_ID,
    OFFERED_SCOPES,
    ROLES_OF_LIBRARY,
    ApiClient,
    ApiKey,
    Environment,
    KeyKind,
    Scope,
    StaffRole,
    Tenant,
    TotpDevice,
    User,
)
from tenants.scope import scope_of_all_tenants, tenant_scope
from tenants.second_factor.enrolling import new_secret
from tenants.services.accounts import assign_role
from tenants.services.keys import ClientInput, create_client, issue_key, revoke_key
from tenants.services.second_factors import enrol, remove_device

LOCAL_DOMAIN = "localhost"
WITH_SECOND_FACTOR = "coordinator-tab"
"""Who shows what signing in is like in production; `manage.py totp` is her phone."""

ROLES_SHOWN = (StaffRole.COORDINATOR, StaffRole.PUBLISHER, StaffRole.EDITOR, StaffRole.TRANSLATOR)
"""The roles of a state that there is somebody for."""

ANSWERING = (
    (StaffRole.OPERATOR, "TAB", ("TAB", "COA")),
    (StaffRole.OPERATOR, "CMX", ()),
    (StaffRole.SUPERVISOR, "TAB", ("TAB", "COA")),
)
"""Who answers citizens: their role, their state, and the states that they are assigned to; none: their own alone."""

ANSWERED = {
    Channel.PHONE: (datetime.time(8), datetime.time(20)),
    Channel.CHAT: (datetime.time(0), datetime.time(0)),
}
"""From when until when the states of those who answer do so every day: the desk promises call-backs within hours of
service only. The chat is open day and night, since nobody could try it outside its hours.
"""

GIVEN_NAMES = {"operator-tab": "Rosa", "operator-cmx": "Elena", "supervisor-tab": "Julia"}
"""Of who answers, by username: citizens read them in the chat, and a username would look like a machine's."""

CLIENT_NAMES = "Demostración "
"""How the names of the demonstration's clients begin."""


@dataclass
class SavedAccess:
    """What was handed out before: raw keys by name; by username the password with its hash, and a phone's secret."""

    keys: dict[str, str] = field(default_factory=dict)
    passwords: dict[str, list[str]] = field(default_factory=dict)
    totp_secrets: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "SavedAccess":
        """Read what an earlier run kept; an unreadable file is as good as none."""
        try:
            return cls(**json.loads(_saved_file().read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return cls()

    def save(self) -> None:
        """Keep it for the next run."""
        write_private(_saved_file(), json.dumps(asdict(self), indent=1))


def remove_demo_file() -> None:
    """Remove `demo.json`, so that programs that wait for it wait for the run that begins now."""
    demo_file().unlink(missing_ok=True)


def demo_file() -> Path:
    """Return where the file for people and scripts stands."""
    return Path(settings.VAR_DIR) / "demo.json"


def write_demonstration(port: int, realtime_port: int) -> dict[str, Any]:
    """Make sure that every launched state has demonstration keys and sign-ins, and write `demo.json`.

    The states for which somebody answers get hours of service.

    Returns:
        What was written: `web`, `desk`, `graphql`, `realtime`, `states` by code (`site`, `chat`, `publishable`,
        `secret`), `national` (`secret`) and `users` (`role`, `state`, `username`, `password`, of who has a second
        factor `totp_secret`, and of who answers citizens `answers_for`).
    """
    saved = SavedAccess.read()
    # Earlier versions had no environments.
    ApiClient.objects.filter(name__startswith=CLIENT_NAMES).update(environment=Environment.SANDBOX)
    web = f"http://{LOCAL_DOMAIN}:{port}/"
    states = list(Tenant.objects.states().launched())
    demonstration = {
        "web": web,
        "desk": f"{web}mesa/",
        "graphql": f"{web}graphql",
        "realtime": f"http://{LOCAL_DOMAIN}:{realtime_port}/",
        "states": {tenant.code: _state(tenant, port, realtime_port, saved) for tenant in states},
        "national": {"secret": _national_key(saved)},
        "users": _users(states, saved),
    }
    saved.save()
    write_private(demo_file(), json.dumps(demonstration, indent=2, ensure_ascii=False) + "\n")
    return demonstration


def _state(tenant: Tenant, port: int, realtime_port: int, saved: SavedAccess) -> dict[str, str]:
    return {
        "site": f"http://{_host(tenant)}:{port}/",
        "chat": f"http://{_host(tenant)}:{realtime_port}/chat/",
        "publishable": _key(saved, tenant, [tenant], KeyKind.PUBLISHABLE, [Scope.CONTENT]),
        "secret": _key(saved, tenant, [tenant], KeyKind.SECRET, list(OFFERED_SCOPES)),
    }


def _host(tenant: Tenant) -> str:
    """Return the host of the state's site that leads to this machine, which is any name under `localhost`."""
    hosts = tenant.hostnames.values_list("host", flat=True)
    return next((host for host in hosts if host.endswith(f".{LOCAL_DOMAIN}")), LOCAL_DOMAIN)


def _national_key(saved: SavedAccess) -> str:
    library = Tenant.objects.get(pk=LIBRARY_ID)
    return _key(saved, library, list(Tenant.objects.states()), KeyKind.SECRET, list(OFFERED_SCOPES))


def _key(saved: SavedAccess, owner: Tenant, tenants: list[Tenant], kind: KeyKind, scopes: list[Scope]) -> str:
    name = f"{owner.code} {kind.value}"
    known = saved.keys.get(name)
    if known is not None and _is_accepted(known):
        return known
    title = f"{CLIENT_NAMES}{owner.code} ({kind.label})"
    client = ApiClient.objects.filter(owner=owner, name=title).first() or create_client(
        owner=owner, given=ClientInput(title, tenants, scopes, environment=Environment.SANDBOX)
    )
    for forgotten in client.keys.filter(revoked_at=None):
        revoke_key(forgotten)
    _, raw = issue_key(client, kind)
    saved.keys[name] = raw
    return raw


def _is_accepted(raw: str) -> bool:
    return ApiKey.objects.filter(digest=digest_of(raw), client__is_active=True, revoked_at=None).exists()


def _users(states: list[Tenant], saved: SavedAccess) -> list[dict[str, str | None]]:
    library = Tenant.objects.get(pk=LIBRARY_ID)
    people = [user_with_access(saved, "administrator", None)]
    people += [user_with_access(saved, role, library) for role in ROLES_OF_LIBRARY]
    people += [user_with_access(saved, role, state) for state in states for role in ROLES_SHOWN]
    return people + list(_answering({state.code: state for state in states}, saved))


def _answering(states: dict[str, Tenant], saved: SavedAccess) -> Iterator[dict[str, str | None]]:
    administrator = User.objects.get(username="administrator")
    for role, code, codes in ANSWERING:
        if not {code, *codes} <= states.keys():
            continue
        shown = user_with_access(saved, role, states[code])
        user = User.objects.get(username=shown["username"])
        with scope_of_all_tenants():
            is_new = not OperatorAssignment.objects.for_user(user.pk).exists()
        if codes and is_new:
            assign(user=user, tenants=[states[one] for one in codes], given=AssignmentInput(), by=administrator)
        for one in codes or (code,):
            _write_hours(states[one], administrator)
        yield {**shown, "answers_for": ", ".join(codes or (code,))}


def _write_hours(tenant: Tenant, by: User) -> None:
    """Write when a state answers by telephone and in the chat, unless somebody has."""
    with tenant_scope([tenant.pk]):
        written = set(ServiceHours.objects.for_tenant(tenant.pk).values_list("channel", flat=True))
        for channel, (opens_at, closes_at) in ANSWERED.items():
            if channel in written:
                continue
            period = {"days": list(Weekday.values), "opens_at": opens_at, "closes_at": closes_at}
            schedule = [("schedule", {"periods": [period], "holidays": "OPEN"})]
            save_hours(ServiceHours(tenant=tenant, channel=channel, schedule=schedule), by=by)


def user_with_access(saved: SavedAccess, role: str, tenant: Tenant | None) -> dict[str, str | None]:
    """Make sure that somebody of a role can sign in; return how, for `demo.json`."""
    username = f"{role}-{tenant.code.lower()}" if tenant else role
    user, _ = User.objects.get_or_create(
        username=username,
        defaults={
            "is_superuser": tenant is None,
            "is_staff": tenant is None,
            "first_name": GIVEN_NAMES.get(username, username),
        },
    )
    if user.first_name == username in GIVEN_NAMES:  # as earlier versions wrote it
        user.first_name = GIVEN_NAMES[username]
        user.save(update_fields=["first_name"])
    if tenant is not None:
        assign_role(user=user, tenant=tenant, role=role)
    password, known_hash = saved.passwords.get(username, ("", ""))
    if not password or user.password != known_hash:
        password = password or secrets.token_urlsafe(9)
        user.set_password(password)
        user.save(update_fields=["password"])
        saved.passwords[username] = [password, user.password]
    shown = {"role": role, "state": tenant.code if tenant else None, "username": username, "password": password}
    return {**shown, "totp_secret": _totp_secret(saved, user)} if username == WITH_SECOND_FACTOR else shown


def _totp_secret(saved: SavedAccess, user: User) -> str:
    """Let somebody have a phone with the secret that was handed out, in place of all others; return it."""
    secret = saved.totp_secrets.setdefault(user.username, new_secret())
    devices = list(TotpDevice.objects.filter(user=user))
    if not any(_has(device, secret) for device in devices):
        for device in devices[1:]:
            remove_device(user=user, device_id=device.pk)
        enrol(user=user, secret=secret, is_proved=True)
        for device in devices[:1]:  # the last one is not removed where everybody needs one
            remove_device(user=user, device_id=device.pk)
    return secret


def _has(device: TotpDevice, secret: str) -> bool:
    try:
        return decrypt(device.secret, Purpose.SECOND_FACTOR) == secret
    except KeyMissing:
        return False


def _saved_file() -> Path:
    return Path(settings.VAR_DIR) / "demonstration.json"
