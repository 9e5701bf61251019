"""Cards: a step of a script can be sent at once, whether the worker has kept that script yet or not."""

from __future__ import annotations

import pytest

from assistance.chat.cards import card_of
from assistance.chat.errors import ChatErrorCode, ChatRefused
from content_models.choices import Channel
from content_models.kinds import ItemKind
from delivery import state_view
from tenants.models import Tenant
from tenants.viewer import Viewer, ViewerKind


@pytest.mark.django_db
def test_a_step_of_the_present_script_needs_no_copy_of_it() -> None:
    viewer = Viewer(kind=ViewerKind.CLIENT, tenants={"TAB": Tenant.objects.get(code="TAB").pk})
    view = state_view.for_viewer(viewer, "TAB")
    script = next(one for one in view.all(ItemKind.SCRIPT) if Channel.CHAT in one["channels"])
    step = {"kind": "node", "key": script["key"], "node": script["start"]}

    card = card_of({**step, "digest": view.pinned_script(script).digest}, viewer=viewer, language="es-MX")
    with pytest.raises(ChatRefused) as refusal:
        card_of({**step, "digest": "a" * 64}, viewer=viewer, language="es-MX")

    assert (card["title"], bool(card["text"])) == (script["title"], True)
    assert (refusal.value.code, refusal.value.field) == (ChatErrorCode.INVALID, "card.digest")
