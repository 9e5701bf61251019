"""Make, list, replace and revoke API keys from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from tenants.models import OFFERED_SCOPES, ApiClient, ApiKey, Environment, KeyKind, Scope, Tenant
from tenants.services.keys import ClientInput, create_client, issue_key, revoke_key, rotate_key

KINDS = {"publishable": KeyKind.PUBLISHABLE, "secret": KeyKind.SECRET}


class Command(BaseCommand):
    """`apikey create TAB …`, `apikey list`, `apikey rotate KEY`, `apikey revoke KEY`."""

    help = "Make, list, replace and revoke API keys. A raw key is printed once, when it is made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the four acts."""
        acts = parser.add_subparsers(dest="act", required=True)
        create = acts.add_parser("create", help="make a client (or take the one of this name) and a key for it")
        create.add_argument("owner", help="code of the state whose publishers manage the client, such as TAB")
        create.add_argument("name", help="name of the client, such as “Portal de Tabasco”")
        create.add_argument("--kind", choices=KINDS, default="publishable")
        create.add_argument("--states", nargs="+", default=[], help="codes it may read; without: the owner's; “all”")
        create.add_argument(
            "--scopes", nargs="+", choices=[scope.value for scope in OFFERED_SCOPES], default=[Scope.CONTENT.value]
        )
        create.add_argument("--origins", nargs="*", default=[], help="such as https://justicia.tabasco.gob.mx")
        create.add_argument("--environment", choices=Environment.values, default=Environment.PRODUCTION.value)
        create.add_argument("--bound", action="store_true", help="the key runs only the client's trusted documents")
        create.add_argument("--days", type=int, help="until the key expires; without: never")
        show = acts.add_parser("list", help="show clients and keys")
        show.add_argument("owner", nargs="?", help="code of a state; without: all")
        for act, meaning in (("rotate", "make a second key like this one"), ("revoke", "make a key useless, for ever")):
            change = acts.add_parser(act, help=meaning)
            change.add_argument("key", help="its number or its beginning, as “list” shows them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked; an error says what to change and changes nothing."""
        try:
            with transaction.atomic():
                getattr(self, options["act"])(options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def create(self, options: dict[str, Any]) -> None:
        """Make a client if there is none of this name, and a key."""
        owner = _tenant(options["owner"])
        client = ApiClient.objects.filter(owner=owner, name=options["name"]).first() or create_client(
            owner=owner,
            given=ClientInput(
                name=options["name"],
                tenants=_states(options["states"] or [owner.code]),
                scopes=options["scopes"],
                origins=options["origins"],
                environment=options["environment"],
            ),
        )
        kind = KINDS[options["kind"]]
        expires_at = timezone.now() + timedelta(days=options["days"]) if options["days"] is not None else None
        self._show_once(*issue_key(client, kind, expires_at=expires_at, is_bound=options["bound"]))

    def list(self, options: dict[str, Any]) -> None:
        """Show clients and their keys."""
        clients = ApiClient.objects.select_related("owner").prefetch_related("keys", "tenants")
        if options["owner"]:
            clients = clients.filter(owner=_tenant(options["owner"]))
        for client in clients:
            codes = " ".join(tenant.code for tenant in client.tenants.all())
            self.stdout.write(
                f"{client.owner.code}  {client.name}  {client.environment}  [{' '.join(client.scopes)}]  {codes}"
            )
            for key in client.keys.all():
                self.stdout.write(f"    {key.pk:>5}  {key}  {_state_of(key)}  last used {key.last_used_on or 'never'}")

    def rotate(self, options: dict[str, Any]) -> None:
        """Make a second key like the given one."""
        key = _key(options["key"])
        self._show_once(*rotate_key(key))
        self.stdout.write(f"The old key {key} still works: “apikey revoke {key.pk}” ends it.")

    def revoke(self, options: dict[str, Any]) -> None:
        """Make a key useless."""
        key = revoke_key(_key(options["key"]))
        self.stdout.write(f"{key} is revoked.")

    def _show_once(self, key: ApiKey, raw: str) -> None:
        self.stdout.write(f"Key {key.pk} of “{key.client}”. It is shown only now:")
        self.stdout.write(raw)


def _tenant(code: str) -> Tenant:
    tenant = Tenant.objects.filter(code=code.upper()).first()
    if tenant is None:
        raise CommandError(f"There is no state “{code}”.")
    return tenant


def _states(codes: list[str]) -> list[Tenant]:
    if codes == ["all"]:
        return list(Tenant.objects.states())
    return [_tenant(code) for code in codes]


def _key(named: str) -> ApiKey:
    keys = ApiKey.objects.filter(pk=named) if named.isdigit() else ApiKey.objects.filter(hint__startswith=named[:14])
    found = list(keys[:2])
    if len(found) != 1:
        raise CommandError(f"{'No key' if not found else 'More than one key'} is called “{named}”.")
    return found[0]


def _state_of(key: ApiKey) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    if not key.is_usable:
        return "expired"
    return f"until {key.expires_at:%Y-%m-%d}" if key.expires_at else "active"
