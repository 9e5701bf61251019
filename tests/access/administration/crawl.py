"""Requests to every address of the administration that name another tenant's things, wherever a request can.

What is sent does not come from the table of rules: each parameter of each address gets an id of what its name says,
and queries, forms and JSON bodies get all names that any screen reads. So a rule that forgets a parameter is found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote

from django.db import connection, transaction
from django.test import Client

from .addresses import Address, admin_addresses
from .planted import Planted

MISSING = {"code": "zzz", "key": "00000000-0000-4000-8000-000000000000"}
MISSING_ID = "99999998"
"""What names nothing, in the place of a foreign id."""

WORDS: dict[str, tuple[str, ...]] = {
    "action_name": ("approve",),
    "content_type_app_name": ("content",),
    "content_type_model_name": ("guidancepage",),
    "file_format": ("csv",),
    "filter_spec": ("width-100",),
    "look": ("guardada",),
    "mode": ("live",),
    "number": ("1",),
    "path": ("",),
    "slug": ("entrar",),
    "token": ("set-password",),
    "uidb64": ("MQ",),
    "act": ("undo",),
    "channel": ("phone",),
    "app_name": ("media",),
    "app_label": ("wagtailcore",),
    "model_name": ("page",),
}
"""Parameters of paths that name no object."""

MODELS_OF_VIEWS: dict[str, tuple[dict[str, str], ...]] = {
    "wagtail_bulk_action": (
        *(
            {"app_label": "wagtailcore", "model_name": "page", "action": action}
            for action in ("delete", "move", "publish", "unpublish")
        ),
        *(
            {"app_label": "media", "model_name": model, "action": action}
            for model in ("customimage", "customdocument")
            for action in ("delete", "add_tags", "add_to_collection")
        ),
        *({"app_label": "tenants", "model_name": "user", "action": action} for action in ("delete", "assign_role")),
    ),
    "wagtailadmin_pages:choose_parent": ({"app_label": "content", "model_name": "guidancepage"},),
    "wagtailadmin_workflows:add_task": ({"app_label": "wagtailcore", "model_name": "groupapprovaltask"},),
    "wagtailadmin_tag_model_autocomplete": ({"app_name": "taggit", "model_name": "tag"},),
    "wagtail_localize:submit_snippet_translation": ({"app_label": "tenants", "model_name": "tenant"},),
    "wagtail_localize:snippets_api_listing": ({"app_label": "tenants", "model_name": "tenant"},),
    "wagtail_localize:snippets_api_detail": ({"app_label": "tenants", "model_name": "tenant"},),
    "wagtailadmin_api:pages:action": tuple({"action_name": each} for each in ("publish", "delete", "copy", "move")),
    "imports:act": tuple({"act": each} for each in ("importar", "publicar", "deshacer", "descartar", "revisar")),
    "state_offices:states": tuple({"act": each} for each in ("agregar", "confirmar")),
    "reviews:act": tuple({"act": each} for each in ("keep", "accept", "note")),
    "people:act": tuple({"act": each} for each in ("close", "reopen", "resend", "reset", "withdraw")),
    "adapting:act": tuple({"act": each} for each in ("undo", "publish", "discard")),
}
"""Views that are several, by words of their paths."""

KIND_OF_PARAMETER = {
    "code": "code",
    "collection_id": "collection",
    "destination_id": "parent",
    "doc_id": "document",
    "document_id": "document",
    "document_pk": "trusted document",
    "holiday_id": "holiday",
    "image_id": "image",
    "key": "key",
    "key_pk": "API key",
    "object_id": "page",
    "overridable_segment_id": "overridable segment",
    "page_id": "page",
    "page_pk": "page",
    "page_to_move_id": "page",
    "parent_page_id": "parent",
    "revision_id": "revision",
    "revision_id_a": "revision",
    "revision_id_b": "revision",
    "session_id": "editing session",
    "string_segment_id": "string segment",
    "task_id": "task",
    "task_state_id": "task state",
    "translation_id": "translation",
    "translation_source_id": "translation source",
    "uploaded_file_id": "upload",
    "workflow_pk": "workflow",
    "workflow_state_id": "workflow state",
}

KIND_OF_PK = {
    "wagtailadmin_api:pages": "page",
    "wagtailadmin_api:images": "image",
    "wagtailadmin_api:documents": "document",
    "wagtailadmin_pages": "page",
    "wagtailadmin_collections": "collection",
    "wagtailadmin_workflows": "workflow",
    "wagtailimages_chooser": "image",
    "wagtaildocs_chooser": "document",
    "wagtailsites": "site",
    "wagtailsettings": "site",
    "wagtailusers_groups": "group",
    "wagtailusers_users": "user",
    "api_clients": "client",
    "trusted_documents": "client",
    "reviews": "review task",
    "suggestions": "suggestion",
    "imports": "office import",
    "national": "page",
    "wagtail_localize": "page",
    "account_sessions": "user",
    "people": "user",
    "operators": "operator",
}
"""What the parameter `pk` names, by the group of the view."""

TASK_VIEWS = frozenset({"disable_task", "edit_task", "enable_task"})
"""Views of workflows whose `pk` is a task's."""

_FOREIGN = {"key": "local key"}
"""What is foreign by another kind: national texts are everybody's."""

QUERIES: dict[str, tuple[str, ...]] = {
    "page": (
        *("id", "childOf", "target_pages[]", "parent_page_id", "child_of", "descendant_of", "ancestor_of"),
        *("translation_of", "page", "object_id", "destination"),
    ),
    "user": ("owner", "edited_by", "user", "locked_by", "requested_by"),
    "site": ("site",),
    "collection": ("collection_id",),
    "tag": ("tag",),
    "workflow": ("workflow",),
    "task": ("task",),
    "client": ("client",),
    "code": ("state", "code"),
}
FORMS: dict[str, tuple[str, ...]] = {
    "parent": ("parent_page", "new_parent_page", "chooser", "destination_page_id"),
    "page": ("page", "page_id", "target"),
    "collection": ("collection",),
    "image": ("image",),
    "document": ("file", "document"),
    "revision": ("revision", "overwrite_revision_id"),
    "locale": ("locales",),
    "user": ("owner", "user"),
    "client": ("client",),
    "code": ("tenants", "state"),
}

SEARCHED = ("Borrador", "Imagen", "Archivo", "Nombre", "Sitio", "Revisión", "etiqueta")
"""Words that stand beside the marks; `q`, `search` and `term` are what lists are searched by."""

WHOLE_FORMS: dict[str, dict[str, str]] = {
    "wagtailadmin_pages:copy": {"new_title": "Copia", "new_slug": "copia", "new_parent_page": "parent"},
    "wagtailimages:edit": {"title": "Imagen", "alt_text": "Se ve", "collection": "collection"},
    "wagtaildocs:edit": {"title": "Archivo", "collection": "collection"},
    "tenants.viewsets.translations.SubmitPage": {"locales": "locale"},
    "wagtailusers_users:edit": {"username": "otra", "email": "otra@example.org"},
    "wagtailsites:edit": {"hostname": "otra.example.org", "port": "80", "root_page": "parent"},
    "wagtailadmin_collections:edit": {"name": "Otra"},
}
"""What makes a form whole: words, and kinds of what is named."""

SHARED = frozenset({"locale"})
"""Kinds that are nobody's."""

SAID_BY_VIEW = frozenset({"path key", "path document_pk", "path holiday_id"})
"""What views look up by themselves, below what the table checks: they may say that the method is not for them first."""

UNKNOWN = "/admin/no-such-address/"

SAME_FOR_ALL = frozenset({"wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release"})
"""Views that take any number for a session of who asks, and say the same of all."""

NEW_EACH_TIME = frozenset(
    {
        *("wagtailadmin_editing_sessions:ping", "wagtailadmin_pages:edit", "wagtailadmin_pages:revisions_revert"),
        "adapting:examples",
        *("api_clients:new_key", "api_clients:rotate_key", "second_factor:set_up"),
    }
)
"""Views whose answers to the same request are not the same: each makes a session, ids of blocks, a key or a secret."""

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
_TOKENS = re.compile(
    rb'\b[0-9A-Za-z]{64}\b|nonce(?:="|-)[^"\']+|editing-sessions/[^"]+|\b[0-9a-f]{32}\.[a-z]+|id=\\"collapsible-[^"]+"'
    rb"|[Jj]usto ahora|[Hh]ace [0-9]+(?:\xc2\xa0| )\w+"
    rb"|(?<=key\\&quot;: \\&quot;)[0-9a-z]{5}\b|(?<=id&quot;: &quot;)[0-9a-f-]{36}\b"
)
"""What differs from one answer to the next: tokens, sessions of editing, names of renditions made for them, how long
ago something was, and the ids of the blocks and paragraphs that a new page begins with.
"""


@dataclass(frozen=True)
class Probe:
    """One request, and the same with ids that name nothing.

    Attributes:
        place: `path`, `query`, `form`, `JSON`, and the parameter that is foreign.
        ids, absent_ids: what is in the paths for the foreign parameters.
    """

    view: str
    place: str
    method: str
    path: str
    absent_path: str
    data: Mapping[str, str]
    absent_data: Mapping[str, str]
    is_json: bool = False
    ids: tuple[str, ...] = ()
    absent_ids: tuple[str, ...] = ()

    def send(self, client: Client, *, absent: bool = False, before_undoing: Callable[[], None] = lambda: None) -> Any:
        """Send it, and undo what it does, the end of the session too."""
        cookies = SimpleCookie(client.cookies)
        path, data = (self.absent_path, self.absent_data) if absent else (self.path, self.data)
        with transaction.atomic():
            if self.is_json:
                answer = client.post(path, json.dumps(dict(data)), content_type="application/json")
            else:
                answer = getattr(client, self.method.lower())(path, dict(data))
            content_of(answer)  # of what is streamed, within the transaction
            before_undoing()
            transaction.set_rollback(True)
        client.cookies = cookies
        return answer

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.view}, {self.place})"


def probes(own: Planted, foreign: Planted) -> Iterator[Probe]:
    """Yield all requests of somebody who has `own` and names what is `foreign`."""
    for address in admin_addresses():
        for words in MODELS_OF_VIEWS.get(address.view_name, ({},)):
            yield from _of_path(address, words, own, foreign)
            path = path_of(address, words, own.ids, {})
            for place, method, names in (("query", "GET", QUERIES), ("form", "POST", FORMS), ("JSON", "POST", FORMS)):
                for kind, parameters in names.items():
                    for parameter in parameters:
                        data = {parameter: foreign.ids[kind]}
                        absent = {parameter: MISSING.get(kind, MISSING_ID)}
                        yield Probe(
                            address.view_name, f"{place} {parameter}", method, path, path, data, absent, place == "JSON"
                        )
            yield from _of_words(address.view_name, path)
            yield from _of_whole_form(address, words, own, foreign)


def _of_words(view: str, path: str) -> Iterator[Probe]:
    """Search for words that others' things have; there is no absent one to compare with."""
    for parameter in ("q", "search", "term"):
        for word in SEARCHED:
            data = {parameter: word}
            yield Probe(view, f"words {parameter}", "GET", path, path, data, data)


def _of_whole_form(address: Address, words: Mapping[str, str], own: Planted, foreign: Planted) -> Iterator[Probe]:
    """Send a form that lacks nothing, about what is one's own and about what is another's."""
    fields = WHOLE_FORMS.get(address.view_name)
    if fields is None:
        return
    kinds = {name: kind_of(address, name) for name in address.parameters if name not in WORDS and name not in words}
    data = {name: foreign.ids.get(value, value) for name, value in fields.items()}
    absent = {
        name: MISSING_ID if value in foreign.ids.keys() - SHARED else data[name] for name, value in fields.items()
    }
    for ids in ({}, {name: foreign.ids[kind] for name, kind in kinds.items()}):
        path = path_of(address, words, own.ids, ids)
        missing = path_of(address, words, own.ids, dict.fromkeys(ids, MISSING_ID))
        place = f"whole form {' '.join(ids)}".rstrip()
        yield Probe(
            address.view_name, place, "POST", path, missing, data, absent,
            ids=tuple(ids.values()), absent_ids=tuple(MISSING_ID for _ in ids),
        )  # fmt: skip


def _of_path(address: Address, words: Mapping[str, str], own: Planted, foreign: Planted) -> Iterator[Probe]:
    kinds = {name: kind_of(address, name) for name in address.parameters if name not in WORDS and name not in words}
    choices = [{name} for name in kinds] if kinds else [set[str]()]
    if len(kinds) > 1:
        choices.append(set(kinds))
    for chosen in choices:
        ids = {name: foreign.ids[_FOREIGN.get(kinds[name], kinds[name])] for name in chosen}
        absent = {name: MISSING.get(kinds[name], MISSING_ID) for name in chosen}
        for method in ("GET", "HEAD", "POST"):
            yield Probe(
                view=address.view_name,
                place=f"path {' '.join(sorted(chosen))}",
                method=method,
                path=path_of(address, words, own.ids, ids),
                absent_path=path_of(address, words, own.ids, absent),
                data={},
                absent_data={},
                ids=tuple(ids.values()),
                absent_ids=tuple(absent.values()),
            )


def kind_of(address: Address, parameter: str) -> str:
    """Return what a parameter of a path names; there is no default."""
    if parameter in KIND_OF_PARAMETER:
        return KIND_OF_PARAMETER[parameter]
    group, _, name = address.view_name.rpartition(":")
    if group == "wagtailadmin_workflows" and name in TASK_VIEWS:
        return "task"
    return KIND_OF_PK[group]


def path_of(address: Address, words: Mapping[str, str], own: Mapping[str, str], instead: Mapping[str, str]) -> str:
    """Return the path of an address, with own ids where none is given instead."""

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name in instead:
            return instead[name]
        if name in words:
            return words[name]
        return WORDS[name][0] if name in WORDS else own[kind_of(address, name)]

    pattern = address.pattern.replace("^", "").removesuffix("$").replace("\\.", ".")
    return "/" + _PARAMETER.sub(value, pattern)


@dataclass(frozen=True)
class Crawler:
    """Somebody who sends probes.

    Attributes:
        marks: what they must not be shown.
        foreign_rows: reads a digest of the rows that they must not change.
        closed: views, and groups of them, that are not there for such a person.
        is_signed_in: whether absent things are told apart by what is answered; a visitor is always led to the same
            page, which has the address.
    """

    client: Client
    marks: tuple[str, ...]
    foreign_rows: Callable[[], str]
    closed: frozenset[str]
    is_signed_in: bool
    _unknown: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """What an address that is not there answers to each method."""

    def findings(self, wanted: Iterable[Probe]) -> list[str]:
        """Send each probe; return what was shown, changed, told of its existence, or failed."""
        return list(self.each_finding(wanted))

    def each_finding(self, wanted: Iterable[Probe]) -> Iterator[str]:
        """Yield what `findings` returns, as it is found."""
        rows = self.foreign_rows()
        for probe in wanted:
            yield from (f"{what}: {probe}" for what in self._of(probe, rows))

    def leaks(self, wanted: Iterable[Probe]) -> list[str]:
        """Send each probe; return what was shown or changed, whatever else the answer tells."""
        rows = self.foreign_rows()
        return [f"{what}: {probe}" for probe in wanted for what in self._sent(probe, rows)[1]]

    def _of(self, probe: Probe, rows: str) -> Iterator[str]:
        answer, leaks = self._sent(probe, rows)
        yield from leaks
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            yield "failed"
        if self._must_be_absent(probe) and self._differs_from_unknown(answer, probe):
            yield f"not absent ({answer.status_code})"
        if probe.view not in NEW_EACH_TIME and (probe.path, probe.data) != (probe.absent_path, probe.absent_data):
            yield from self._distinguished(answer, probe)

    def _sent(self, probe: Probe, rows: str) -> tuple[Any, list[str]]:
        """Send a probe; return the answer, and what it showed or changed."""
        before, leaks = _writes(), list[str]()

        def look() -> None:
            if _writes() != before and self.foreign_rows() != rows:
                leaks.append("changed")

        answer = probe.send(self.client, before_undoing=look)
        told = content_of(answer) + str(answer.headers).encode()
        if any(mark.encode() in told for mark in self.marks):
            leaks.append("shown")
        return answer, leaks

    def _distinguished(self, answer: Any, probe: Probe) -> Iterator[str]:
        """Compare with what an absent id is answered; asked twice, as the minute that a page shows may turn between."""
        absent = probe.send(self.client, absent=True)
        if self._tells_apart(probe, answer, absent) and self._tells_apart(
            probe, probe.send(self.client), probe.send(self.client, absent=True)
        ):
            yield f"told apart ({answer.status_code}, {absent.status_code})"

    def _tells_apart(self, probe: Probe, answer: Any, absent: Any) -> bool:
        ids, sent = (*probe.ids, *probe.absent_ids), (probe.data, probe.absent_data)
        shapes = _shape(answer, ids, sent), _shape(absent, ids, sent)
        return shapes[0] != shapes[1] if self.is_signed_in else shapes[0][0] != shapes[1][0]

    def _differs_from_unknown(self, answer: Any, probe: Probe) -> bool:
        if probe.method not in self._unknown:
            self._unknown[probe.method] = _shape(getattr(self.client, probe.method.lower())(UNKNOWN))
        return _shape(answer) != self._unknown[probe.method]

    def _must_be_absent(self, probe: Probe) -> bool:
        """Whether a probe is about what is not there for this person, whatever the table says."""
        is_closed = bool({probe.view, probe.view.rpartition(":")[0]} & self.closed)
        names_foreign = bool(probe.ids) and probe.view not in SAME_FOR_ALL and probe.place not in SAID_BY_VIEW
        return self.is_signed_in and (is_closed or names_foreign)


def content_of(answer: Any) -> bytes:
    """Return the body of an answer, streamed or not."""
    content: bytes = answer.getvalue() if answer.streaming else answer.content
    return content


def _shape(answer: Any, ids: Iterable[str] = (), sent: Iterable[Mapping[str, str]] = ()) -> tuple[int, bytes]:
    """Return what two answers are compared by: without tokens, and without what only repeats either of the requests."""
    location = answer.headers.get("Location", "")
    for one in ids:
        location = location.replace(f"/{one}/", "//")
    told = location.encode() + b"\n" + _TOKENS.sub(b"", content_of(answer))
    for name, value in (item for data in sent for item in data.items()):
        written = b"|".join(re.escape(each.encode()) for each in {name, quote(name), quote(quote(name))})
        told = re.sub(rb"(%s)(=|%%3D|%%253D)%s\b" % (written, value.encode()), b"", told)
        told = told.replace(b'value="%s"' % value.encode(), b"")
        told = told.replace(f"«{value}» no está entre las opciones".encode(), b"")
        told = told.replace(f"“{value}” no es un valor válido".encode(), b"")
    return answer.status_code, told


def _writes() -> int:
    """Return how many rows the present transaction has written, changed and deleted in all tables but sessions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables"
            " WHERE relname NOT IN ('tenants_usersession', 'wagtailadmin_editingsession')"
        )
        return int(cursor.fetchone()[0])
