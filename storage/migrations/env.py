"""Run by alembic for each command; storage/migrations/__init__.py hands it the connection."""

from typing import Any, Literal

from alembic import context

from storage.schema import metadata
from storage.types import Instant, LocalDate


def _render(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """A step keeps plain types: it must not change when our own types do."""
    return "sa.Text()" if kind == "type" and isinstance(value, Instant | LocalDate) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
