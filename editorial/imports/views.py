"""Uploading a file of offices, assigning its columns, looking at what it does, importing it, and rolling it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from editorial.numbers import number_in
from editorial.reviewers import buttons_to_next
from publishing.errors import DomainError, NotVisible
from publishing.models import ImportStatus, OfficeImport, RowAct
from tenants.days import today_of
from tenants.models import Tenant, User
from tenants.scope import tenant_scope

from . import services, words
from .acts import ACTS, DECIDING, KEPT_COMMENT
from .drafts import RowDraft, drafts_of
from .errors import ImportUnknown
from .exporting import offices_as_csv, offices_as_xlsx
from .forms import ColumnsForm, UploadForm
from .preview import SHOWN, TOTALS, preview_of
from .rights import check_may_import, publishes
from .rolling_back import NOT_DECIDED
from .tables import MOST_BYTES, MOST_ROWS

TITLE = _("Offices by file")
FORMATS: Mapping[str, tuple[Callable[..., bytes], str]] = {
    "xlsx": (offices_as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (offices_as_csv, "text/csv; charset=utf-8"),
}
KINDS = {
    "cambios": (RowAct.CHANGE, _("Offices that change")),
    "nuevas": (RowAct.CREATE, _("New offices")),
    "retiradas": (RowAct.WITHDRAW, _("Offices withdrawn")),
}
ALL = "todas"
CORRECTS = "corrects"
"""The field of a form that names the import whose file the uploaded one corrects."""


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
                is_checked = self._check_like_what_it_corrects(made)
                return redirect(f"imports:{'import' if is_checked else 'columns'}", self.tenant.code, made.pk)
        self.status = HTTPStatus.UNPROCESSABLE_ENTITY
        return self.render_to_response(self.get_context_data(**kwargs))

    def _check_like_what_it_corrects(self, made: OfficeImport) -> bool:
        """Check a corrected file whose columns are those of the file that it corrects; return whether it is."""
        pk = number_in(self.request.POST.get(CORRECTS, ""))
        if pk is None:
            return False
        try:
            corrected = services.import_of(tenant=self.tenant, by=self.user, pk=pk)
            return services.assign_columns_of(corrected, office_import=made, by=self.user)
        except DomainError:  # its columns are shown, where the reason is said once they are assigned
            return False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form, and one page of the imports."""
        imports = services.imports_of(tenant=self.tenant, by=self.user)
        page = Paginator(imports, SHOWN).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "form": self.form or UploadForm(),
            "corrects": number_in(self.request.POST.get(CORRECTS, "")),
            "page": page,
            "rows": [
                {
                    "one": one,
                    "status": words.status_of(one),
                    "sums": words.sums_of(one.totals, is_done=one.status in words.DONE),
                }
                for one in page
            ],
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
        acts = {act.replace("-", "_"): self.url("act", act) for act in ACTS}
        addresses = {"act_url": acts, "columns_url": self.url("columns")}
        return {
            **context,
            **preview_of(one, self.user),
            **self._rows(one),
            **addresses,
            "comment": self._kept_comment(one),
            "upload_form": UploadForm(),
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
        acts = {tab["name"]: [KINDS[tab["name"]][0]] for tab in tabs}
        if len(tabs) > 1:
            count = sum(tab["count"] for tab in tabs)
            tabs = [{"name": ALL, "label": _("All of them"), "count": count}, *tabs]
            acts = {ALL: [act for of_tab in acts.values() for act in of_tab], **acts}
        shown = self.request.GET.get("ver", "")
        shown = shown if shown in acts else next(iter(acts), "")
        rows = one.rows.filter(act__in=acts.get(shown, []), errors=[]).order_by("act", "number", "title")
        page = Paginator(rows, SHOWN).get_page(self.request.GET.get("p"))
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
            done = act(self.present, self.user, request)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect(self.url("import"))
        if kwargs["act"] == "descartar":
            messages.success(request, done)
            return redirect(self.list_url)
        self.present.refresh_from_db()
        if self.present.problem:
            messages.error(request, self.present.problem)
        elif done and not self.present.work:
            ways_on = buttons_to_next(self.user, None) if kwargs["act"] in DECIDING else []
            messages.success(request, done, buttons=ways_on or None)
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


def _addresses_of(draft: RowDraft) -> dict[str, str]:
    """Where an office is corrected, and where all that its draft changes is read."""
    if draft.page_id is None:
        return {}
    return {
        "url": reverse("wagtailadmin_pages:edit", args=[draft.page_id]),
        "changes_url": reverse("approving:changes", args=[draft.page_id]),
    }
