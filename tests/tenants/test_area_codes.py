"""Which state somebody calls from, by area codes. Lines of the states are read at the desk (`screenPop.ts`)."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tenants.area_codes import TABLE, area_codes, states_of_area
from tenants.models import Tenant


@pytest.mark.parametrize(
    ("code", "states"),
    [
        ("55", ["CMX", "MEX"]),
        ("56", ["CMX", "MEX"]),
        ("33", ["JAL"]),
        ("81", ["NLE"]),
        ("993", ["TAB"]),
        ("844", ["COA"]),
        ("722", ["MEX"]),
        ("656", ["CHH"]),
        ("871", ["COA", "DUR"]),
        ("932", ["CHP", "TAB"]),
        ("427", ["MEX", "QUE"]),
        ("664", ["BCN"]),
        ("987", ["ROO"]),
        ("964", ["CHP"]),
        ("427 ", ["MEX", "QUE"]),
        *[(code, []) for code in ("", "9", "000", "52", "993 358", "٩٩٣", "55'--", "x" * 10_000)],
    ],
)
def test_an_area_code_belongs_to_states(code: str, states: list[str]) -> None:
    assert states_of_area(code) == states


@pytest.mark.django_db
def test_every_state_has_an_area_code_and_every_code_a_state() -> None:
    found = {state for states in area_codes().values() for state in states}

    assert found == {*Tenant.objects.states().values_list("code", flat=True)}
    assert len(found) == 32
    assert all(states for states in area_codes().values())
    assert all(code.isdigit() and len(code) in {2, 3} for code in area_codes())
    assert len(area_codes()) >= 380


def test_no_area_code_begins_with_another() -> None:
    short = {code for code in area_codes() if len(code) == 2}

    assert [code for code in area_codes() if len(code) == 3 and code[:2] in short] == []


def test_the_table_is_that_of_the_package() -> None:
    code = "import json; from tests.tooling.area_codes_table import table; print(json.dumps(table()))"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert json.loads(ran.stdout) == json.loads(TABLE.read_text(encoding="utf-8")), (
        "run `python -m tests.tooling.area_codes_table`"
    )
