"""`Script.digest` and `State.script(digest:)`: a run begun yesterday finds its script as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistance.models import ScriptSnapshot
from assistance.selectors.snapshots import pinned_scripts
from assistance.services.snapshots import write_missing
from delivery.state_view import for_viewer
from publishing.models import ContentItem, TenantVersion
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope
from tenants.viewer import Viewer, ViewerKind

from .client import Answer
from .conftest import Ask
from .world import store
from .world.documents import key

DIGEST = '{ state { script(slug: "me-robaron") { id digest } } }'
FIELDS = """
  __typename id digest key slug title locale servedLocale isFallback origin version publishedAt topic { slug }
  preamble { plainText } start { key }
  nodes { key kind text { plainText } wordings { channel text { plainText } }
          options { key label to wordings { channel label } } organizationKind offices(first: 1) { slug }
          deadlines { key amount unit text { html } } legalReferences { text } }
  walk(answers: [{node: "inicio", option: "si"}]) { current { text { plainText } } deadlines { amount } }
"""
BY_SLUG = f'{{ state {{ script(slug: "me-robaron") {{ {FIELDS} }} }} }}'
BY_DIGEST = f"query ($digest: String!) {{ state {{ script(digest: $digest) {{ {FIELDS} }} }} }}"
UNKNOWN = "0" * 64


def change(slug: str, **fields: Any) -> None:
    """Let the library publish other fields of an item."""
    with tenant_scope([LIBRARY_ID]):
        version = TenantVersion.objects.get(tenant=LIBRARY_ID)
        version.version += 1
        version.save()
        stored = ContentItem.objects.get(tenant=LIBRARY_ID, slug=slug, locale="es-MX")
        stored.document, stored.version = {**stored.document, **fields}, version.version
        stored.save()
    store.forget()


def digest_of(ask: Ask) -> str:
    digest: str = ask(DIGEST, "operators")["state"]["script"]["digest"]
    return digest


def test_as_long_as_nothing_changed_it_is_the_script_itself(ask: Ask) -> None:
    script = ask(BY_SLUG, "operators")["state"]["script"]

    same = ask(BY_DIGEST, "operators", digest=script["digest"])["state"]["script"]

    assert {**same, "id": None} == {**script, "id": None}
    assert same["id"] != script["id"]  # so that no client's cache puts one in the place of the other


@pytest.mark.usefixtures("changes")
def test_a_run_begun_yesterday_is_finished_with_what_it_was_told(ask: Ask) -> None:
    before = ask(BY_SLUG, "operators")["state"]["script"]
    write_missing(codes=["TAB"])
    change("me-robaron", title="Otro título", start="fin", nodes=[])
    change("denunciar", body=[])
    assert digest_of(ask) != before["digest"]

    found = ask(BY_DIGEST, "operators", digest=before["digest"])["state"]["script"]
    again = ask("query ($id: ID!) { node(id: $id) { id ... on Script { title } } }", "operators", id=found["id"])

    assert {**found, "id": None} == {**before, "id": None}
    assert found["walk"]["deadlines"] == [{"amount": 5}]
    assert again == {"node": {"id": found["id"], "title": before["title"]}}


@pytest.mark.usefixtures("changes")
def test_what_was_not_there_yet_is_not_remembered_as_absent(ask: Ask, states: dict[str, Tenant]) -> None:
    viewer = Viewer(ViewerKind.USER, {"TAB": states["TAB"].pk})
    [earlier] = [one for one in pinned_scripts(for_viewer(viewer, "TAB")) if one.digest == digest_of(ask)]
    change("me-robaron", title="Otro título")
    assert ask(BY_DIGEST, "operators", digest=earlier.digest) == {"state": {"script": None}}

    with tenant_scope([states["TAB"].pk]):
        ScriptSnapshot.objects.create(
            tenant=states["TAB"],
            digest=earlier.digest,
            key=key("me-robaron"),
            locale="es-MX",
            document=earlier.document,
        )

    found = ask(BY_DIGEST, "operators", digest=earlier.digest)["state"]["script"]
    assert found["title"] == "Qué hacer si te robaron"


@pytest.mark.usefixtures("changes")
def test_another_states_is_as_absent_as_one_that_never_was(
    ask: Ask, post: Callable[..., Answer], states: dict[str, Tenant]
) -> None:
    query = "query ($code: StateCode!, $digest: String!) { state(code: $code) { script(digest: $digest) { title } } }"
    digest = digest_of(ask)
    write_missing(codes=["TAB"])
    change("me-robaron", title="Otro título")

    own = ask(query, "national", code="TAB", digest=digest)
    foreign = post(query, "national", code="COA", digest=digest)
    absent = post(query, "national", code="COA", digest=UNKNOWN)

    assert own["state"]["script"] == {"title": "Qué hacer si te robaron"}
    assert foreign.json == absent.json
    assert foreign.json["data"] == {"state": {"script": None}}


@pytest.mark.parametrize("digest", [UNKNOWN, "", "x", "0" * 63, "A" * 64, "0" * 19_000, "\0", "’" * 64])
def test_what_is_no_digest_is_absent(ask: Ask, digest: str) -> None:
    assert ask(BY_DIGEST, "operators", digest=digest) == {"state": {"script": None}}


@pytest.mark.parametrize("arguments", ["", f'(slug: "x", digest: "{UNKNOWN}")'])
def test_one_of_slug_and_digest_is_given(post: Callable[..., Answer], arguments: str) -> None:
    refused = post(f"{{ state {{ script{arguments} {{ title }} }} }}", "operators")

    assert refused.codes == ["INVALID_ARGUMENT"]
    assert refused.json["errors"][0]["extensions"]["field"] == "slug"
    assert refused.json["data"] == {"state": {"script": None}}


def test_needs_the_scope(post: Callable[..., Answer], ask: Ask) -> None:
    digest = digest_of(ask)
    found = ask(BY_DIGEST, "operators", digest=digest)["state"]["script"]["id"]

    by_digest = post(BY_DIGEST, "TAB", digest=digest)
    by_id = post("query ($id: ID!) { node(id: $id) { id } }", "TAB", id=found)

    assert (by_digest.codes, by_id.codes) == (["FORBIDDEN_SCOPE"], ["FORBIDDEN_SCOPE"])


def test_a_script_of_another_state_has_the_same_digest_where_the_words_are_the_same(ask: Ask) -> None:
    query = 'query ($code: StateCode!) { state(code: $code) { script(slug: "me-robaron") { digest } } }'

    assert ask(query, "national", code="TAB") == ask(query, "national", code="COA")
