"""What keeps a script from being published, whoever publishes it and however."""

from content_models.models import ScriptPage
from content_models.preamble import is_anything_said
from content_models.script_channels import problems_of
from content_models.script_keys import graph_of_blocks

from .errors import ScriptUnreachable


def check_script(page: ScriptPage) -> None:
    """Refuse a script in which a conversation gets lost, or lacks words on a channel. Its drafts may be as they are.

    Raises:
        ScriptUnreachable: with a sentence about each of its nodes that is to be mended.
    """
    is_said = is_anything_said(page.preamble)
    problems = problems_of(graph_of_blocks(page.nodes), page.start, page.channels, has_preamble=is_said)
    if problems:
        raise ScriptUnreachable(problems=[problem.message for problem in problems])
