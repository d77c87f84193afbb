"""Open the database behind a register, and turn what databases complain of into clear sentences."""

from __future__ import annotations

import datetime
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from xenotime.ledger.register import schema
from xenotime.world.problems import XenotimeError

_ADVISORY_LOCK = 0x78656E6F
"""Held on PostgreSQL by whoever writes; any number does, as long as all use the same."""


class Database:
    """One database: transactions for reading and for writing.

    There is one writer at a time, on PostgreSQL too: it sees all that was written before it. A
    reader sees one state of the register from the beginning of its transaction to the end.

    Args:
        where: path of an SQLite file, or URL of a PostgreSQL database.
        create: whether to make the register if there is none.
        wait: seconds to wait for another writer.
    """

    def __init__(self, where: str | Path, *, create: bool, wait: float) -> None:
        self._wait = wait
        if isinstance(where, str) and "://" in where:
            self._engine, self.name = _server(where, wait)
        else:
            self._engine, self.name = _file(Path(where), create, wait)
        self.sqlite = self._engine.dialect.name == "sqlite"
        try:
            self._prepare(create)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the register."""
        with self._clear_errors(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that nobody else writes in; all of it is kept, or nothing."""
        with self._clear_errors(), self._engine.connect() as connection:
            options: dict[str, Any] = {"writing": True}
            if not self.sqlite:
                # A snapshot taken before the lock is held would miss the last writer's work.
                options["isolation_level"] = "READ COMMITTED"
            connection = connection.execution_options(**options)
            with connection.begin():
                if not self.sqlite:
                    connection.execute(
                        sa.select(sa.func.set_config("lock_timeout", f"{self._wait:.3f}s", True))
                    )
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
                yield connection

    def settle(self) -> None:
        """Let the database learn what its tables hold; worth it after adding a lot."""
        with self._clear_errors(), self._engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("PRAGMA optimize" if self.sqlite else "ANALYZE")

    def _prepare(self, create: bool) -> None:
        with self.reading() as connection:
            if self._is_register(connection):
                return
        if not create:
            raise XenotimeError(f"{self.name} is not a register: it holds no tables")
        if self.sqlite:
            self._keep_a_log()
        with self.writing() as connection:
            if self._is_register(connection):
                return
            schema.tables.create_all(connection, checkfirst=False)
            for statement in schema.BESIDE[self._engine.dialect.name]:
                connection.exec_driver_sql(statement)
            connection.execute(schema.about.insert(), {"version": schema.VERSION, "created": now()})

    def _is_register(self, connection: sa.Connection) -> bool:
        """Whether the tables are there; False for an empty database, an error for any other."""
        if self.sqlite:
            rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        else:
            rows = connection.exec_driver_sql(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            )
        tables = {row[0] for row in rows}
        if schema.about.name in tables:
            version = connection.execute(sa.select(schema.about.c.version)).scalar_one()
            if version > schema.VERSION:
                raise XenotimeError(
                    f"{self.name} was made by a newer xenotime (tables of version {version}; this"
                    f" one knows {schema.VERSION}): update xenotime, or use another register"
                )
            return True
        if tables & set(schema.tables.tables) or (tables and self.sqlite):
            raise XenotimeError(
                f"{self.name} is not a register: it holds the tables of something else;"
                " name another place"
            )
        return False

    def _keep_a_log(self) -> None:
        # SQLite does not wait by itself when two processes make this change at once.
        end = time.monotonic() + self._wait
        while True:
            try:
                with self._engine.connect() as connection:
                    raw: Any = connection.connection.dbapi_connection
                    raw.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > end:
                    raise XenotimeError(_sentence(self.name, str(error), self._wait)) from error
                time.sleep(0.02)

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        try:
            yield
        except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
            reason = str(getattr(error, "orig", None) or error).strip()
            raise XenotimeError(_sentence(self.name, reason, self._wait)) from error


def now() -> str:
    """This moment: ISO 8601, UTC, to the microsecond."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")


def _file(path: Path, create: bool, wait: float) -> tuple[sa.Engine, str]:
    name = f"register {str(path)!r}"
    try:
        path = path.absolute()
        if path.is_dir():
            raise XenotimeError(f"{name} is a folder; name a file in it")
        if not create and not path.exists():
            raise XenotimeError(f"{name} does not exist; add an article to make it")
        if not path.parent.is_dir():
            raise XenotimeError(f"{name}: the folder {str(path.parent)!r} does not exist")
        if "\0" in str(path):
            raise ValueError(path)
        str(path).encode()
    except (OSError, ValueError) as error:
        raise XenotimeError(f"{name}: that cannot be the name of a file") from error
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": wait}
    )

    @event.listens_for(engine, "connect")
    def connected(raw: sqlite3.Connection, _record: object) -> None:
        # The driver would begin transactions by itself, and too late for a writer.
        raw.isolation_level = None
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA secure_delete = OFF")
        raw.execute("PRAGMA cache_size = -32768")
        raw.execute("PRAGMA temp_store = MEMORY")

    @event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine, name


def _server(where: str, wait: float) -> tuple[sa.Engine, str]:
    try:
        url = sa.make_url(where)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise XenotimeError(
            "the register's URL cannot be read; it looks like postgresql://user@host/database"
        ) from error
    name = f"register {url.render_as_string(hide_password=True)}"
    if url.drivername == "sqlite" and url.database:
        raise XenotimeError(f"{name}: name an SQLite register by its path, {url.database!r}")
    if url.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise XenotimeError(
            f"{name}: a register is a file or a database on PostgreSQL (postgresql://...)"
        )
    try:
        engine = sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            isolation_level="REPEATABLE READ",
            connect_args={"connect_timeout": max(2, round(wait))},
        )
    except ImportError as error:
        raise XenotimeError(
            f"{name}: the driver for PostgreSQL is not installed;"
            " install it with: pip install 'xenotime[postgres]'"
        ) from error
    return engine, name


_SENTENCES = {
    ("database is locked", "lock timeout", "QueuePool limit"): (
        "has been written to by others for {wait:g} seconds; try again when they are done"
    ),
    ("readonly database", "read-only", "permission denied"): (
        "cannot be written to: no permission, or its disk is read-only; make it writable, or use"
        " a copy"
    ),
    ("unable to open database file",): (
        "cannot be opened: no permission, or its disk is read-only or full; use another place"
    ),
    ("disk is full", "No space left"): "cannot grow: the disk is full; free some space, then retry",
    ("file is not a database", "file is encrypted"): "is not a register; name another file",
    ("malformed", "corrupt", "disk I/O error"): ("is damaged ({reason}); restore it from a copy"),
    ("onnection", "resolve host", "does not exist", "authentication", "password"): (
        "cannot be reached ({reason}); check the address and that the server runs"
    ),
}


def _sentence(name: str, reason: str, wait: float) -> str:
    line = " ".join(reason.splitlines()[0].split()) if reason else "no reason given"
    for signs, sentence in _SENTENCES.items():
        if any(sign in reason for sign in signs):
            return f"{name} {sentence.format(wait=wait, reason=line)}"
    return f"{name} refused: {line}"
