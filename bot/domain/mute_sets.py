"""Ready sets of mutes: words that often tell of one thing, by the language they are in.

A word counts in articles of its language alone: what is war in one is only “was” in another.
Words are compared by their stems, so one was taken only if its stem means nothing else: not
`shelling` (Shell), `invasion` alone (invasive species) or “сво” (the stem of “свой”).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: By the set's name, for each language the words and phrases of which any one is enough.
SETS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "sport": {
        "en": (
            *("final score", "quarterfinal", "quarter-final", "semifinal"),
            *("semi-final", "hat-trick", "grand slam", "match report", "league table"),
            *("premier league", "champions league", "world cup", "playoffs", "super bowl"),
            *("grand prix", "formula one", "wimbledon", "nba", "nfl", "nhl", "mlb"),
            *("football match", "penalty shootout", "relegation", "gold medal", "knockout stage"),
        ),
        "de": (
            *("bundesliga", "champions league", "dfb-pokal", "viertelfinale", "halbfinale"),
            *("endspiel", "torschütze", "weltmeisterschaft", "europameisterschaft", "spieltag"),
            *("europa league", "elfmeter", "grand prix", "formel 1", "goldmedaille", "endstand"),
            *("weltcup", "abstiegskampf", "fußballspiel", "tabellenführer", "länderspiel"),
        ),
        "ru": (
            *("лига чемпионов", "чемпионат мира по", "четвертьфинал", "полуфинал", "хет-трик"),
            *("матч завершился", "со счётом", "гран-при", "формула-1", "премьер-лига", "нхл"),
            *("кубок стэнли", "уимблдон", "золотая медаль", "турнирная таблица", "плей-офф"),
            *("кубок гагарина", "хоккеист", "футболист", "теннисистка", "биатлон"),
        ),
    },
    "celebrities": {
        "en": (
            *("celebrity", "kardashian", "red carpet", "paparazzi", "reality star"),
            *("pop star", "influencer", "royal baby", "love island", "baby bump", "tiktok star"),
            *("prince harry", "meghan markle", "taylor swift", "kim kardashian", "supermodel"),
        ),
        "de": (
            *("promi", "promis", "roter teppich", "dschungelcamp", "influencerin", "influencer"),
            *("paparazzi", "model und moderatorin", "schlagerstar", "popstar", "royals"),
            *("prinz harry", "herzogin meghan", "taylor swift", "helene fischer", "liebes-aus"),
        ),
        "ru": (
            *("шоу-бизнес", "шоубизнес", "знаменитость", "светская хроника", "папарацци"),
            *("инфлюенсер", "поп-звезда", "красная дорожка", "принц гарри", "меган маркл"),
            *("тейлор свифт", "ким кардашьян", "супермодель", "звёздная пара", "блогерша"),
        ),
    },
    "war": {
        "en": (
            *(
                "civil war",
                "war crimes",
                "at war",
                "ukraine war",
                "gaza war",
                "war in",
                "artillery",
            ),
            *(
                "airstrike",
                "air strike",
                "missile",
                "ceasefire",
                "drone attack",
                "troops",
                "warplane",
            ),
            *("bombardment", "rocket attack", "battlefield", "military offensive", "invasion of"),
        ),
        "de": (
            *("krieg", "angriffskrieg", "luftangriff", "raketenangriff", "beschuss"),
            *("artillerie", "frontlinie", "invasion", "waffenruhe", "drohnenangriff", "gefallene"),
            *("waffenstillstand", "streitkräfte", "kampfjet", "bombardierung"),
        ),
        "ru": (
            *("война", "обстрел", "ракетный удар", "авиаудар", "артиллерия", "линия фронта"),
            *("вторжение", "перемирие", "беспилотник", "боевые действия"),
            *("прекращение огня", "удар беспилотника", "военнослужащие", "бомбардировка"),
        ),
    },
}
