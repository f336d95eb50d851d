"""Furniture of a source is gone once it stood in five articles of two days, in any language."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest
from sqlalchemy import select

from bot.domain.drafts import Draft, Fetched
from bot.store.database import Database
from bot.store.tables import article, article_text
from tests.support.articles import add_source
from tests.support.pipeline import Pipeline
from tests.week.series import SERIES

NEWS = [
    ("Kunta korjaa vanhan sillan", (
"Kunta päätti maanantaina korjata vanhan kivisillan ennen talvea. Työ maksaa kaksi "
"miljoonaa euroa, kertoi kunnanjohtaja Aino Laine."
)),
    ("Kirjasto avaa ovensa yöksi", (
"Kaupunginkirjasto pitää ovensa auki koko yön ensimmäistä kertaa. Lukijoita odotetaan "
"satoja, sanoi kirjastonhoitaja."
)),
    ("Lautta lopettaa liikenteen", (
"Viimeinen lautta saaristoon lähti sunnuntaina satamasta. Satoja ihmisiä tuli katsomaan "
"lähtöä, vaikka satoi vettä koko päivän."
)),
    ("Koulu sai uudet aurinkopaneelit", (
"Pieni vuoristokoulu sai katolleen aurinkopaneelit, jotka riittävät koko talven sähköön. "
"Oppilaat rakensivat telineet itse."
)),
    ("Leipomo avaa ovensa öisin", (
"Torin laidalla leipomo myy tuoretta ruisleipää yövuorolaisille aamukolmesta lähtien. "
"Leipuri nukkuu päivisin ja kuuntelee radiota töissä."
)),
    ("Puolue valitsi uuden johtajan", (
"Puolue valitsi lauantaina uuden johtajan pitkän äänestyksen jälkeen. Voittaja sai yli "
"puolet äänistä heti."
)),
]  # fmt: skip
BANNERS = [
    "Lehtemme elää lukijoiden tuesta, liity tukijaksi jo tänään ja saat uutiskirjeen joka aamu.",
    "Lehtemme elää lukijoiden tuesta, liity tukijaksi jo tänään",
]
FOOTER = (
    "Oikeus muutoksiin pidätetään ja sisältöä ei saa jakaa ilman toimituksen kirjallista lupaa."
)
#: What a minister said, told in three articles of many.
QUOTE = "– Tämä silta on koko maakunnan elinehto, sanoi liikenneministeri Matti Salo perjantaina."


async def _stored(database: Database) -> list[tuple[str, str, str]]:
    async with database.read() as connection:
        rows = await connection.execute(
            select(article.c.headline, article.c.lead, article_text.c.body)
            .join(article_text, article_text.c.article_id == article.c.id)
            .order_by(article.c.id)
        )
        return [(row.headline, row.lead, row.body) for row in rows]


@pytest.mark.parametrize("banner", BANNERS)
async def test_a_banner_and_a_footer_are_gone_from_later_articles(
    database: Database, banner: str
) -> None:
    """A text alone, as a folder holds it: the banner stands where a headline stands."""
    world = Pipeline(database)
    await add_source(database)
    before: list[tuple[str, str, str]] = []
    for number, (headline, story) in enumerate(NEWS):
        text = f"{banner}\n\n{headline}\n\n{story}\n\n{FOOTER}"
        world.shelf.found["Gazette"] = Fetched(
            drafts=[Draft(key=str(number), body=text, html=False)]
        )
        await world.poll()
        world.clock.advance(hours=11)
        assert (await _stored(database))[: len(before)] == before  # what was read stays as it is
        before = await _stored(database)

    found = await _stored(database)
    assert [headline for headline, _, _ in found] == [headline for headline, _ in NEWS]
    assert all(lead.startswith(story) for (_, lead, _), (_, story) in zip(found, NEWS, strict=True))
    assert found[-1][2] == NEWS[-1][1]


async def test_a_feed_of_earthquakes_keeps_its_sentences(database: Database) -> None:
    """Every report says the same but for names and numbers; that is no furniture."""
    world = Pipeline(database)
    await add_source(database)
    reports = list(islice(SERIES["earthquakes"](Random(5)), 30))
    for number, text in enumerate(reports):
        body = "".join(f"<p>{line}</p>" for line in (text.first, *text.rest))
        draft = Draft(key=str(number), headline=text.headline, body=body, html=True)
        world.shelf.found["Gazette"] = Fetched(drafts=[draft])
        await world.poll()
        world.clock.advance(hours=4)

    for (headline, lead, body), text in zip(await _stored(database), reports, strict=True):
        assert headline == text.headline
        assert lead.startswith(" ".join((text.first, text.rest[0])))
        assert body.endswith(text.rest[-1])


async def test_a_headline_the_source_gives_is_never_taken_for_noise(database: Database) -> None:
    """A column has the same name every day, and says it in its text."""
    world = Pipeline(database)
    await add_source(database)
    for number, (_, story) in enumerate(NEWS):
        text = f"Aamun lyhyet uutiset\n\n{story}\n\n{FOOTER}"
        draft = Draft(key=str(number), headline="Aamun lyhyet uutiset", body=text, html=False)
        world.shelf.found["Gazette"] = Fetched(drafts=[draft])
        await world.poll()

    found = await _stored(database)
    assert {headline for headline, _, _ in found} == {"Aamun lyhyet uutiset"}
    assert all(lead.startswith(story) for (_, lead, _), (_, story) in zip(found, NEWS, strict=True))


async def test_a_quote_that_three_of_many_articles_repeat_stays(database: Database) -> None:
    """What a minister said is news, however often it is told."""
    world = Pipeline(database)
    await add_source(database)
    for number in range(16):
        headline, story = NEWS[number % len(NEWS)]
        quote = QUOTE if number in (4, 8, 12) else f"Osa {number} kertoo jotain aivan muuta tästä."
        draft = Draft(
            key=str(number),
            headline=f"{headline} {number}",
            body=f"{number}. päivä: {story}\n\n{quote}",
            html=False,
        )
        world.shelf.found["Gazette"] = Fetched(drafts=[draft])
        await world.poll()

    bodies = [body for _, _, body in await _stored(database)]
    assert sum("elinehto" in body for body in bodies) == 3
