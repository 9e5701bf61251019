"""The panel of a script's form that lists what is still wrong in it, and the words that its script says."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from .blocks.identifiers import ScriptInput
from .choices import NodeKind

SAME_IN_BOTH_VOICES = ("Sí", "No", "No sé", "Todavía no", "Continuar", "Entendido", "Listo", "Otra cosa")
"""Answers that address nobody: whoever writes one as it is said has written it as it is read on the website, too."""

TEXTS = {
    "arrival": _("“%(answer)s” in %(node)s"),
    "arrivals": _("Leads here: %(from)s"),
    "one_arrives": _("One answer leads there: %(from)s"),
    "several_arrive": _("%(count)s answers lead there: %(from)s"),
    "begins_here": _("The conversation begins here."),
    "unwritten": _("(nothing written yet)"),
    "unwritten_at": _("empty, after ‘%(answer)s’"),
    "first_node": _("The first node of the list"),
    "choose_node": _("Choose where it leads…"),
    "new_node": _("+ Create a new node"),
    "new_node_of": _("+ New: %(kind)s"),
    "step_here": _("+ Put a node in between"),
    "step_put": _("Put in below: this answer leads to the new node, and the new node to where the answer led."),
    "go_on": _("Go on"),
    "coming_node": _("A new node, made when this is saved"),
    "made_on_saving": _("The new node is made when you save. You write it then, below this one."),
    "gone_choice": _("(not there any more)"),
    "gone_node": _("The node that this led to was removed. Choose another, or create one."),
    "choose_deadline": _("Choose a deadline…"),
    "no_deadlines": _("Choose a topic with deadlines above"),
    "gone_deadline": _("The topic’s page does not have this deadline any more. Choose another, or remove it."),
    "add_node": _("Add a node"),
    "add_answer": _("Add an option"),
    "add_phrase": _("Add a phrase"),
    "node_added": _("Added below: “%(node)s”."),
    "write_it": _("Write it now"),
    "node_removed": _("Removed: “%(node)s”."),
    "answer_removed": _("Removed: “%(answer)s”, an answer of “%(node)s”."),
    "node_copied": _("Copied: “%(node)s”."),
    "copy_alone": _("Nothing leads to the copy yet."),
    "pasted_outside": _(
        "Nothing was pasted: place the cursor in a field first. Nodes are copied within one script. "
        "To use those of another one, open it in a second window and copy its words, field by field."
    ),
    "ends_at": _("%(answers)s. It ends at: %(node)s"),
    "node_moved": _("Moved: “%(node)s”."),
    "undo": _("Undo"),
    "close": _("Close"),
    "nothing_yet": _("Begin with the first node: what is said first, and what may be answered."),
    "one_comment": _("1 comment"),
    "comments": _("%(count)s comments"),
    "no_problems": _(
        "Nobody gets lost in this conversation: it can be published. Publishing replays the test walks in every state."
    ),
    "no_problems_but": _(
        "Nobody gets lost in this conversation: it can be published. Whoever publishes it reads what follows before."
    ),
    "one_problem": _("One thing is missing before it can be published. It can be saved as a draft."),
    "problems": _("%(count)s things are missing before it can be published. It can be saved as a draft."),
    "warning": _("Worth a look: %(sentence)s"),
    "one_suggestion": _("One suggestion about the wording stands below its field."),
    "suggestions": _("%(count)s suggestions about the wording stand below their fields. Go to the first."),
    "suggestion": _("Suggestion: %(sentence)s"),
    "not_now": _("The list of problems cannot be renewed now. Your text is not affected."),
    "stale": _(
        "Not renewed since %(time)s: what is listed was missing then. Your text is not affected. "
        "It is tried again by itself."
    ),
    "again": _("Try again"),
}


class ScriptProblemsPanel(Panel):
    """Lists the problems of the script as it stands in the form; it is filled by its script."""

    class BoundPanel(Panel.BoundPanel):
        """The list in one form."""

        template_name = "content_models/script_problems.html"

        @property
        def media(self) -> Media:
            """The script that fills it, and its style."""
            return ScriptInput("").media

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return the address that has the problems, and the words of the script."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "url": self._url, "texts": texts()}

        @property
        def _url(self) -> str:
            if self.instance.pk:
                return reverse("script_forms:form_on_edit", args=[self.instance.pk])
            return reverse("script_forms:form_on_create", args=[self.form.parent_page.pk])


def texts() -> dict[str, str | tuple[str, ...] | dict[str, str]]:
    """Return what the script of the form says, in the active language, which answers it copies, and kinds in short."""
    return {
        **{name: str(text) for name, text in TEXTS.items()},
        "same_in_both_voices": SAME_IN_BOTH_VOICES,
        "kinds": {kind.value: kind.in_short for kind in NodeKind},
    }
