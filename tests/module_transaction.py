"""What is made once for a module: in a transaction that each test's own stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import pytest
from django.db import models, transaction
from pytest_django import DjangoDbBlocker

from tests.database import memory_within_the_transaction

P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M", bound=models.Model)

_made: list[str] = []
"""The fixtures whose rows are there now, the latest last."""


@contextmanager
def module_transaction(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Undo at the end what is written within. For fixtures of a module, whose tests commit nothing."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def made_once(make: Callable[P, T]) -> Callable[P, Iterator[T]]:
    """Let a function be a fixture of the module, whose rows are there until a test comes that does not ask for it.

    It asks for fixtures of the module only, such as `module_desk` or `module_world`. What it returns is shared: a test
    that changes an object of the database asks for it anew.
    """

    @wraps(make)
    def made(*args: P.args, **named: P.kwargs) -> Iterator[T]:
        with transaction.atomic():
            with memory_within_the_transaction():
                value = make(*args, **named)
            _made.append(make.__name__)
            yield value
            _made.pop()
            transaction.set_rollback(True)

    return pytest.fixture(scope="module")(made)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Function) -> None:
    """Undo what the test does not ask for."""
    while not set(_made) <= set(item.fixturenames):
        *_, fixture = item.session._fixturemanager.getfixturedefs(_made[-1], item) or ()
        fixture.finish(item._request)  # type: ignore[arg-type]


def anew(instance: M) -> M:
    """Return an object as the database has it."""
    return type(instance)._default_manager.get(pk=instance.pk)
