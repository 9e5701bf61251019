"""`State.organizationKinds` and `State.organizations`."""

from .conftest import Ask


def test_kinds_say_what_each_does(ask: Ask) -> None:
    kinds = ask(
        """{ state { organizationKinds {
          kind name alsoCalled whatItDoes goWhen servesRoles isEmergency description { plainText }
        } } }"""
    )["state"]["organizationKinds"]

    assert [kind["kind"] for kind in kinds] == ["PROSECUTOR", "HELP_LINE"]
    assert kinds[0] == {
        "kind": "PROSECUTOR",
        "name": "Fiscalía",
        "alsoCalled": ["Ministerio Público"],
        "whatItDoes": ["Investiga delitos."],
        "goWhen": ["Cuando quieras denunciar."],
        "servesRoles": ["VICTIM", "THIRD_PARTY"],
        "isEmergency": False,
        "description": {"plainText": ""},
    }


def test_lists_the_states_own_and_no_other(ask: Ask) -> None:
    query = """query ($code: StateCode!) { state(code: $code) {
      organizations(kind: PROSECUTOR) { edges { node { name kind website } } } } }"""

    names = {
        key: [edge["node"]["name"] for edge in ask(query, key, code=key)["state"]["organizations"]["edges"]]
        for key in ("TAB", "COA")
    }

    assert set(names["TAB"]) == {"Fiscalía", "Fiscalía General del Estado de Tabasco"}
    assert set(names["COA"]) == {"Fiscalía", "Fiscalía General de Coahuila"}
