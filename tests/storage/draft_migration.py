"""Draft a migration from the difference to storage/schema.py.

`python -m tests.storage.draft_migration 0002 what changes`, then read it, complete it, and add its id to
REVISIONS. Before the first release the one step is made anew instead: delete versions/0001_*.py and draft
0001 with the words `the first tables`.
"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config

from storage import migrations
from storage.sqlite import bind


def draft(revision: str, words: str) -> None:
    """Write versions/<revision>_<words>.py."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as raw, bind(raw) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        command.revision(config, words, autogenerate=True, rev_id=revision)


if __name__ == "__main__":
    draft(sys.argv[1], " ".join(sys.argv[2:]))
