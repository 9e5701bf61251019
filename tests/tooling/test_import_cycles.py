"""No module needs itself to be imported: files that import each other cannot be read, or moved, one at a time."""

from __future__ import annotations

from collections.abc import Iterator

import grimp

from tests.tooling.sources import PACKAGES

BY_DJANGO = ("tenants.models.session", "tenants.sessions")
"""Django asks a model of sessions for its store, which reads and writes that model: one of them imports in a method."""


def cycles_in(graph: grimp.ImportGraph) -> Iterator[tuple[str, ...]]:
    """Yield a way back to itself for each module that has one."""
    for module in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(module)):
            if (way := graph.find_shortest_chain(importer=imported, imported=module)) is not None:
                yield way


def test_no_module_imports_itself_by_way_of_others() -> None:
    packages = [package for package in PACKAGES if package not in {"benchmarks", "tests"}]
    # What only a type checker reads is no import.
    graph = grimp.build_graph(*packages, exclude_type_checking_imports=True, cache_dir=None)
    store, model = BY_DJANGO[::-1]
    assert graph.direct_import_exists(importer=model, imported=store)
    graph.remove_import(importer=model, imported=store)

    assert list(cycles_in(graph)) == []


def test_a_cycle_is_found() -> None:
    graph = grimp.ImportGraph()
    for importer, imported in (("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")):
        graph.add_import(importer=importer, imported=imported)

    assert ("b", "c", "a") in list(cycles_in(graph))
