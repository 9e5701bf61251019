"""Within which scope a request is answered, whatever its view asks for."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import Comment
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from media.models import CustomImage
from tenants.models import StaffRole, User
from tenants.request_scope import RequestScope
from tenants.scope import tenant_scope

from .factories import library, member, page_of, person, prepared
from .protected_rows import make_rows

OURS = {"TAB", "JAL", "NAC", "nobody"}


def _seen(request: HttpRequest) -> HttpResponse:
    images = OURS & set(CustomImage.objects.values_list("title", flat=True))
    comments = OURS & set(Comment.objects.values_list("text", flat=True))
    return HttpResponse(f"{sorted(images)} {sorted(comments)}")


def _answer(path: str, user: User | AnonymousUser) -> str:
    request = RequestFactory().get(path)
    request.user = user
    return RequestScope(_seen)(request).content.decode()


@pytest.fixture
def people(db: None, settings: Settings, tmp_path: object) -> dict[str, User | AnonymousUser]:
    """Who may ask, where there is an image and a comment of each tenant and of none."""
    settings.MEDIA_ROOT = tmp_path
    make_rows()
    return {
        "state": person("own", tenant=prepared("TAB")),
        "library": person("national", tenant=library()),
        "nowhere": person("nowhere"),
        "administrator": person("root", is_superuser=True),
        "visitor": AnonymousUser(),
    }


@pytest.mark.parametrize(
    ("who", "path", "seen"),
    [
        ("state", "/admin/", "['NAC', 'TAB'] ['TAB']"),
        ("library", "/admin/", "['JAL', 'NAC', 'TAB', 'nobody'] ['JAL', 'NAC', 'TAB', 'nobody']"),
        ("administrator", "/admin/", "['JAL', 'NAC', 'TAB', 'nobody'] ['JAL', 'NAC', 'TAB', 'nobody']"),
        ("nowhere", "/admin/", "['NAC'] []"),
        ("visitor", "/admin/login/", "['NAC'] []"),
        ("administrator", "/victima/", "['NAC'] []"),
    ],
)
def test_a_person_reaches_their_own_and_the_librarys_images(
    people: dict[str, User | AnonymousUser], who: str, path: str, seen: str
) -> None:
    assert _answer(path, people[who]) == seen


def test_an_editor_comments_on_a_draft_of_their_state(db: None, client: Client) -> None:
    tabasco = prepared("TAB")
    page = page_of(tabasco, "informacion-local").specific
    client.force_login(member(tabasco, StaffRole.EDITOR))
    comment = {
        "text": "¿Sigue vigente?",
        "contentpath": "title",
        "position": "",
        "DELETE": "",
        "resolved": "",
        "id": "",
    }
    form = {
        "title": page.title,
        "slug": page.slug,
        "introduction": rich_text(""),
        "urgent_notice": rich_text(""),
        "order": 0,
        "comments": inline_formset([{**comment, "replies": inline_formset([])}]),
    }
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), nested_form_data(form))

    assert answer.status_code == 302
    for tenant, seen in ((tabasco, ["¿Sigue vigente?"]), (prepared("JAL"), [])):
        with tenant_scope([tenant.pk]):
            assert list(Comment.objects.values_list("text", flat=True)) == seen


def test_what_is_rendered_after_the_view_is_within_the_scope(
    db: None, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    user = member(prepared("TAB"), StaffRole.EDITOR)
    client.force_login(user)
    scopes = []

    def noted(self: Template, context: Context) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('jpt.tenants', true)")
            scopes.append(cursor.fetchone()[0])
        return render(self, context)

    render = Template.render
    monkeypatch.setattr(Template, "render", noted)
    response = client.get(reverse("wagtailadmin_account"))

    assert isinstance(response, TemplateResponse)
    assert set(scopes) == {str(user.tenant_id)}
