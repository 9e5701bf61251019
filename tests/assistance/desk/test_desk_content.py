"""What the desk keeps of its states, searches in them, and reports of them."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import brotli
import pytest
from django.test import Client
from django.utils import timezone

from assistance.desk import search as desk_search
from assistance.selectors.snapshots import pinned_scripts
from assistance.services.snapshots import write_missing
from content_models.choices import HolidayKind
from content_models.kinds import ItemKind
from delivery import accept_headers, bundle, small_copies, state_view
from delivery.calendars import Holiday
from delivery.directory import distance_meters
from delivery.state_view import StateView
from publishing.models import ExampleSuggestion, ReviewReason, ReviewTask, SmallCopy, TenantHoliday
from publishing.services.change_tenant import change_tenant, settings_changed
from tenants.days import day_of
from tenants.limits import Limit
from tenants.models import StaffRole, Tenant, TenantPhone, TenantStatus
from tenants.scope import scope_of_all_tenants, tenant_scope
from tenants.viewer import Viewer, ViewerKind
from tests.thoroughness import tries
from tests.world import Callbacks

from .conftest import SignedIn

BUNDLE = "/mesa/api/bundle/TAB/es-MX"
PRESENCE = "/mesa/api/presence"
SEARCH = "/mesa/api/search/TAB"
REPORTS = "/mesa/api/reports"
SUGGESTIONS = "/mesa/api/suggestions"
BYTES = b"a small copy"
DIGEST = "c" * 64


@pytest.fixture
def changing(db: None) -> Iterator[Callable[[], None]]:
    """Let this process hear of what the test has changed, when it says so; afterwards of nothing that it changed."""
    yield Callbacks().run
    state_view.reset()
    bundle.reset()


@pytest.fixture
def desk(signed_in: SignedIn) -> Client:
    """An operator of Tabasco."""
    return signed_in("TAB", StaffRole.OPERATOR)


def view_of(code: str = "TAB") -> StateView:
    tenant = Tenant.objects.get(code=code)
    return state_view.for_viewer(Viewer(kind=ViewerKind.USER, tenants={code: tenant.pk}), code)


def posted(client: Client, address: str, asked: Mapping[str, Any]) -> Any:
    return client.post(address, json.dumps(asked), content_type="application/json")


def code_of(answer: Any) -> tuple[int, str, str | None]:
    refusal = json.loads(answer.content)
    return answer.status_code, refusal["code"], refusal["field"]


def stored_copy(code: str = "TAB", content: bytes = BYTES, digest: str = DIGEST) -> None:
    """Store a small copy, as the worker does."""
    tenant = Tenant.objects.get(code=code)
    with tenant_scope([tenant.pk]):
        SmallCopy.objects.update_or_create(
            tenant=tenant,
            locale="es-MX",
            defaults={"content": brotli.compress(content), "digest": digest, "made_from": "d" * 64},
        )


def test_the_bundle_has_all_that_the_state_serves_and_the_digests_of_its_scripts(desk: Client) -> None:
    answer = desk.get(BUNDLE)
    found, view = answer.json(), view_of()

    keys = {item["key"] for item in found["items"]}
    served = {item["key"] for kind in ItemKind for item in view.all(kind)}
    assert answer["Cache-Control"] == "no-store"
    assert (found["isWhole"], found["tombstones"], found["searchCopy"]) == (True, [], None)
    assert keys == served | {item["key"] for item in view.directory.substitutes()}
    assert set(found["pinned"].values()) == {pinned.digest for pinned in pinned_scripts(view)}
    assert set(found["pinned"]) == {script["key"] for script in view.scripts()}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*;q=0.5", "br"),
        ("br;q=0.2, gzip;q=0.8", "gzip"),
        ("identity, br;q=0.2", ""),
        ("", ""),
        ("identity", ""),
        ("x;;q", ""),
    ][:: tries(4, long=1)],
)
def test_the_bundle_is_compressed_as_the_browser_takes_it(desk: Client, accepted: str, encoding: str) -> None:
    plain = desk.get(BUNDLE, HTTP_ACCEPT_ENCODING="").content

    answers = [desk.get(BUNDLE, HTTP_ACCEPT_ENCODING=accepted) for _ in ("made", "kept")]

    decode = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
    assert [answer.headers.get("Content-Encoding", "") for answer in answers] == [encoding] * 2
    assert [decode(answer.content) == plain for answer in answers] == [True, True]


def test_whoever_has_a_version_gets_what_changed_since(desk: Client, changing: Callable[[], None]) -> None:
    whole = desk.get(BUNDLE)
    version = whole.json()["version"]
    line = TenantPhone(purpose=TenantPhone.Purpose.HELP_LINE, label="Ayuda", display="800 111 2222", dial="8001112222")

    def told(code: str) -> Any:
        content = {"code": code, "locale": "es-MX"}
        return posted(desk, PRESENCE, {"state": "AVAILABLE", "content": content}).json()["bundleVersion"]

    same, before, foreign = desk.get(BUNDLE, {"since": version}).json(), told("TAB"), told("COA")
    unchanged = desk.get(BUNDLE, headers={"If-None-Match": whole["ETag"]})
    change_tenant(tenant=Tenant.objects.get(code="TAB"), phones=[line])
    changing()
    changes = desk.get(BUNDLE, {"since": version}).json()
    now = desk.get(BUNDLE, headers={"If-None-Match": whole["ETag"]}).json()
    after = told("TAB")

    assert (same["version"], same["isWhole"], same["items"], same["tombstones"]) == (version, False, [], [])
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", whole["ETag"])
    assert (changes["version"], changes["isWhole"]) == (now["version"], False)
    assert (before, after, foreign) == (version, now["version"], None)
    assert 0 < len(changes["items"]) < len(now["items"])
    before, after = ({item["key"]: item for item in one["items"]} for one in (whole.json(), now))
    for tombstone in changes["tombstones"]:
        del before[tombstone["key"]]
    assert before | {item["key"]: item for item in changes["items"]} == after
    assert desk.get(BUNDLE, {"since": "no-version"}).json() == now


def test_versions_that_nobody_knows_are_compressed_once(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = desk.get(BUNDLE, HTTP_ACCEPT_ENCODING="gzip").content
    monkeypatch.setitem(accept_headers.ENCODERS, "gzip", pytest.fail)

    invented = [
        desk.get(BUNDLE, {"since": since}, HTTP_ACCEPT_ENCODING="gzip").content for since in ("x", "y.1.2", "z" * 500)
    ]

    assert invented == [whole] * 3


def test_another_small_copy_is_another_version_and_can_be_fetched(desk: Client) -> None:
    before = desk.get(BUNDLE).json()
    stored_copy()

    after = desk.get(BUNDLE, {"since": before["version"]}).json()
    copies = {
        encoding: desk.get(after["searchCopy"]["url"], HTTP_ACCEPT_ENCODING=encoding) for encoding in ("br", "gzip", "")
    }

    assert after["searchCopy"] == {"digest": DIGEST, "url": f"/mesa/api/search-copy/TAB/es-MX/{DIGEST}"}
    assert (after["isWhole"], after["items"], after["version"] == before["version"]) == (False, [], False)
    assert brotli.decompress(copies["br"].content) == gzip.decompress(copies["gzip"].content) == BYTES
    assert copies[""].content == BYTES
    assert copies["br"]["Cache-Control"] == "private, max-age=31536000, immutable"
    stored_copy(digest="e" * 64)
    assert code_of(desk.get(after["searchCopy"]["url"])) == (404, "NOT_FOUND", None)


def test_holidays_and_closures_are_in_the_bundle_and_in_its_version(desk: Client, changing: Callable[[], None]) -> None:
    before = desk.get(BUNDLE).json()
    year = day_of(view_of().tenant, timezone.now()).year
    closure = Holiday(HolidayKind.CLOSURE, "Mudanza", date(year, 3, 3), date(year, 3, 4), "Periódico Oficial")
    with tenant_scope([view_of().tenant.id]):
        TenantHoliday.objects.create(
            tenant=Tenant.objects.get(code="TAB"),
            kind=closure.kind,
            name=closure.name,
            starts_on=closure.starts_on,
            ends_on=closure.ends_on,
            source=closure.source,
        )
    settings_changed(tenant=Tenant.objects.get(code="TAB"))
    changing()

    after = desk.get(BUNDLE, {"since": before["version"]}).json()

    assert {f"{one}-12-25" for one in (year, year + 1)} <= {one["startsOn"] for one in before["holidays"]}
    assert [one for one in after["holidays"] if one not in before["holidays"]] == [closure.as_json()]
    assert (after["isWhole"], after["items"], after["version"] == before["version"]) == (False, [], False)
    content = {"code": "TAB", "locale": "es-MX"}
    told = posted(desk, PRESENCE, {"state": "AVAILABLE", "content": content}).json()["bundleVersion"]
    assert told == after["version"]


@pytest.mark.parametrize("code", ["TAB", "COA"])
def test_each_script_of_a_role_has_a_key(db: None, code: str) -> None:
    roles = Counter(script["role"] for script in view_of(code).scripts())

    assert max(roles.values()) <= 10, "`numberKey` (pressing.ts) has no more"


def test_a_script_is_there_as_it_was_when_a_run_took_it(desk: Client, changing: Callable[[], None]) -> None:
    write_missing(codes=["TAB"])
    before = desk.get(BUNDLE).json()["pinned"]
    line = TenantPhone(purpose=TenantPhone.Purpose.HELP_LINE, label="Ayuda", display="800 111 2222", dial="8001112222")
    change_tenant(tenant=Tenant.objects.get(code="TAB"), phones=[line])
    changing()
    now = desk.get(BUNDLE).json()["pinned"]
    changed = next(key for key in before if before[key] != now[key])

    for digest in (before[changed], now[changed]):
        found = desk.get(f"/mesa/api/scripts/TAB/{digest}").json()
        assert (found["key"], found["digest"], found["kind"]) == (changed, digest, "SCRIPT")
        assert found["nodes"]
        assert found["deadlineBlocks"] is not None
        assert ("800 111 2222" in json.dumps(found)) == (digest == now[changed])


@pytest.mark.parametrize(
    "address",
    [
        "bundle/COA/es-MX",
        "bundle/NAC/es-MX",
        "bundle/tab/es-MX",
        "bundle/TAB/en",
        "bundle/TAB/x",
        "bundle/TAB/%00",
        f"search-copy/COA/es-MX/{DIGEST}",
        "search-copy/TAB/es-MX/x",
        f"scripts/COA/{DIGEST}",
        f"scripts/TAB/{DIGEST}",
        "scripts/TAB/x",
    ],
)
def test_what_is_not_theirs_is_not_there(desk: Client, address: str) -> None:
    stored_copy("COA")

    assert code_of(desk.get(f"/mesa/api/{address}")) == (404, "NOT_FOUND", None)


@pytest.mark.parametrize("address", [SEARCH, REPORTS, SUGGESTIONS, BUNDLE])
def test_whoever_answers_nobody_is_refused(signed_in: SignedIn, address: str) -> None:
    method = "get" if address == BUNDLE else "post"

    assert getattr(Client(), method)(address).status_code == HTTPStatus.UNAUTHORIZED
    assert getattr(signed_in("TAB", StaffRole.EDITOR), method)(address).status_code == HTTPStatus.FORBIDDEN


def test_a_suspended_states_operators_go_on(desk: Client, changing: Callable[[], None]) -> None:
    change_tenant(tenant=Tenant.objects.get(code="TAB"), status=TenantStatus.SUSPENDED)
    changing()

    assert desk.get(BUNDLE).status_code == HTTPStatus.OK


def test_what_callers_say_finds_scripts_for_their_role_first(desk: Client) -> None:
    asked = {"query": "se llevaron a mi hijo y no sé dónde lo tienen", "role": "THIRD_PARTY", "locale": "es-MX"}

    found = posted(desk, SEARCH, {**asked, "near": None}).json()
    kinds = [one["kind"] for one in found["results"]]
    view = view_of()

    assert kinds[0] == "SCRIPT"
    assert kinds == sorted(kinds, key=["SCRIPT", *desk_search.OTHER_KINDS].index)
    assert all(view[one["key"]]["role"] == "THIRD_PARTY" for one in found["results"] if one["kind"] == "SCRIPT")
    assert found["results"][0]["title"] == view[found["results"][0]["key"]]["title"]
    assert 0 < found["confidence"] <= 1
    assert all(0 <= one["probability"] <= 1 and one["snippet"] is not None for one in found["results"])


@pytest.mark.parametrize(
    ("query", "role", "first", "beside"),
    [
        ("me están extorsionando", "ACCUSED", "Quiero denunciar un delito", "Estoy detenido o a punto de serlo"),
        ("me extorsionan por teléfono", "ACCUSED", "Quiero denunciar un delito", "Me llegó un citatorio"),
        ("me acusan de extorsión", "ACCUSED", "Me llegó un citatorio", "Quiero denunciar un delito"),
        (
            "mi hijo lleva año y medio en la cárcel y no le dan sentencia",
            "THIRD_PARTY",
            "Está en prisión preventiva",
            "No me dejan visitar o tratan mal a mi familiar",
        ),
    ],
)
def test_the_likeliest_script_of_all_is_at_hand_whoever_calls(
    desk: Client, query: str, role: str, first: str, beside: str
) -> None:
    """It comes first where none for whoever calls is likely."""
    found = posted(desk, SEARCH, {"query": query, "role": role}).json()["results"]
    titles = [one["title"] for one in found if one["kind"] == "SCRIPT"]
    roles = [view_of()[one["key"]]["role"] for one in found if one["kind"] == "SCRIPT"]

    assert titles[0] == first
    assert beside in titles[:4]
    assert len(roles) - roles.count(role) == 1


def test_danger_is_said_whatever_is_found(desk: Client) -> None:
    answer = posted(desk, SEARCH, {"query": "me está pegando ahorita mi marido con un cuchillo", "role": "VICTIM"})

    assert (answer.json()["isDanger"], answer.json()["isCertainDanger"]) == (True, True)


@pytest.mark.parametrize("query", ["me vaciaron la cuenta del banco", "detuvieron a mi hijo anoche y no sé nada"])
def test_without_words_of_danger_nothing_is_certain(desk: Client, query: str) -> None:
    assert posted(desk, SEARCH, {"query": query, "role": None}).json()["isCertainDanger"] is False


def test_offices_stand_by_how_near_they_are(desk: Client) -> None:
    view = view_of()
    far, close = {"latitude": 17.76, "longitude": -91.76}, {"latitude": 17.99, "longitude": -92.94}

    orders = []
    for near in (far, close):
        results = posted(desk, SEARCH, {"query": "fiscalía", "role": None, "near": near}).json()["results"]
        offices: list[Any] = [view[one["key"]] for one in results if one["kind"] == "OFFICE"]
        here = near["latitude"], near["longitude"]
        meters = [
            distance_meters(here, (office["latitude"], office["longitude"]))
            for office in offices
            if office["latitude"] is not None
        ]
        assert meters == sorted(meters)
        orders.append([office["key"] for office in offices])

    assert len(orders[0]) > 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "query"),
        ({"query": None}, "query"),
        ({"query": "x" * 2_001}, "query"),
        ({"query": "a", "role": "OPERATOR"}, "role"),
        ({"query": "a", "role": ["VICTIM"]}, "role"),
        ({"query": "a", "near": "aquí"}, "near"),
        ({"query": "a", "near": {"latitude": 91, "longitude": 0}}, "near"),
        ({"query": "a", "near": {"latitude": True, "longitude": 0}}, "near"),
        ({"query": "a", "near": {"latitude": 1}}, "near"),
    ],
)
def test_what_cannot_be_searched_for_is_refused_with_its_field(
    desk: Client, asked: Mapping[str, Any], field: str
) -> None:
    assert code_of(posted(desk, SEARCH, asked)) == (422, "INVALID", field)


@pytest.mark.parametrize(
    "query", ["", " ", "¿?", "\U0001f600", "x" * 2_000, "' OR 1=1 --", "%s {state}"][:: tries(3, long=1)]
)
def test_whatever_is_typed_gets_an_answer(desk: Client, query: str) -> None:
    assert posted(desk, SEARCH, {"query": query, "role": None, "locale": "es-MX"}).status_code == HTTPStatus.OK


def reported(**changed: Any) -> dict[str, Any]:
    script = view_of().scripts()[0]
    key, node = script["key"], script["nodes"][0]["key"]
    return {"id": str(uuid4()), "state": "TAB", "key": key, "node": node, "digest": "a" * 64, "category": "WRONG",
            **changed}  # fmt: skip


def test_what_is_wrong_reaches_whoever_owns_it_once(desk: Client) -> None:
    asked = reported()

    answers = [posted(desk, REPORTS, asked) for _ in ("sent", "sent again")]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"id": asked["id"]})] * 2
    with scope_of_all_tenants():
        task = ReviewTask.objects.get(reason=ReviewReason.REPORTED)
    assert (task.tenant.code, task.key, task.opened_by) == ("NAC", asked["key"], None)
    [one] = task.details["reports"]
    assert (one["count"], one["states"], one["digest"]) == (1, {"TAB": 1}, "a" * 64)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"id": "7"}, (422, "INVALID", "id")),
        ({"id": None}, (422, "INVALID", "id")),
        ({"category": "OTRO"}, (422, "INVALID", "category")),
        ({"category": []}, (422, "INVALID", "category")),
        ({"digest": "Me llamo Ana"}, (422, "INVALID", "digest")),
        ({"digest": 7}, (422, "INVALID", "digest")),
        ({"node": {}}, (422, "INVALID", "node")),
        ({"key": "no-such-key"}, (404, "NOT_FOUND", None)),
        ({"key": 7}, (404, "NOT_FOUND", None)),
        ({"state": "COA"}, (404, "NOT_FOUND", None)),
        ({"state": None}, (404, "NOT_FOUND", None)),
    ],
    ids=str,
)
def test_a_report_that_cannot_be_is_refused_and_not_kept(
    desk: Client, changed: dict[str, Any], refusal: tuple[int, str, str | None]
) -> None:
    assert code_of(posted(desk, REPORTS, reported(**changed))) == refusal
    with scope_of_all_tenants():
        assert not ReviewTask.objects.filter(reason=ReviewReason.REPORTED).exists()


def test_what_operators_say_was_right_is_suggested(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    script = view_of().scripts()[0]
    asked = {
        "state": "TAB",
        "kind": "SCRIPT",
        "key": script["key"],
        "sentence": "se llevaron a mi muchacho los ministeriales",
    }

    assert posted(desk, SUGGESTIONS, asked).status_code == HTTPStatus.OK
    again = posted(desk, SUGGESTIONS, {**asked, "sentence": f" {asked['sentence'].upper()}"})
    named = posted(desk, SUGGESTIONS, {**asked, "sentence": "llámame al 993 123 4567"})
    other = posted(desk, SUGGESTIONS, {**asked, "kind": "TERM"})
    empty = posted(desk, SUGGESTIONS, {**asked, "sentence": " "})
    monkeypatch.setattr(desk_search, "SUGGESTING", Limit("desk.suggestions", most=0, seconds=60))
    many = posted(desk, SUGGESTIONS, asked)

    assert again.status_code == HTTPStatus.OK
    assert code_of(named)[:3] == (422, "INVALID", "sentence")
    assert code_of(other) == (404, "NOT_FOUND", None)
    assert code_of(empty) == (422, "INVALID", "sentence")
    assert (code_of(many), int(many["Retry-After"]) > 0) == ((429, "TOO_MANY", None), True)
    with scope_of_all_tenants():
        [suggestion] = ExampleSuggestion.objects.filter(phrase=asked["sentence"])
    assert (suggestion.operators, suggestion.meant) == (1, {script["key"]: 1})


def test_the_worker_makes_one_copy_for_all_states_that_say_the_same_once_nobody_edits(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_copies.reset()
    made: list[str] = []

    def quickly(view: StateView, *_: object) -> bytes:
        made.append(view.tenant.code)
        return BYTES

    monkeypatch.setattr(small_copies, "small_copy_of", quickly)

    first, second, third = (small_copies.write_changed(["TAB", "COA", "MIC"]) for _ in range(3))

    assert (first, second >= 3, third) == (0, True, 0)
    assert 1 <= len(made) <= 2
    with scope_of_all_tenants():
        assert SmallCopy.objects.count() == second
        assert len({*SmallCopy.objects.values_list("made_from", flat=True)}) == len(made)
    small_copies.reset()
    assert [small_copies.write_changed(["TAB", "COA", "MIC"]) for _ in range(2)] == [
        0,
        0,
    ]
