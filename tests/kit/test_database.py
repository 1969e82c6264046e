import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from kit.database import UtcDateTime, create_engine, reading

metadata = sa.MetaData()
counter = sa.Table(
    "counter",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("n", sa.Integer),
    sa.Column("at", UtcDateTime),
)


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    engine = create_engine(f"sqlite:///{tmp_path / 'a' / 'test.db'}")
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(counter.insert().values(id=1, n=0))
    return engine


def test_read_modify_write_in_parallel_loses_nothing(engine: sa.Engine) -> None:
    def add() -> None:
        for _ in range(25):
            with engine.begin() as connection:
                value = connection.scalar(sa.select(counter.c.n))
                connection.execute(counter.update().values(n=value + 1))

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert connection.scalar(sa.select(counter.c.n)) == 200


def test_a_reader_does_not_wait_for_the_writer(engine: sa.Engine) -> None:
    with engine.begin() as writer:
        writer.execute(counter.update().values(n=7))
        with reading(engine) as reader:
            assert reader.scalar(sa.select(counter.c.n)) == 0


def test_moments_are_aware_both_ways(engine: sa.Engine) -> None:
    moment = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    with engine.begin() as connection:
        connection.execute(counter.update().values(at=moment))
        assert connection.scalar(sa.select(counter.c.at)) == moment
        with pytest.raises(sa.exc.StatementError):
            connection.execute(counter.update().values(at=datetime(2026, 1, 1)))  # noqa: DTZ001 - just what is refused
