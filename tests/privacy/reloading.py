"""Runs modules anew from a changed source, with every module that took something from them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.template import engines
from django.urls import clear_url_caches

from tests.privacy.mutants import APPS, ROOT

TOPS = {*APPS, "config"}
# Classes the framework knows by identity; none of them takes anything from a module with a look-up.
STAYS = ("models", "apps", "sessions", "migrations", "management", "settings", "celery")


def _loaded() -> dict[str, ModuleType]:
    return {
        name: module
        for name, module in list(sys.modules.items())
        if name.split(".")[0] in TOPS and getattr(module, "__file__", None)
    }


def _imports(module: ModuleType, known: set[str]) -> set[str]:
    """The modules of the application that it takes names from."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
    return found & known


class Sources:
    """The modules as they are, and who takes what from whom."""

    def __init__(self, paths: Iterable[Path]) -> None:
        for path in paths:
            import_module(self.name_of(path))  # some are named in settings, and asked for late
        self.modules = _loaded()
        known = set(self.modules)
        self.takes = {name: _imports(module, known) - {name} for name, module in self.modules.items()}

    def touched(self, names: set[str]) -> list[str]:
        """These and all that take from them, in the order in which they must run."""
        wide = set(names)
        while more := {one for one, takes in self.takes.items() if takes & wide} - wide:
            wide |= more
        wide = {one for one in wide if not any(part in STAYS for part in one.split("."))}
        order: list[str] = []

        def place(name: str) -> None:
            if name in wide and name not in order:
                visiting.add(name)
                for one in sorted(self.takes[name] - visiting):
                    place(one)
                order.append(name)

        visiting: set[str] = set()
        for name in sorted(wide):
            place(name)
        return order

    def run(self, changed: dict[Path, str]) -> None:
        """Put the changed sources in place of the modules, in this process for good."""
        names = {self.name_of(path): text for path, text in changed.items()}
        for name in self.touched(set(names)):
            module = self.modules[name]
            text = names.get(name) or Path(str(module.__file__)).read_text("utf-8")
            exec(compile(text, str(module.__file__), "exec"), module.__dict__)
        clear_url_caches()
        _forget_templates()

    def name_of(self, path: Path) -> str:
        """The module of a file."""
        parts = path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _forget_templates() -> None:
    """Tags and context processors are kept by the engine."""
    for backend in engines.all():
        engine: Any = backend.engine  # type: ignore[attr-defined]
        engine.__dict__.pop("template_context_processors", None)
        engine.template_libraries = engine.get_template_libraries(engine.libraries)
        engine.template_builtins = engine.get_template_builtins(engine.builtins)
        for loader in engine.template_loaders:
            loader.reset()


__all__ = ["ROOT", "Sources"]
