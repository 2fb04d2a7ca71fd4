"""The store: `await store.write(fn, …)` and `await store.read(fn, …)` run plain functions on rows."""

from typing import Any

import sqlalchemy as sa

from storage.keys import Keys


class Tx:
    """One transaction as a use case sees it: statements in, rows out, and the keys to open sealed columns.

    A function that receives it has no effect outside it: it may be run again from the start.
    """

    __slots__ = ("_connection", "keys")

    def __init__(self, connection: sa.Connection, keys: Keys) -> None:
        self._connection = connection
        self.keys = keys

    def execute(self, statement: sa.Executable, parameters: Any = None) -> sa.CursorResult[Any]:
        """Run one statement; a list of parameter sets runs it once for each."""
        return self._connection.execute(statement, parameters)
