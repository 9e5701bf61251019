"""What a web process begins with its first request rather than at import, so that forks and commands stay quiet."""

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from cms import slow_answers, slow_bodies
from cms.postgres import liveness
from tenants import listening

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_listening(application: Application) -> Application:
    """Return a WSGI application that starts listening and the watches of clients and database on its first request."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        listening.start()
        slow_bodies.start()
        slow_answers.start()
        liveness.start()
        return application(environ, start_response)

    return answer
