"""The glossary names what the code names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from domain.people import Category
from domain.pipeline import Stage
from domain.quotas import QuotaState
from domain.units import UnitKind
from domain.users import Role

ROOT = Path(__file__).parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def terms_of(identifier: str) -> list[str]:
    """The Vietnamese terms of the rows that name the identifier."""
    rows = [line.split("|") for line in GLOSSARY.splitlines() if line.startswith("|")]
    named = [row[1] for row in rows if f"`{identifier}`" in row[2]]
    return [term.strip().lower() for cell in named for term in cell.split(",")]


def types_with_a_vietnamese_name() -> Iterator[tuple[str, str]]:
    """Domain types whose docstring opens with a Vietnamese term."""
    for path in sorted((ROOT / "domain").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                opening = (ast.get_docstring(node) or "").split("\n")[0]
                if not " ".join(opening.split()[:2]).isascii():
                    yield node.name, opening.lower()


def test_a_domain_type_is_called_in_the_glossary_what_its_docstring_calls_it() -> None:
    types = list(types_with_a_vietnamese_name())
    assert len(types) > 20
    for name, opening in types:
        assert any(opening.startswith(term) for term in terms_of(name)), name


def test_every_step_role_kind_and_category_is_in_the_glossary() -> None:
    for closed_set in (Stage, Role, UnitKind, Category, QuotaState):
        for member in closed_set:
            assert f"`{member.name}`" in GLOSSARY, member


def test_every_identifier_of_the_glossary_is_in_the_code() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("domain", "storage", "scheduler")
        for path in (ROOT / folder).glob("*.py")
    )
    rows = "\n".join(line for line in GLOSSARY.splitlines() if line.startswith("|"))
    for identifier in re.findall(r"`([A-Za-z_]+)`", rows):
        assert re.search(rf"\b{identifier}\b", code), identifier
