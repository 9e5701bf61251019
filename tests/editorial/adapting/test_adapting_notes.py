"""What the workbench says after an act, and where: beside the piece or the word that it was about, and at the top."""

from __future__ import annotations

import re
from typing import Any

from content_models.models import GuidancePage
from tests.world import World

from .test_adapting_view import block_ids, made_page, page, revision_of, signed_in, text_url, written

__all__ = ["made_page", "page"]

NOTE = re.compile(r'<div class="adapting-note adapting-note--(\w+)"[^>]*>(.*?)</div></div>', re.DOTALL)


def notes_in(text: str) -> list[tuple[str, str]]:
    """The kinds and sentences of the notes in a part of a page."""
    return [(kind, " ".join(re.sub(r"<[^>]+>", " ", said).split())) for kind, said in NOTE.findall(text)]


def beside(answer: Any, element: str) -> list[tuple[str, str]]:
    """The notes within the element with this id."""
    begun = answer.content.decode().split(f'id="{element}"')[1]
    return notes_in(re.split(r"</article>|</li>", begun)[0])


def test_a_saved_piece_says_so_beside_it(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    first, second = block_ids(world, page)

    saved = client.post(f"{text_url(page, 'piece')}?address={first}", written(page, "Así en el Norte."))
    shown = client.get(text_url(page))

    assert saved["Location"].endswith(f"#piece-{first}")
    [(kind, said)] = beside(shown, f"piece-{first}")
    assert (kind, said) == ("success", "Se guardó como borrador. La gente lo verá cuando se publique.")
    assert beside(shown, f"piece-{second}") == []
    assert len(re.findall("Se guardó como borrador", shown.content.decode())) == 2  # at the top, too
    assert notes_in(client.get(text_url(page)).content.decode()) == []


def test_a_refused_act_says_so_beside_its_piece_and_leads_to_the_change(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    first, second = block_ids(world, page)
    client.post(text_url(page, "hide"), {"address": first, "revision": revision_of(page)})
    client.get(text_url(page))

    client.post(text_url(page, "hide"), {"address": second, "revision": "1"})
    shown = client.get(text_url(page))

    [(kind, said)] = beside(shown, f"piece-{second}")
    assert kind == "error"
    assert said.endswith("Ver ese cambio")
    assert f'href="{text_url(page, "history")}"' in shown.content.decode().split(f'id="piece-{second}"')[1]
