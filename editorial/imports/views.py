"""Uploading a file of offices, assigning its columns, looking at what it does, importing it, and rolling it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from editorial.numbers import number_in
from editorial.reviewers import name_of
from publishing.errors import DomainError, NotVisible
from publishing.models import ImportStatus, OfficeImport, OfficeImportRow, RowAct
from tenants.days import today_of
from tenants.models import Tenant, User
from tenants.scope import tenant_scope

from . import services, words
from .belonging import apart
from .checking import confirmation_of
from .drafts import RowDraft, drafts_of
from .errors import ImportUnknown
from .exporting import offices_as_csv, offices_as_xlsx
from .forms import ColumnsForm, UploadForm, answers_in
from .rights import check_may_import, publishes
from .rolling_back import DONE, NOT_DECIDED, foreseen
from .row_plans import LEFT_OUT, YES, open_questions
from .sending_back import send_again, send_back
from .tables import MOST_BYTES, MOST_ROWS

TITLE = _("Offices by file")
SHOWN = 50
SHOWN_ERRORS = 200
SHOWN_QUESTIONS = 60
KEPT_COMMENT = "import-comment"
"""In the session: a comment that was not sent, by the id of its import."""
FORMATS: Mapping[str, tuple[Callable[..., bytes], str]] = {
    "xlsx": (offices_as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (offices_as_csv, "text/csv; charset=utf-8"),
}
KINDS = {
    "cambios": (RowAct.CHANGE, _("Offices that change")),
    "nuevas": (RowAct.CREATE, _("New offices")),
    "retiradas": (RowAct.WITHDRAW, _("Offices withdrawn")),
}


def _states_of(user: Any) -> list[Tenant]:
    """The states whose offices somebody imports."""
    if not isinstance(user, User):
        raise PermissionDenied
    found = []
    for tenant in Tenant.objects.states().order_by("name") if user.is_superuser else [user.tenant]:
        try:
            if tenant is not None:
                check_may_import(tenant, user)
                found.append(tenant)
        except NotVisible:
            continue
    return found


class StatesView(WagtailAdminTemplateMixin, TemplateView):
    """The list of states; a user with one only is redirected to it."""

    template_name = "editorial/imports/states.html"
    page_title = TITLE
    header_icon = "upload"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the states, or go to the only one."""
        states = _states_of(request.user)
        if len(states) == 1:
            return redirect("imports:list", states[0].code)
        return self.render_to_response(self.get_context_data(states=states, **kwargs))


class _OfState(View):
    """Finds the state, and the import; what is another state's does not exist."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find them."""
        super().setup(request, *args, **kwargs)
        if not isinstance(request.user, User):
            raise PermissionDenied
        self.user = request.user
        tenant = Tenant.objects.filter(code=kwargs["code"]).select_related("root_page").first()
        if tenant is None:
            raise Http404
        self.tenant = tenant
        self.list_url = reverse("imports:list", args=[tenant.code])
        try:
            check_may_import(tenant, self.user)
            self.office_import = self._import(kwargs["pk"]) if "pk" in kwargs else None
        except (NotVisible, ImportUnknown) as error:
            raise Http404 from error

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer within the state's scope."""
        with tenant_scope([self.tenant.pk]):
            response: Any = super().dispatch(request, *args, **kwargs)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
            return response

    def _import(self, pk: int) -> OfficeImport:
        with tenant_scope([self.tenant.pk]):
            return services.import_of(tenant=self.tenant, by=self.user, pk=pk)

    @property
    def present(self) -> OfficeImport:
        """The import."""
        if self.office_import is None:
            raise Http404
        return self.office_import

    def url(self, name: str, *args: Any) -> str:
        """An address of the import."""
        return reverse(f"imports:{name}", args=[self.tenant.code, self.present.pk, *args])


class _Screen(WagtailAdminTemplateMixin, _OfState, TemplateView):
    page_title = TITLE
    header_icon = "upload"
    status = HTTPStatus.OK

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": self.list_url, "label": self.tenant.name},
            {"url": "", "label": gettext("Offices by file")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the state, the import, and whether what this person imports is published."""
        return {
            **super().get_context_data(**kwargs),
            "state": self.tenant,
            "one": self.office_import,
            "publishes": publishes(self.tenant, self.user),
            "list_url": self.list_url,
        }

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        """Return the screen, with the status that it has."""
        response: HttpResponse = super().render_to_response(context, **options)
        response.status_code = self.status
        return response


class ListView(_Screen):
    """The file to upload, the one to download, and what was imported before."""

    template_name = "editorial/imports/list.html"
    form: UploadForm | None = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read the file, or say why it cannot be read."""
        self.form = UploadForm(request.POST, request.FILES)
        if self.form.is_valid():
            file = self.form.cleaned_data["file"]
            try:
                made = services.upload(tenant=self.tenant, by=self.user, name=file.name, data=file.read(MOST_BYTES + 1))
            except DomainError as error:
                self.form.add_error("file", error.message)
            else:
                return redirect("imports:columns", self.tenant.code, made.pk)
        self.status = HTTPStatus.UNPROCESSABLE_ENTITY
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form, and one page of the imports."""
        imports = services.imports_of(tenant=self.tenant, by=self.user)
        page = Paginator(imports, SHOWN).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "form": self.form or UploadForm(),
            "page": page,
            "rows": [{"one": one, "status": words.status_of(one), "sums": words.sums_of(one.totals)} for one in page],
            "most_rows": MOST_ROWS,
            "kept_days": services.KEPT.days,
        }


class ColumnsView(_Screen):
    """What each column of the file is."""

    template_name = "editorial/imports/columns.html"
    form: ColumnsForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show an import that is done, or being worked on, as it is."""
        is_open = self.present.status in {ImportStatus.UPLOADED, ImportStatus.CHECKED} and not self.present.work
        return super().dispatch(request, *args, **kwargs) if is_open else redirect(self.url("import"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what was guessed."""
        self.form = self._form()
        return self.render_to_response(self.get_context_data(**kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the file."""
        self.form = form = self._form(request.POST)
        if form.is_valid():
            is_complete = bool(form.cleaned_data.get("is_complete_list"))
            try:
                services.assign_columns(
                    office_import=self.present, by=self.user, mapping=form.mapping, is_complete_list=is_complete
                )
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                return redirect(self.url("import"))
        self.status = HTTPStatus.UNPROCESSABLE_ENTITY
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form."""
        count = self.present.rows.exclude(number=None).count()
        return {**super().get_context_data(**kwargs), "form": self.form, "count": count}

    def _form(self, data: Any = None) -> ColumnsForm:
        rows = self.present.rows.exclude(number=None).values_list("cells", flat=True)[:SHOWN]
        can_withdraw = publishes(self.tenant, self.user)
        return ColumnsForm(data, office_import=self.present, rows=list(rows), can_withdraw=can_withdraw)


class ImportView(_Screen):
    """One import: what it would do, what is being done, or what it has done."""

    def get_template_names(self) -> list[str]:
        """Return the screen of how far it is."""
        return ["editorial/imports/progress.html" if self.present.work else "editorial/imports/import.html"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; one whose columns are not assigned is not checked yet."""
        if self.present.status == ImportStatus.UPLOADED and not self.present.work:
            return redirect(self.url("columns"))
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what its rows do."""
        one = self.present
        context = {**super().get_context_data(**kwargs), "status": words.status_of(one)}
        if one.work:
            return {**context, "progress_url": self.url("progress")}
        return {**context, **self._preview(one), **self._rows(one)}

    def _preview(self, one: OfficeImport) -> dict[str, Any]:
        refused = one.rows.exclude(errors=[])
        errors = [
            {
                "row": row.number,
                "column": words.heading_of(error["column"]),
                "text": error["text"],
                "title": row.title,
                "can_be_left_out": place == 0 and any(asked["code"] == LEFT_OUT for asked in row.questions),
            }
            for row in refused[:SHOWN_ERRORS]
            for place, error in enumerate(row.errors)
        ]
        asked = _questions_of(one, refused=bool(one.totals.get("errors")))
        totals, left_apart = one.totals, apart(one)
        is_ready = one.status == ImportStatus.CHECKED and not totals.get("errors") and not totals.get("questions")
        return {
            "sums": words.sums_of(_without(totals, left_apart)),
            "apart": left_apart,
            "errors": errors[:SHOWN_ERRORS],
            "more_errors": max(totals.get("errors", 0) - SHOWN_ERRORS, 0),
            "groups": words.grouped(asked[:SHOWN_QUESTIONS]),
            "more_questions": max(len(asked) - SHOWN_QUESTIONS, 0),
            "is_ready": is_ready,
            "does_anything": any(totals.get(name) for name in ("create", "change", "withdraw")),
            "confirmation": confirmation_of(totals) if one.status == ImportStatus.CHECKED else "",
            "left_out": _left_out(one),
            "left": list(one.rows.exclude(left="")),
            "undoing": _undoing(one, self.user),
            "act_url": {act.replace("-", "_"): self.url("act", act) for act in ACTS},
            "columns_url": self.url("columns"),
            "comment": self._kept_comment(one),
        }

    def _kept_comment(self, one: OfficeImport) -> str:
        """Return the comment that was refused; once."""
        return str(self.request.session.pop(KEPT_COMMENT, {}).get(str(one.pk), ""))

    def _rows(self, one: OfficeImport) -> dict[str, Any]:
        present = {act: one.totals.get(total, 0) for act, total in TOTALS.items()}
        tabs = [
            {"name": name, "label": label, "count": present[act]}
            for name, (act, label) in KINDS.items()
            if present[act]
        ]
        names = [tab["name"] for tab in tabs]
        shown = self.request.GET.get("ver", "")
        shown = shown if shown in names else (names[0] if names else "")
        rows = one.rows.filter(act=KINDS[shown][0], errors=[]) if shown else one.rows.none()
        page = Paginator(rows.order_by("number", "title"), SHOWN).get_page(self.request.GET.get("p"))
        is_open, drafts = one.status in NOT_DECIDED, drafts_of(one, list(page))
        return {
            "tabs": tabs,
            "shown": shown,
            "page": page,
            "rows": [{"draft": draft, **(_addresses_of(draft) if is_open else {})} for draft in drafts],
        }


class ProgressView(_OfState):
    """How far the work is, for the screen that waits for it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Return what is done, and of how much."""
        one = self.present
        return JsonResponse({"isWorking": bool(one.work), "done": one.steps_done, "total": one.steps})


class ActView(_OfState):
    """Imports a file, approves it, rolls it back, discards it, answers questions about it, or checks it again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, and say what was done."""
        act = ACTS.get(kwargs["act"])
        if act is None:
            raise Http404
        try:
            told = act(self.present, self.user, request)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect(self.url("import"))
        if kwargs["act"] == "descartar":
            messages.success(request, told)
            return redirect(self.list_url)
        self.present.refresh_from_db()
        if self.present.problem:
            messages.error(request, self.present.problem)
        elif told and not self.present.work:
            messages.success(request, told)
        return redirect(self.url("import"))


class ExportView(_OfState):
    """The state's offices as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file."""
        if kwargs["file_format"] not in FORMATS:
            raise Http404
        make, content_type = FORMATS[kwargs["file_format"]]
        name = f"oficinas-{self.tenant.slug}-{today_of(self.tenant):%Y-%m-%d}.{kwargs['file_format']}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(make(tenant=self.tenant, by=self.user), content_type=content_type, headers=headers)


TOTALS = {RowAct.CHANGE: "change", RowAct.CREATE: "create", RowAct.WITHDRAW: "withdraw"}


def _questions_of(one: OfficeImport, *, refused: bool = False) -> list[dict[str, Any]]:
    """The questions that are open, each with its row.

    Args:
        refused: whether those about rows that are refused are among them; nobody answers these yet.
    """
    if one.status != ImportStatus.CHECKED:
        return []
    return [
        {**question, "row": row.number, "title": row.title, "column": words.heading_of(question["column"])}
        for row in one.rows.exclude(questions=[])
        if refused or not row.errors
        for question in open_questions(row.questions)
    ]


def _addresses_of(draft: RowDraft) -> dict[str, str]:
    """Where an office is corrected, and where all that its draft changes is read."""
    if draft.page_id is None:
        return {}
    return {
        "url": reverse("wagtailadmin_pages:edit", args=[draft.page_id]),
        "changes_url": reverse("approving:changes", args=[draft.page_id]),
    }


def _without(totals: Mapping[str, int], rows: list[OfficeImportRow]) -> dict[str, int]:
    """The totals without the offices that do not go with the import any more."""
    left = Counter(TOTALS[RowAct(row.act)] for row in rows)
    return {name: count - left[name] for name, count in totals.items()}


def _left_out(one: OfficeImport) -> list[OfficeImportRow]:
    """The rows that somebody leaves out."""
    if not one.totals.get("left_out"):
        return []
    asked = one.rows.exclude(questions=[]).filter(errors=[]).order_by("number")
    return [row for row in asked if any(said["code"] == LEFT_OUT and said["answer"] == YES for said in row.questions)]


def _undoing(one: OfficeImport, by: User) -> dict[str, Any]:
    """Which offices undoing an import puts back, and which it leaves; or, once it is undone, has put back."""
    if one.status == ImportStatus.ROLLED_BACK:
        rows = list(one.rows.filter(act__in=DONE))
    elif one.status in NOT_DECIDED or (one.status == ImportStatus.APPLIED and publishes(one.tenant, by)):
        rows = foreseen(one)
    else:
        return {}
    undone = [row for row in rows if not row.left]
    return {
        "back": _named([row for row in undone if row.act != RowAct.CREATE]),
        "added": _named([row for row in undone if row.act == RowAct.CREATE]),
        "left": [row for row in rows if row.left],
    }


def _named(rows: list[OfficeImportRow]) -> dict[str, Any]:
    """The first offices by name, and how many there are in all."""
    return {"titles": [row.title for row in rows[:SHOWN]], "more": max(len(rows) - SHOWN, 0), "count": len(rows)}


def _apply(one: OfficeImport, by: User, request: HttpRequest) -> str:
    services.apply(office_import=one, by=by, confirmation=request.POST.get("confirmation", ""))
    if publishes(one.tenant, by):
        return gettext("The file is imported: people see the offices as it says. It can be rolled back here.")
    return gettext("The changes are sent to review, as one. Your publishers see them here, and publish or reject them.")


def _approve(one: OfficeImport, by: User, _request: HttpRequest) -> str:
    services.approve(office_import=one, by=by)
    return " ".join([gettext("The changes are published. They can be rolled back here."), *_left(one)])


def _send_back(one: OfficeImport, by: User, request: HttpRequest) -> str:
    comment = request.POST.get("comment", "")
    request.session[KEPT_COMMENT] = {str(one.pk): comment}  # given back if it is refused
    send_back(office_import=one, by=by, comment=comment)
    del request.session[KEPT_COMMENT]
    values = {"file": one.file_name, "who": name_of(one.applied_by) if one.applied_by else ""}
    if not values["who"]:
        return gettext("“%(file)s” goes back with your comment.") % values
    return gettext("“%(file)s” goes back to %(who)s, with your comment.") % values


def _send_again(one: OfficeImport, by: User, _request: HttpRequest) -> str:
    send_again(office_import=one, by=by)
    sentence = gettext("The changes are sent for review again, as one, with what you corrected.")
    return " ".join([sentence, *_left_sentences(len(apart(one)))])


def _roll_back(one: OfficeImport, by: User, _request: HttpRequest) -> str:
    services.roll_back(office_import=one, by=by)
    left = _left(one)
    if left:
        return " ".join([f"{gettext('This import is rolled back')}.", *left])
    return gettext("The import is rolled back: the offices are as they were before it.")


def _left(one: OfficeImport) -> list[str]:
    """A sentence about the offices that an act has left as they are; none: no sentence."""
    return _left_sentences(one.rows.exclude(left="").count())


def _left_sentences(count: int) -> list[str]:
    sentence = ngettext(
        "%(count)d office stays as it was: see why below.", "%(count)d offices stay as they were: see why below.", count
    )
    return [sentence % {"count": count}] if count else []


def _discard(one: OfficeImport, by: User, _request: HttpRequest) -> str:
    services.discard(office_import=one, by=by)
    return gettext("“%(file)s” is discarded. Nothing has changed.") % {"file": one.file_name}


def _answer(one: OfficeImport, by: User, request: HttpRequest) -> str:
    asked = [(question["row"], question) for question in _questions_of(one)]
    services.answer(office_import=one, by=by, answers=answers_in(request.POST, asked))
    return ""


def _exclude_rows(one: OfficeImport, by: User, request: HttpRequest) -> str:
    numbers = services.rows_asked(one, _numbers_in(request), YES)
    services.exclude_rows(office_import=one, by=by, numbers=numbers, is_excluded=True)
    sentence = ngettext(
        "%(count)d row is left out: nothing of it is imported.",
        "%(count)d rows are left out: nothing of them is imported.",
        len(numbers),
    )
    return sentence % {"count": len(numbers)}


def _include_rows(one: OfficeImport, by: User, request: HttpRequest) -> str:
    services.exclude_rows(office_import=one, by=by, numbers=_numbers_in(request), is_excluded=False)
    return ""


def _numbers_in(request: HttpRequest) -> set[int]:
    """The rows that were marked."""
    return {number for text in request.POST.getlist("row") if (number := number_in(text)) is not None}


def _check_again(one: OfficeImport, by: User, _request: HttpRequest) -> str:
    services.check_again(office_import=one, by=by)
    return ""


ACTS: Mapping[str, Callable[[OfficeImport, User, HttpRequest], str]] = {
    "importar": _apply,
    "publicar": _approve,
    "devolver": _send_back,
    "enviar-de-nuevo": _send_again,
    "deshacer": _roll_back,
    "descartar": _discard,
    "contestar": _answer,
    "dejar-fuera": _exclude_rows,
    "incluir": _include_rows,
    "revisar": _check_again,
}
