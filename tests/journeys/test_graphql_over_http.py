"""GraphQL over HTTP, as graphql-http's own audit judges a server that really runs."""

import json
import os
import shutil
import subprocess

from django.conf import settings

from tenants.models import KeyKind, Tenant
from tests.journeys.site import Site
from tests.tenants.factories import key_of


def test_the_audit_has_neither_failure_nor_warning(site: Site) -> None:
    _, key = key_of(Tenant.objects.get(code="TAB"), kind=KeyKind.SECRET)
    path = f"{os.environ['PATH']}:{settings.BASE_DIR / '.venv' / 'bin'}"
    node = shutil.which("node", path=path)
    assert node is not None

    with site.web_process():
        site.query(key, "{ viewer { name } }")  # so that the audit's requests, all at once, need not wait for the key
        audit = subprocess.run(
            [node, "conformance.mjs", f"{site.web}graphql", key],
            cwd=settings.BASE_DIR / "frontend",
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )

    said = json.loads(audit.stdout)
    assert said["complaints"] == []
    assert said["audits"] == 61
