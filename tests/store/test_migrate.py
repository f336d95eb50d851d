"""A migrated database has exactly the tables the program declares."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, select, update

from bot.domain.errors import ConfigError, TemporaryError
from bot.domain.outbox import PartState
from bot.store import fulltext
from bot.store.database import Database
from bot.store.lock import exclusive
from bot.store.migrate import _upgrade, current_revision, is_behind, migrate, newest_revision
from bot.store.tables import article_text, briefing, chat, metadata, outbox
from tests.support.databases import PostgresServer
from tests.support.editions import add_editions


def differences(connection: Connection) -> list[object]:
    """What the migrated tables lack or have too much of."""
    context = MigrationContext.configure(
        connection,
        opts={
            "include_object": lambda _o, name, *_: (
                name is None or not name.startswith(fulltext.NAMES)
            ),
            "compare_type": False,
        },
    )
    return list(compare_metadata(context, metadata))


async def test_migrations_make_the_declared_tables(database: Database) -> None:
    """Nothing is missing and nothing is left over, on either engine."""
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
    assert await current_revision(database) == newest_revision()
    assert await migrate(database) is False


@pytest.fixture
def older_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Generator[str]:
    """An empty database without any tables."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'older.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    yield server.make_database("older")
    server.drop_database("older")


#: Makes of a new database one of an older version.
OLDER = "0005"
BACK = (
    "ALTER TABLE article RENAME COLUMN is_news TO fresh",
    "DROP TABLE article_name",
    "CREATE TABLE article_alias (source_id bigint, alias text, article_id bigint)",
    "DROP VIEW IF EXISTS article_words",
    "DROP INDEX ix_chat_away",
    "ALTER TABLE chat DROP COLUMN away_at",
    "ALTER TABLE article DROP COLUMN shown_at",
    "DROP TABLE operator_pass",
    "ALTER TABLE inbox DROP COLUMN line",
    "DROP INDEX ix_chat_set_by",
    "DROP INDEX ix_chat_recap",
    "ALTER TABLE chat DROP COLUMN recap_at",
    "DROP TABLE liking",
    "ALTER TABLE subscription DROP COLUMN story_at",
    "ALTER TABLE body DROP COLUMN preview",
    "ALTER TABLE briefing DROP COLUMN style",
    "ALTER TABLE briefing DROP COLUMN preview",
    "ALTER TABLE briefing ADD COLUMN leads boolean NOT NULL DEFAULT true",
    "DROP TABLE archive",
    "ALTER TABLE source DROP COLUMN left_by",
    "ALTER TABLE source DROP COLUMN settled_at",
    "ALTER TABLE chat DROP COLUMN quiet",
    "DROP INDEX ix_subscription_urgent",
    "DROP TABLE alert",
    "DROP TABLE saved",
    "DROP TABLE mute",
    "DROP TABLE reaction",
    "ALTER TABLE chat DROP COLUMN by_reactions",
    "ALTER TABLE subscription DROP COLUMN asked",
    "ALTER TABLE subscription DROP COLUMN words",
    "DROP TABLE duty_lease",
    "DROP TABLE parting",
    "DROP TABLE look",
    "ALTER TABLE source DROP COLUMN unfollowed_at",
    "ALTER TABLE source DROP COLUMN trusted",
    "DROP INDEX ix_briefing_asked",
    "ALTER TABLE briefing DROP COLUMN asked_at",
    "ALTER TABLE chat DROP COLUMN reads",
    "ALTER TABLE chat DROP COLUMN no_broadcasts",
    "ALTER TABLE body DROP COLUMN buttons",
    "ALTER TABLE body DROP COLUMN pieces",
    "DROP TABLE piece",
    "ALTER TABLE digest DROP COLUMN left_out",
    "ALTER TABLE digest DROP COLUMN packed",
    "ALTER TABLE edition DROP COLUMN packed",
    "DROP TABLE listing",
    "ALTER TABLE article DROP COLUMN held",
    "ALTER TABLE source DROP COLUMN settled",
    "DROP INDEX ix_chat_refused",
    "DROP INDEX ix_chat_lost_thread",
    "DROP INDEX ix_outbox_unknown",
    "ALTER TABLE chat DROP COLUMN refused_at",
    "ALTER TABLE chat DROP COLUMN refused_reason",
    "ALTER TABLE chat DROP COLUMN lost_thread_at",
    "ALTER TABLE chat DROP COLUMN set_at",
    "ALTER TABLE chat DROP COLUMN set_by",
    "ALTER TABLE outbox DROP COLUMN asked_by",
    "ALTER TABLE briefing DROP COLUMN minutes",
    "ALTER TABLE source DROP COLUMN pages",
    "DROP INDEX ix_article_reworded",
    "ALTER TABLE article DROP COLUMN reworded",
    f"UPDATE alembic_version SET version_num = '{OLDER}'",
)
BACK_POSTGRESQL = (
    "DROP TRIGGER article_text_label ON article_text",
    "DROP TRIGGER article_label ON article",
    "ALTER TABLE article_text DROP COLUMN labels",
    "ALTER TABLE article_text ADD COLUMN tsv tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED",
)


async def test_an_upgrade_keeps_a_half_sent_run_and_is_whole_or_absent(older_url: str) -> None:
    """What is not sent yet is sent after it; one that is broken off has changed nothing."""
    database = Database(older_url)
    try:
        await migrate(database)
        await add_editions(database, 20, now=datetime(2026, 11, 23, tzinfo=UTC), parts=2)
        async with database.write() as connection:
            for back in BACK if database.path else (*BACK, *BACK_POSTGRESQL):
                await connection.exec_driver_sql(back)
            await connection.execute(
                update(outbox).where(outbox.c.id <= 15).values(state=PartState.SENT.value)
            )
        before = await _parts(database)

        async def broken_off() -> None:
            async with database.write() as connection:
                await connection.run_sync(_upgrade)
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            await broken_off()
        assert await current_revision(database) == OLDER
        assert await migrate(database)
        assert await current_revision(database) == newest_revision()
        assert await _parts(database) == before
        assert sum(1 for _, state in before if state != "sent") == 25
        async with database.read() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await database.aclose()


#: Seven of each, as the tables of 0008 have them.
SEVEN = (
    "INSERT INTO source (id, kind, locator, title, language, state, memory, added_at, last_error,"
    " failures, next_poll_at, weight, public, articles) SELECT 1, 'feed', 'https://a/', 'A', 'en',"
    " 'active', '{{}}', {at}, '', 0, {at}, 1.0, {yes}, 0",
    "INSERT INTO interest (id, kind, ref, title) SELECT 1, 'source', '1', 'A'",
    "INSERT INTO chat (id, telegram_id, thread_id, kind, title, language, zone, status, created_at)"
    " SELECT n, n, 0, 'private', '', 'en', 'UTC',"
    " CASE n WHEN 2 THEN 'blocked' WHEN 5 THEN 'moved' ELSE 'active' END, {at} FROM seven",
    "INSERT INTO briefing (id, chat_id, name, times, weekdays, cursor, last_slot, max_stories,"
    " leads) SELECT n, n, '', '08:00', '0123456', 0, '', 10, n % 2 = 1 FROM seven",
    "INSERT INTO subscription (briefing_id, interest_id, since_at, position, urgent)"
    " SELECT n, 1, {at}, 0, {no} FROM seven WHERE n > 3",
    "INSERT INTO article (id, source_id, key, url, headline, lead, language, first_seen_at,"
    " content_hash, fresh, edits)"
    " SELECT n, 1, n, 'https://a/', 'H', 'L', 'en', {at}, 'h', {yes}, 0 FROM seven",
    "INSERT INTO article_text (article_id, body, search_text)"
    " SELECT n, 'body ' || n, 'words' || n FROM seven",
)


async def test_long_steps_are_done_in_batches_and_go_on_where_they_were_broken_off(
    older_url: str,
) -> None:
    """Killed after every batch it ends as if done at once; nothing is changed twice."""
    database = Database(older_url)
    sqlite = database.dialect.name == "sqlite"
    words = {"at": "1700000000000000" if sqlite else "now()", "yes": "true", "no": "false"}
    told: list[tuple[str, int, int]] = []

    def killed(what: str, done: int, of: int) -> None:
        told.append((what, done, of))
        raise KeyboardInterrupt

    try:
        async with database.write() as connection:
            await connection.run_sync(_upgrade, "0008")
            await connection.exec_driver_sql("CREATE TABLE seven (n bigint)")
            await connection.exec_driver_sql("INSERT INTO seven VALUES (1),(2),(3),(4),(5),(6),(7)")
            for statement in SEVEN:
                await connection.exec_driver_sql(statement.format(**words))
            await connection.exec_driver_sql("DROP TABLE seven")
        for _ in range(40):
            try:
                await migrate(database, report=killed, batch=3)
                break
            except KeyboardInterrupt:
                continue
        begun = [what for what, done, _ in told if done == 3]
        texts = ["article_text"]
        kept, moved = (texts, []) if sqlite else ([], texts)
        assert begun == ["chat", *kept, "briefing", "chat", *moved]
        assert {(done, of) for _, done, of in told} <= {(3, 7), (6, 7), (7, 7)}
        assert await current_revision(database) == newest_revision()
        assert not await is_behind(database)
        async with database.read() as connection:
            assert await connection.run_sync(differences) == []
            chats = await connection.execute(
                select(chat.c.set_at, chat.c.away_at, chat.c.held_until).order_by(chat.c.id)
            )
            assert [[each is not None for each in row] for row in chats] == [
                [n > 3, n in (2, 5), n == 2] for n in range(1, 8)
            ]
            styles = await connection.scalars(select(briefing.c.style).order_by(briefing.c.id))
            assert list(styles) == ["standard" if n % 2 else "compact" for n in range(1, 8)]
            rows = await connection.execute(select(article_text))
            assert {row.article_id: row.body for row in rows} == {
                n: f"body {n}" for n in range(1, 8)
            }
        if sqlite:
            async with database.write() as connection:
                await connection.exec_driver_sql("DELETE FROM article WHERE id = 2")
                hits = await connection.exec_driver_sql(
                    "SELECT rowid FROM article_fts WHERE article_fts MATCH 'words2 OR words6'"
                )
                assert [row[0] for row in hits] == [6]
    finally:
        await database.aclose()


async def test_a_migration_takes_as_long_as_it_takes(older_url: str) -> None:
    """What waits for another worker's migration, or indexes much, is not ended as a query is."""
    database = Database(older_url, command_s=0.1)
    other = Database(older_url)
    try:
        async with other.write() as connection:
            await other.dialect.lock_migration(connection)
            await connection.exec_driver_sql("SELECT 1")  # with its first statement it begins
            waiting = asyncio.create_task(migrate(database))
            done, _ = await asyncio.wait([waiting], timeout=0.5)
            assert not done
        assert await waiting
    finally:
        await database.aclose()
        await other.aclose()


async def _parts(database: Database) -> list[tuple[int, str]]:
    async with database.read() as connection:
        rows = await connection.execute(select(outbox.c.id, outbox.c.state).order_by(outbox.c.id))
        return [(row.id, row.state) for row in rows]


async def test_a_newer_database_is_refused(database: Database) -> None:
    """An old program does not touch what a newer one made."""
    async with database.write() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(ConfigError, match="newer version"):
        await migrate(database)

    async with database.write() as connection:
        await connection.exec_driver_sql(
            f"UPDATE alembic_version SET version_num = '{newest_revision()}'"
        )


def test_a_second_process_on_the_same_file_is_kept_off(tmp_path: Path) -> None:
    """The lock names the file; it is free again when its owner ends."""
    database = Database(f"sqlite:///{tmp_path / 'lede.db'}")

    with (
        exclusive(database),
        pytest.raises(TemporaryError, match="Another Lede"),
        exclusive(database),
    ):
        pass
    with exclusive(database):
        pass
    asyncio.run(database.aclose())


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """The sentence names the folder and what to do."""
    file = tmp_path / "file"
    file.write_text("")
    database = Database(f"sqlite:///{file / 'data' / 'lede.db'}")

    with pytest.raises(ConfigError, match="cannot be written"):
        database.make_folder()
    asyncio.run(database.aclose())
