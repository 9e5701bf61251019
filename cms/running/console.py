"""What `manage.py run` says, and the lines of its children with their names in front."""

from rich.console import Console
from rich.markup import escape

console = Console(highlight=False, soft_wrap=True)

NAME_WIDTH = 8


def print_line(text: str = "") -> None:
    """Print a line of rich markup."""
    console.print(text)


def pass_on(name: str, colour: str, line: str) -> None:
    """Print a line that a child wrote."""
    console.print(f"[{colour}]{name:<{NAME_WIDTH}}│[/] {escape(line)}")
