"""What people read when everything runs: addresses, sign-ins, keys, and a first query to paste."""

import json
from typing import Any

from rich.table import Table

from cms.running.console import console, print_line

FIRST_QUERY = "{ state(code: %s) { name guidance(role: VICTIM, first: 3) { edges { node { title firstStep } } } } }"


def announce(demonstration: dict[str, Any]) -> None:
    """Print the addresses, the sign-ins, the keys and the first query."""
    web = demonstration["web"]
    print_line()
    print_line(f"  Administration  [bold]{web}admin/[/]")
    print_line(f"  Desk            [bold]{demonstration['desk']}[/]")
    print_line(f"  GraphQL         [bold]{demonstration['graphql']}[/]")
    for code, state in demonstration["states"].items():
        print_line(f"  Site of {code}     [bold]{state['site']}[/]")
        print_line(f"  Chat of {code}     [bold]{state['chat']}[/]")
    console.print(_sign_ins(demonstration["users"]))
    for user in demonstration["users"]:
        if "totp_secret" in user:
            username = user["username"]
            print_line(f"{username} also writes a code: .venv/bin/python manage.py totp {username}")
    _keys(demonstration)
    _first_query(demonstration)
    print_line()
    print_line("All of this is in var/demo.json. Ctrl-C stops everything.")


def _sign_ins(users: list[dict[str, str | None]]) -> Table:
    table = Table(title="Sign-ins", title_justify="left", box=None, padding=(0, 2))
    for heading in ("Role", "State", "User name", "Password"):
        table.add_column(heading, no_wrap=True)
    for user in users:
        table.add_row(
            user["role"], user.get("answers_for") or user["state"] or "all", user["username"], user["password"]
        )
    return table


def _keys(demonstration: dict[str, Any]) -> None:
    print_line("Keys")
    for code, state in demonstration["states"].items():
        print_line(f"  {code}  {state['publishable']}")
        print_line(f"  {code}  {state['secret']}")
    print_line(f"  all  {demonstration['national']['secret']}")


def _first_query(demonstration: dict[str, Any]) -> None:
    code, state = next(iter(demonstration["states"].items()), (None, None))
    if code is None or state is None:
        return
    body = json.dumps({"query": FIRST_QUERY % code})
    print_line()
    print_line("A first query to paste:")
    print_line()
    console.print(
        f"curl -s {demonstration['graphql']} -H 'Authorization: Bearer {state['secret']}' "
        f"-H 'Content-Type: application/json' -d '{body}'",
        markup=False,
    )
