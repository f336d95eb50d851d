"""Long windows: what stands out in them and is counted, however many beginnings there are."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select, update

from bot.services.long_windows import LongWindows
from bot.store.database import Database
from bot.store.editions import EditionStore
from bot.store.tables import article, match, source
from tests.bench.world import Size, Statements, add_articles, add_sources, opened

_SIZE = Size(chats=0, articles=900, sources=12, interests=3)
_NEWEST = 880


async def _expected(database: Database, after: int) -> tuple[set[int], list[int]]:
    """By every article there is: the stories of a window, and the ids of what stands out."""
    async with database.read() as connection:
        articles = (await connection.execute(select(article))).all()
        public = set(await connection.scalars(select(source.c.id).where(source.c.public)))
        mine = set(
            await connection.scalars(select(match.c.article_id).where(match.c.interest_id == 1))
        )
    tellers = defaultdict(set)
    for row in articles:
        if row.source_id in public:
            tellers[row.story_id].add(row.source_id)
    within = [row for row in articles if row.id in mine and not row.held]
    within = [row for row in within if after < row.seq <= _NEWEST]
    last = {row.story_id: row.seq for row in sorted(within, key=lambda row: row.seq)}
    several = [each for each in last if len(tellers[each]) > 1]
    several.sort(key=lambda each: (len(tellers[each]), last[each]), reverse=True)
    leading = [row for row in within if row.story_id in several[:60]]
    return set(last), [row.id for row in sorted(leading, key=lambda row: row.seq, reverse=True)]


async def test_every_beginning_is_cut_from_one_reading(database_url: str) -> None:
    """As if each were asked for alone; held articles and private sources do not count."""
    async with opened(database_url) as database:
        await add_sources(database, _SIZE)
        await add_articles(database, _SIZE)
        async with database.write() as connection:
            await connection.execute(update(article).where(article.c.id % 7 == 0).values(held=True))
            await connection.execute(
                update(source).where(source.c.id % 5 == 0).values(public=False)
            )
        windows = LongWindows(EditionStore(database))
        statements = Statements(database)
        begins = [400, 0, 1, 17, 300, _NEWEST]
        for some in (begins[:1], begins):
            await windows.read([(1, after, None) for after in some], to_seq=_NEWEST)
        asked = statements.count
        for after in begins:
            counted, leading = await windows.around((1, after, None), to_seq=_NEWEST)
            assert (set(counted), [one.id for one in leading]) == await _expected(database, after)
        assert asked <= 8  # with their transactions
