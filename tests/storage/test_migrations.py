import asyncio
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import migrations
from storage.database import Store
from storage.keys import Keys
from storage.schema import metadata
from storage.sqlite import DatabaseDamaged, DatabaseInUse, bind, hold_run_lock
from storage.triggers import TRIGGERS


def _tables(raw: sqlite3.Connection) -> dict[str, list[str]]:
    rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    return {
        # A table that was rebuilt has its name in quotes.
        name: sorted(re.sub(r"[\s,\"]+", " ", line).strip() for line in sql.splitlines())
        for name, sql in rows
        if name != "alembic_version"
    }


# SQLAlchemy reads no index by an expression; their text is compared below.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping.*expression-based index")
def test_the_migrations_build_exactly_the_schema(empty_database: Path) -> None:
    with closing(sqlite3.connect(empty_database)) as migrated, closing(sqlite3.connect(":memory:")) as direct:
        with bind(migrated) as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
        with bind(direct) as connection:
            metadata.create_all(connection)
            for trigger in TRIGGERS:
                connection.exec_driver_sql(trigger)
            connection.commit()
            # alembic sees neither WITHOUT ROWID nor what a partial index leaves out: compare the text too.
            assert _tables(migrated) == _tables(direct)


def test_every_step_is_named_in_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(steps)) == migrations.REVISIONS


def test_a_new_database_is_of_the_newest_edition(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite3"
    assert migrations.current_revision(path) is None
    migrations.migrate(path)
    assert migrations.current_revision(path) == migrations.HEAD
    migrations.migrate(path)
    assert migrations.current_revision(path) == migrations.HEAD


def test_nobody_else_may_read_a_new_database(empty_database: Path) -> None:
    assert empty_database.stat().st_mode & 0o777 == 0o600


def _set_edition(path: Path, edition: str) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (edition,))


def test_a_newer_database_is_refused_and_left_as_it_is(database: Path, keys: Keys) -> None:
    _set_edition(database, "9999")
    before = database.read_bytes()
    with pytest.raises(migrations.DatabaseTooNew):
        asyncio.run(Store.open(database, keys))
    with pytest.raises(migrations.DatabaseTooNew):
        migrations.migrate(database)
    assert database.read_bytes() == before


_LETTER = b"this is not a database, it is a letter" * 100


@pytest.mark.parametrize("content", [_LETTER, b"SQLite format 3\0" + _LETTER])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, keys: Keys, content: bytes) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    with pytest.raises(DatabaseDamaged):
        asyncio.run(Store.open(path, keys))
    assert path.read_bytes() == content


async def test_the_database_of_another_program_is_refused(tmp_path: Path, keys: Keys) -> None:
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("CREATE TABLE notes (text)")
    with pytest.raises(DatabaseDamaged):
        await Store.open(path, keys)


def test_migrating_beside_a_running_assistant_is_refused(database: Path) -> None:
    with hold_run_lock(database), pytest.raises(DatabaseInUse):
        migrations.migrate(database)


def test_a_step_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "half.sqlite3"
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("CREATE TABLE alembic_version (version_num TEXT)")
        raw.execute("CREATE TABLE tally (in_the_way)")
        raw.execute("DELETE FROM alembic_version")
    with pytest.raises((sa.exc.OperationalError, migrations.DatabaseTooNew)):
        migrations.migrate(path)
    with closing(sqlite3.connect(path)) as raw:
        names = {name for (name,) in raw.execute("SELECT name FROM sqlite_master")}
    assert names == {"alembic_version", "tally"}


def test_opening_a_current_database_does_not_load_alembic(database: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from storage import migrations;"
        f"migrations.prepare(Path({str(database)!r})); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own code


def _built(path: Path, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("BEGIN")
        with bind(raw) as connection, connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, revision)


def test_the_tally_of_an_older_database_is_counted_by_month_and_block(tmp_path: Path) -> None:
    path = tmp_path / "older.sqlite3"
    _built(path, "0018")
    block = 1024**4
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO unit (id, kind, name, folded, left, right) VALUES (1, 'x', 'x', 'x', 0, 9)")
        for person, (stage, day, position) in enumerate(
            (
                ("admission", "2025-09-30", 3 * block),
                ("admission", "2025-09-01", 3 * block + 5),
                ("admission", "2025-10-01", 3 * block),
                ("official", "2025-09-01", 4 * block),
            ),
            start=1,
        ):
            raw.execute(
                "INSERT INTO person (id, unit_id, position, categories) VALUES (?, 1, ?, '[]')",
                (person, position),
            )
            raw.execute(
                "INSERT INTO event (id, kind, report_id, unit_id, recorded_at, data) "
                "VALUES (?, 'stage', 1, 1, '', '{}')",
                (person,),
            )
            raw.execute(
                "INSERT INTO milestone (event_id, person_id, stage, unit_id, position, since, until) "
                "VALUES (?, ?, ?, 1, ?, ?, ?)",
                (person, person, stage, position, day, None if person > 1 else "2025-12-01"),
            )
            raw.execute(
                "INSERT INTO tally (stage, year, tag, position, happened_on, event_id) "
                "VALUES (?, 2025, '', ?, ?, ?)",
                (stage, position, day, person),
            )
    migrations.migrate(path)
    with closing(sqlite3.connect(path)) as raw, raw:
        assert raw.execute("SELECT * FROM month_tally").fetchall() == [
            ("admission", "", "2025-09", 3, 2),
            ("admission", "", "2025-10", 3, 1),
            ("official", "", "2025-09", 4, 1),
        ]
        assert raw.execute("SELECT * FROM standing").fetchall() == [("admission", 3, 2), ("official", 4, 1)]
        raw.execute("DELETE FROM tally WHERE event_id = 3")
        raw.execute("UPDATE milestone SET position = ? WHERE event_id = 4", (3 * block,))
        assert raw.execute("SELECT sum(people) FROM month_tally").fetchone() == (3,)
        assert raw.execute(
            "SELECT block FROM standing WHERE stage = 'official' AND people = 1"
        ).fetchall() == [(3,)]


def test_the_people_of_an_older_database_are_counted_by_education(tmp_path: Path) -> None:
    path = tmp_path / "older.sqlite3"
    _built(path, "0025")
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO unit (id, kind, name, folded, left, right) VALUES (1, 'x', 'x', 'x', 0, 9)")
        for person, education in ((1, "đại học"), (2, None)):
            raw.execute(
                "INSERT INTO person (id, unit_id, position, education, categories) VALUES (?, 1, 0, ?, '[]')",
                (person, education),
            )
            raw.execute(
                "INSERT INTO event (id, kind, report_id, unit_id, recorded_at, data) "
                "VALUES (?, 'stage', 1, 1, '', '{}')",
                (person,),
            )
            raw.execute(
                "INSERT INTO milestone (event_id, person_id, stage, unit_id, position, since) "
                "VALUES (?, ?, 'admission', 1, 0, '2025-09-30')",
                (person, person),
            )
            for tag in ("", "gender:female"):
                raw.execute(
                    "INSERT INTO tally (stage, tag, month, position, happened_on, event_id) "
                    "VALUES ('admission', ?, '2025-09', 0, '2025-09-30', ?)",
                    (tag, person),
                )
    migrations.migrate(path)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT tag, people FROM month_tally ORDER BY tag").fetchall() == [
            ("", 2),
            ("education:đại học", 1),
            ("gender:female", 2),
        ]


def test_an_older_databases_limits_know_the_one_that_opened_on_their_end(tmp_path: Path) -> None:
    path = tmp_path / "older.sqlite3"
    _built(path, "0023")
    limits = (
        ("person", 1, "probation_end", "2024-11-01", "2025-11-01", None),
        ("person", 1, "recognition", "2025-11-01", "2025-12-15", None),
        ("person", 1, "mentor", "2024-11-01", "2024-12-01", None),
        ("person", 2, "probation_end", "2024-11-01", "2025-11-01", 1),
        ("person", 2, "recognition", "2025-11-01", "2025-12-15", 1),
        ("person", 3, "probation_end", "2024-11-01", "2025-11-01", None),
    )
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO unit (id, kind, name, folded, left, right) VALUES (1, 'x', 'x', 'x', 0, 9)")
        raw.execute(
            "INSERT INTO event (id, kind, report_id, unit_id, recorded_at, data) "
            "VALUES (1, 'stage', 1, 1, '', '{}')"
        )
        raw.executemany(
            "INSERT INTO deadline (id, subject_kind, subject_id, rule, edition, unit_id, position, event_id, "
            "trigger_on, due_on, settled_by) VALUES (?, ?, ?, ?, '', 1, 0, 1, ?, ?, ?)",
            [(number, *limit) for number, limit in enumerate(limits)],
        )
    migrations.migrate(path)
    with closing(sqlite3.connect(path)) as raw:
        followed = raw.execute("SELECT id, followed_on FROM deadline WHERE followed_on IS NOT NULL")
        assert followed.fetchall() == [(0, "2025-12-15")]
