"""What was done with an office in a round of calls, in words."""

from __future__ import annotations

from django.utils.translation import gettext

from . import rounds
from .confirming import Result, Since


def outcome_sentence(step: rounds.Step, became: Since = Since.NOTHING) -> str:
    """Return what a step has done, for whoever took it, and what became of it since."""
    name = {"office": step.done.office if step.done else ""}
    sentences = {
        ("confirm", Result.PUBLISHED): gettext("“%(office)s” is confirmed and published."),
        ("confirm", Result.SENT): gettext(
            "“%(office)s” is confirmed. It was sent to review: it is published when approved."
        ),
        ("confirm", Result.DRAFT): gettext(
            "“%(office)s” is confirmed in its draft, which says other things, too: it is sent or published from its "
            "form."
        ),
        ("confirm", Result.WITH_IMPORT): gettext(
            "“%(office)s” is confirmed in its draft, which belongs to an import that was sent back: it is sent with it."
        ),
        ("closed", Result.WITHDRAWN): gettext("“%(office)s” was withdrawn: citizens do not see it any more."),
        ("closed", Result.SENT): gettext(
            "That “%(office)s” closed was sent to review: it is withdrawn when approved. Until then citizens see it."
        ),
        ("closed", Result.DRAFT): gettext("That “%(office)s” closed stands in its draft: send it from its form."),
        ("closed", Result.WITH_IMPORT): gettext(
            "That “%(office)s” closed stands in its draft, which belongs to an import that was sent back: it is sent "
            "with it."
        ),
        ("correct", Result.PUBLISHED): gettext("The number of “%(office)s” is corrected and published."),
        ("correct", Result.DRAFT): gettext(
            "The number of “%(office)s” is corrected in its draft. It is sent on once you confirm the office."
        ),
        ("no_answer", Result.NOTED): gettext("“%(office)s” did not answer: it is kept in its history."),
    }
    decided = {
        ("confirm", Since.PUBLISHED): gettext("“%(office)s” is confirmed and approved: people see it so."),
        ("confirm", Since.RETURNED): gettext(
            "“%(office)s” was sent back to you after you had confirmed it: its form says why."
        ),
        ("confirm", Since.WITHDRAWN): gettext("“%(office)s” was withdrawn after you had confirmed it."),
        ("closed", Since.WITHDRAWN): gettext("“%(office)s” was withdrawn: citizens do not see it any more."),
        ("closed", Since.RETURNED): gettext("That “%(office)s” closed was sent back to you: its form says why."),
    }
    if step.done is None:
        return gettext("You skipped an office.")
    said = [decided.get((step.act, became), sentences[step.act, step.done.result]) % name]
    if step.done.words_left_out:
        text = gettext("Its words for the hours were left out, for they said other ones: “%(words)s”.")
        said.append(text % {"words": step.done.words_left_out})
    if step.done.are_holidays_unknown:
        said.append(gettext("Whether it opens on public holidays is not known any more: write it in its form."))
    if step.done.numbers_in_draft:
        text = gettext(
            "%(numbers)s stays in its draft, unconfirmed: whoever publishes the office publishes it, too. If it is "
            "wrong, correct it in its form."
        )
        said.append(text % {"numbers": step.done.numbers_in_draft})
    return " ".join(said)
