"""Registers to test on: an SQLite file, and a schema of its own on a PostgreSQL server."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from xenotime.ledger.register import Register

from .commands import ARTICLES, run

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server: the one in XENOTIME_TEST_POSTGRES, else one started for this run by `pgserver`."""
    given = os.environ.get("XENOTIME_TEST_POSTGRES")
    if given:
        yield given
        return
    pytest.importorskip("psycopg", reason="PostgreSQL is not tested: psycopg is not installed")
    pgserver = pytest.importorskip(
        "pgserver",
        reason="PostgreSQL is not tested: set XENOTIME_TEST_POSTGRES to a URL, or install pgserver",
    )
    folder = tempfile.mkdtemp(prefix="xenotime-pg-")
    try:
        server = pgserver.get_server(folder, cleanup_mode=None)
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL is not tested: pgserver did not start ({error})")
    # Tests kill clients, never the server, and its data are thrown away: nothing needs the disk.
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield server.get_uri()
    stop = ["-m", "immediate", "-w", "stop"]
    pgserver.pg_ctl(stop, pgdata=server.pgdata, user=server.system_user)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str | Path]:
    """Where an empty register can be made: a path, and the URL of an empty schema."""
    if request.param == "sqlite":
        yield tmp_path / "register.sqlite"
        return
    url = sa.make_url(request.getfixturevalue("postgres_url")).set(drivername="postgresql+psycopg")
    schema = f"xenotime_test_{os.getpid()}_{next(_NUMBERS)}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    own = url.update_query_dict({"options": f"-csearch_path={schema}"})
    yield own.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    engine.dispose()


@pytest.fixture
def register(place: str | Path) -> Iterator[Register]:
    """An empty register that is open."""
    with Register.open(place) as opened:
        yield opened


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of all example articles, made once."""
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite"
    said = run("add", *ARTICLES, "--ledger", path, "--by", "test")
    assert said.code == 0, said.err
    return path


@pytest.fixture
def ledger(filled: Path, tmp_path: Path) -> Path:
    """A register of all example articles, one's own to change."""
    return Path(shutil.copy(filled, tmp_path / "ledger.sqlite"))
