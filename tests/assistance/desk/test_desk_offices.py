"""To which offices the desk leads people of Torreón first, with the starter content."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tenants.models import StaffRole
from tests.browser import NODE
from tests.journeys.site import ROOT

from .conftest import SignedIn
from .opening_vectors import VECTORS, written

pytestmark = pytest.mark.django_db

SCRIPT = """
import { readFileSync } from 'node:fs';
import { itemsOf, kindsOf, KINDS_OF_ROLE, scriptsOf } from './data.ts';
import { emergencyOffice, officesFor, withEmergencyFirst } from './offices.ts';

const { items, state, people, now } = JSON.parse(readFileSync(0, 'utf8'));
const bundle = { code: state.code, items: new Map(items.map((item) => [item.key, item])) };
const offices = itemsOf(bundle, 'OFFICE');
const near = state.municipalities.find(({ name }) => name === 'Torreón');
console.log(JSON.stringify(people.map(({ role, title, isInDanger }) => {
  const kinds = kindsOf(scriptsOf(bundle, role).find((one) => one.title === title) ?? null, bundle);
  const found = officesFor(offices, kinds, near, now, state.municipalities, kinds ?? KINDS_OF_ROLE[role]);
  const emergency = isInDanger ? emergencyOffice(offices, state.emergency.dial, now) : null;
  return withEmergencyFirst(emergency, found).map(({ office }) => office.name);
})));
"""
MONDAY_MORNING = 1_796_056_200_000


def people_of_torreon() -> list[dict[str, Any]]:
    return [
        {"role": "VICTIM", "title": "Quiero denunciar un delito", "isInDanger": False},
        {"role": "VICTIM", "title": None, "isInDanger": True},
        {"role": "VICTIM", "title": "Mi pareja o expareja me agrede", "isInDanger": True},
        {"role": "THIRD_PARTY", "title": "Mi familiar está detenido", "isInDanger": False},
    ]


def test_the_states_own_office_of_the_kind_comes_first_and_911_in_danger(signed_in: SignedIn) -> None:
    browser = signed_in("COA", StaffRole.OPERATOR)
    state = next(one for one in browser.get("/mesa/api/session").json()["states"] if one["code"] == "COA")
    items = browser.get("/mesa/api/bundle/COA/es-MX").json()["items"]
    asked = {"items": items, "state": state, "people": people_of_torreon(), "now": MONDAY_MORNING}

    ran = subprocess.run(
        [NODE, "--input-type=module", "-e", SCRIPT],
        check=False,
        cwd=ROOT / "frontend" / "src" / "desk",
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=30,
    )

    assert ran.returncode == 0, ran.stderr
    robbed, unsafe, beaten, mother = json.loads(ran.stdout)
    centre = "Centro de Justicia y Empoderamiento para las Mujeres, Torreón"
    prosecutor = "Fiscalía General del Estado de Coahuila (sede Saltillo)"
    emergency = "Número único de emergencias 911"
    assert robbed[0] == prosecutor
    assert robbed.index(prosecutor) < robbed.index("Fiscalía General de la República")
    assert unsafe[:3] == [emergency, centre, prosecutor]
    assert beaten[:2] == [emergency, centre]
    assert mother[0] == "Defensoría Pública, delegación Torreón"
    assert mother.index(prosecutor) < mother.index("Fiscalía General de la República")


def test_the_vectors_of_opening_hours_are_what_the_server_says() -> None:
    assert VECTORS.read_text(encoding="utf-8") == written(), "python -m tests.assistance.desk.opening_vectors"
