"""What chart and player say, in the editor's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext


def chart_texts() -> dict[str, Any]:
    """Return the texts of the chart; `{…}` is filled in by it."""
    return {
        **_shared_texts(),
        "found": gettext("{at} of {count}"),
        "next": gettext("Next"),
        "previous": gettext("Previous"),
        "zoomIn": gettext("Larger"),
        "zoomOut": gettext("Smaller"),
        "fit": gettext("See all"),
        "picture": gettext("Flow chart. The list of nodes says the same in words."),
        "list": gettext("The nodes in words"),
        "start": gettext("Beginning"),
        "missing": gettext("This node does not exist"),
        "empty": gettext("There are no nodes yet. Write the first one in the form, and it appears here."),
        "edit": gettext("Go to the form"),
        "ownRun": gettext("The thick line is your last walk in the player."),
        "unwalked": gettext("No test walk comes here"),
        "dotted": gettext("Dotted: no test walk comes there."),
        "failed": gettext(
            "The chart could not be drawn. Load this page again; the script can also be read in the mode “Page”."
        ),
    }


def player_texts() -> dict[str, Any]:
    """Return the texts of the player; `{…}` is filled in by it."""
    return {
        **_shared_texts(),
        "voice": gettext("Whose words"),
        "said": {
            "PHONE": gettext("The operator says"),
            "CHAT": gettext("The operator writes"),
            "WEB": gettext("The website says"),
        },
        "noWords": {
            "PHONE": gettext("This node has no words for the telephone."),
            "CHAT": gettext("This node has no words for the chat."),
            "WEB": gettext("This node has no words for the website."),
        },
        "noWordsOfOption": {
            "PHONE": gettext("without words for the telephone"),
            "CHAT": gettext("without words for the chat"),
            "WEB": gettext("without words for the website"),
        },
        "preamble": gettext("Before the first question"),
        "back": gettext("Back"),
        "again": gettext("Start again"),
        "change": gettext("Change this answer"),
        "mustBeRead": gettext("Must be read in full"),
        "choose": gettext("What does the person answer? Choose, or press the number."),
        "goOn": gettext("It may end here, or go on:"),
        "ends": {
            "ANSWER": gettext("The conversation ends here, with an answer."),
            "REFERRAL": gettext("The conversation ends here: the person is referred."),
            "HANDOFF": gettext("The conversation ends here: another person takes over."),
        },
        "deadEnd": gettext("The conversation gets stuck here: this node has no answers and is no end."),
        "referredTo": gettext("Referred to: {kind}. The offices of {state} of this kind are shown."),
        "topicOffices": gettext("With it, offices of {state} are shown, as the topic’s page has them: {kinds}."),
        "deadlines": gettext("Deadlines that apply by now"),
        "deadlineGone": gettext("The topic’s page no longer has one of this node’s deadlines."),
        "from": gettext("counted from: {event}"),
        "save": gettext("Save this walk"),
        "rename": gettext("Rename this walk"),
        "walkName": gettext("Name of the walk: what the person says"),
        "saved": gettext(
            "This walk is among the test walks as “{name}”. It is saved with the page, and counts once that is "
            "published."
        ),
        "notYet": gettext("It can be saved once it has come to an end: an answer, a referral or a hand-over."),
        "empty": gettext("There are no nodes yet. Write the first one in the form, and walk it here."),
        "noStart": gettext("The conversation has no beginning: its first node does not exist. Choose another one."),
        "holds": gettext("Your walk holds up to step {step}."),
        "stops": {
            "START_MISSING": gettext("The script’s first node does not exist."),
            "ANOTHER_NODE": gettext("The answer that came next was given to another node."),
            "UNKNOWN_OPTION": gettext("The answer that you chose here no longer exists."),
            "TARGET_MISSING": gettext("The answer that you chose here leads to a node that does not exist."),
            "CIRCLE": gettext("The answer that you chose here leads back to where the conversation has been."),
            "ENDED": gettext("The conversation now ends here."),
        },
        "leadsNowhere": gettext("leads nowhere yet"),
        "goTo": gettext("Go to a node"),
        "noWay": gettext("No answers lead to this node."),
        "failed": gettext(
            "The player could not start. Load this page again; the script can also be read in the mode “Page”."
        ),
    }


def _shared_texts() -> dict[str, Any]:
    return {
        "asIn": gettext("As in"),
        "problem": gettext("Problem"),
        "search": gettext("Find a node by its words"),
        "notFound": gettext("No node has these words."),
    }
