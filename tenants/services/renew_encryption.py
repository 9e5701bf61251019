"""Encrypting anew what is stored, once the ring of keys has a newer one."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db import transaction

from tenants.keyring import EncryptedTextField, KeyMissing, is_newest, renewed
from tenants.scope import scope_of_all_tenants


@dataclass(frozen=True, slots=True)
class Renewed:
    """What was done.

    Attributes:
        renewed: how many texts were encrypted anew.
        unchanged: how many the newest key reads already.
        unreadable: those that no key reads, each with its model and primary key.
    """

    renewed: int
    unchanged: int
    unreadable: tuple[str, ...]


@transaction.atomic
def renew_encryption() -> Renewed:
    """Encrypt with the newest key whatever is stored in an `EncryptedTextField`; what no key reads stays as it is."""
    count, unchanged, unreadable = 0, 0, []
    with scope_of_all_tenants():
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if not isinstance(field, EncryptedTextField):
                    continue
                rows = model._default_manager.exclude(**{field.name: ""}).select_for_update()
                for pk, stored in rows.order_by("pk").values_list("pk", field.name):
                    if is_newest(stored, field.purpose):
                        unchanged += 1
                        continue
                    try:
                        text = renewed(stored, field.purpose)
                    except KeyMissing:
                        unreadable.append(f"{model._meta.label} {pk}")
                        continue
                    model._default_manager.filter(pk=pk).update(**{field.name: text})
                    count += 1
    return Renewed(count, unchanged, tuple(unreadable))
