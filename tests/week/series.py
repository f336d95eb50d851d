"""News that come by formula: thirty or more texts of each kind, with other names and numbers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What an article says, whoever prints it."""

    headline: str
    #: Its first sentence.
    first: str
    #: The rest of its first paragraph, empty for none, and its other paragraphs.
    rest: tuple[str, ...]


#: Gives the texts of a series, as many as are asked for, each with a headline of its own.
Maker = Callable[[random.Random], Iterator[Text]]

NAMES = {
    line.partition(": ")[0]: tuple(line.partition(": ")[2].split("|"))
    for line in (Path(__file__).parent / "texts" / "names.txt")
    .read_text(encoding="utf-8")
    .splitlines()
}
TOWNS_EN = NAMES["towns"]
REGIONS = NAMES["regions"]
FIRMS = NAMES["firms"]
GOODS = NAMES["goods"]
PROGRAMS = NAMES["programs"]
ORTE = NAMES["orte"]
FLUESSE = (
    "Ilm", "Saale", "Werra", "Unstrut", "Gera", "Orla", "Wipper", "Helme", "Apfelstädt", "Weida",
)  # fmt: skip
VEREINE = NAMES["vereine"]
GORODA = NAMES["goroda"]
PUEBLOS = NAMES["pueblos"]
CITTA = NAMES["citta"]
VILLES = NAMES["villes"]
COMPASS = ("north", "south", "east", "west", "north-east", "south-west")


def places(chance: random.Random, names: tuple[str, ...]) -> Iterator[str]:
    """The names again and again, each round in another order."""
    while True:
        yield from chance.sample(names, len(names))


def earthquakes(chance: random.Random) -> Iterator[Text]:
    """English: what a seismic service reports."""
    for place in places(chance, REGIONS):
        size, depth = chance.randint(42, 74) / 10, chance.randint(6, 240)
        away, side = chance.randint(11, 190), chance.choice(COMPASS)
        yield Text(
            headline=f"Magnitude {size} Earthquake Strikes {away} km {side.title()} of {place}",
            first=f"An earthquake of magnitude {size} struck {away} kilometres {side} of {place} "
            f"at a depth of {depth} kilometres, the seismological service said.",
            rest=(
                "There were no immediate reports of damage or casualties.",
                f"{chance.randint(2, 40)} aftershocks were recorded. No tsunami warning was issued.",
            ),
        )


def results(chance: random.Random) -> Iterator[Text]:
    """English: companies' figures."""
    for firm in places(chance, FIRMS):
        now, then = chance.randint(20, 990), chance.randint(20, 990)
        rises = now > then
        quarter = chance.choice(("first", "second", "third", "fourth"))
        yield Text(
            headline=f"{firm} {'Lifts' if rises else 'Sees'} {quarter.title()}-Quarter Profit "
            f"{'' if rises else 'Fall '}to {now} Million",
            first=f"{firm} reported a profit of {now} million for the {quarter} quarter, after "
            f"{then} million a year earlier.",
            rest=(
                f"Sales came to {chance.randint(1, 40)}.{chance.randint(1, 9)} billion.",
                f"The shares {'rose' if rises else 'fell'} {chance.randint(1, 9)} per cent. The "
                "company confirmed its outlook for the full year.",
            ),
        )


def recalls(chance: random.Random) -> Iterator[Text]:
    """English: goods that are called back."""
    for good in places(chance, GOODS):
        firm, count = chance.choice(FIRMS), chance.randint(2, 90) * 1000
        why = chance.choice(
            (
                "they may catch fire",
                "a label does not name milk",
                "a part may break off",
                "they may give an electric shock",
                "pieces of metal were found in them",
            )
        )
        yield Text(
            headline=f"{firm} Recalls {count:,} {good.title()}",
            first=f"{firm} is recalling {count:,} {good} because {why}.",
            rest=(
                "Consumers should stop using them immediately and return them for a refund.",
                f"They were sold from {chance.choice(('January', 'March', 'May'))} on. "
                "No injuries have been reported.",
            ),
        )


def releases(chance: random.Random) -> Iterator[Text]:
    """English: new versions of programs."""
    for name in places(chance, PROGRAMS):
        version = f"{chance.randint(1, 14)}.{chance.randint(0, 12)}.{chance.randint(0, 9)}"
        gain = chance.choice(
            (
                "starts twice as fast",
                "reads archives without unpacking them",
                "draws maps in three dimensions",
                "checks spelling in forty languages",
                "keeps passwords on a separate chip",
            )
        )
        yield Text(
            headline=f"{name} {version} Released",
            first=f"Version {version} of {name} is out and {gain}.",
            rest=(
                f"It also fixes {chance.randint(3, 200)} bugs.",
                "The release can be downloaded from the project's site. Users are advised to "
                "upgrade.",
            ),
        )


def closes(chance: random.Random) -> Iterator[Text]:
    """English: the index of a market at its close."""
    for town in places(chance, TOWNS_EN):
        points, move = chance.randint(3000, 29000), chance.randint(1, 38) / 10
        rises = chance.random() < 0.5
        verb = "Gains" if rises else "Loses"
        yield Text(
            headline=f"{town} Index {verb} {move} Per Cent to {points:,}",
            first=f"The {town} index closed {move} per cent {'higher' if rises else 'lower'} at "
            f"{points:,} points.",
            rest=(
                f"{chance.choice(FIRMS)} led the {'winners' if rises else 'losers'}.",
                f"Trading volume was {chance.randint(1, 9)}.{chance.randint(0, 9)} billion.",
            ),
        )


def warnings_of_weather(chance: random.Random) -> Iterator[Text]:
    """German: warnings of the weather service."""
    for place in places(chance, ORTE):
        kind, what = chance.choice(
            (
                ("Sturmwarnung", "Sturmböen"),
                ("Gewitterwarnung", "schweren Gewittern"),
                ("Glättewarnung", "überfrierender Nässe"),
                ("Hitzewarnung", "großer Hitze"),
            )
        )
        hour, speed = chance.randint(1, 22), chance.randint(60, 130)
        yield Text(
            headline=f"{kind} für {place} ab {hour} Uhr",
            first=f"Der Wetterdienst warnt für {place} ab {hour} Uhr vor {what}.",
            rest=(
                f"Erwartet werden Windgeschwindigkeiten bis {speed} Kilometer pro Stunde.",
                f"Die Warnung gilt bis {(hour + 7) % 24} Uhr. Fenster und Türen sollten "
                "geschlossen bleiben.",
            ),
        )


def matches(chance: random.Random) -> Iterator[Text]:
    """German: football."""
    seen: set[str] = set()
    while True:
        home, guest = chance.sample(VEREINE, 2)
        goals = chance.randint(0, 5), chance.randint(0, 5)
        headline = f"{home} und {guest} trennen sich {goals[0]}:{goals[1]}"
        if goals[0] != goals[1]:
            won, lost = (home, guest) if goals[0] > goals[1] else (guest, home)
            headline = f"{won} schlägt {lost} mit {max(goals)}:{min(goals)}"
        if headline in seen:
            continue
        seen.add(headline)
        guests, minute = chance.randint(120, 9000), chance.randint(2, 90)
        yield Text(
            headline=headline,
            first=f"{home} und {guest} haben sich am Abend vor {guests} Zuschauern mit "
            f"{goals[0]}:{goals[1]} getrennt.",
            rest=(
                f"Die Entscheidung fiel in der {minute}. Minute.",
                "Der Schiedsrichter zeigte zweimal Gelb. Am nächsten Spieltag haben beide "
                "Mannschaften Heimrecht.",
            ),
        )


def police(chance: random.Random) -> Iterator[Text]:
    """German: what the police report."""
    for place in places(chance, ORTE):
        age, loss = chance.randint(18, 89), chance.randint(2, 60) * 100
        headline, first = chance.choice(
            (
                (f"Einbruch in Gartenlaube in {place}", f"Unbekannte sind in {place} in eine "
                 f"Gartenlaube eingebrochen und haben Werkzeug für {loss} Euro mitgenommen."),
                (f"Auffahrunfall in {place} mit {age}-Jährigem", f"Ein {age} Jahre alter Fahrer "
                 f"ist in {place} auf einen haltenden Wagen aufgefahren."),
                (f"{age}-Jährige in {place} um {loss} Euro betrogen", f"Am Telefon haben Betrüger "
                 f"eine {age} Jahre alte Frau aus {place} um {loss} Euro gebracht."),
            )
        )  # fmt: skip
        yield Text(
            headline=headline,
            first=first,
            rest=(
                f"Der Schaden wird auf {loss} Euro geschätzt.",
                "Die Polizei bittet um Hinweise. Zeugen werden gebeten, sich bei der Inspektion "
                "zu melden.",
            ),
        )


def gauges(chance: random.Random) -> Iterator[Text]:
    """German: the level of a river."""
    seen: set[str] = set()
    while True:
        river, level = chance.choice(FLUESSE), chance.randint(88, 720)
        headline = f"Pegel der {river} bei {level} Zentimetern"
        if headline in seen:
            continue
        seen.add(headline)
        yield Text(
            headline=headline,
            first=f"Die {river} steht am Pegel {chance.choice(ORTE)} bei {level} Zentimetern.",
            rest=(
                f"Das sind {chance.randint(1, 60)} Zentimeter mehr als am Vortag.",
                "Die Hochwasserzentrale erwartet fallende Wasserstände. Schiffe dürfen fahren.",
            ),
        )


def lottery(chance: random.Random) -> Iterator[Text]:
    """French: numbers drawn."""
    for draw, place in enumerate(places(chance, VILLES), 1201):
        drawn = sorted(chance.sample(range(1, 50), 6))
        numbers = ", ".join(map(str, drawn[:5])) + f" et {drawn[5]}"
        yield Text(
            headline=f"Loto de {place} : les numéros du tirage {draw}",
            first=f"Les numéros gagnants du tirage {draw} à {place} sont {numbers}.",
            rest=(
                f"Le numéro chance est le {chance.randint(1, 10)}.",
                f"{chance.randint(2, 60)} joueurs ont cinq bons numéros. Les gains doivent être "
                "réclamés dans les soixante jours.",
            ),
        )


def rates(chance: random.Random) -> Iterator[Text]:
    """Russian: the rate of a currency."""
    seen: set[str] = set()
    while True:
        name, dative = chance.choice(
            (("доллара", "Доллар"), ("евро", "Евро"), ("юаня", "Юань"), ("франка", "Франк"))
        )
        rubles, kopecks = chance.randint(11, 118), chance.randint(10, 99)
        headline = f"Курс {name} составил {rubles},{kopecks} рубля"
        if headline in seen:
            continue
        seen.add(headline)
        yield Text(
            headline=headline,
            first=f"{dative} на торгах {chance.choice(('утром', 'днём', 'вечером'))} стоил "
            f"{rubles} рублей {kopecks} копеек.",
            rest=(
                f"Это на {chance.randint(2, 90)} копеек больше, чем накануне.",
                "Объём торгов вырос. Аналитики не ждут резких колебаний до конца недели.",
            ),
        )


def forecasts(chance: random.Random) -> Iterator[Text]:
    """Russian: the weather of a town tomorrow."""
    for town in places(chance, GORODA):
        low, high = chance.randint(-21, 10), chance.randint(11, 31)
        sky = chance.choice(("туман", "дождь", "снег", "ясная погода", "метель", "гроза"))
        yield Text(
            headline=f"{town}: прогноз погоды, {sky} и до {high} градусов",
            first=f"В городе {town} завтра ожидается {sky}, температура от {low} до {high} градусов.",
            rest=(
                f"Ветер {chance.randint(1, 15)} метров в секунду.",
                "Давление в пределах нормы. Ночью возможны заморозки.",
            ),
        )


def accidents(chance: random.Random) -> Iterator[Text]:
    """Spanish: accidents on the road."""
    for place in places(chance, PUEBLOS):
        hurt, road = chance.randint(2, 30), chance.randint(12, 640)
        what = chance.choice(("un camión", "un autobús", "dos turismos", "una furgoneta"))
        yield Text(
            headline=f"{hurt} heridos en un accidente en la N-{road} cerca de {place}",
            first=f"El choque de {what} en la carretera N-{road}, cerca de {place}, ha dejado "
            f"{hurt} heridos.",
            rest=(
                f"El tráfico estuvo cortado durante {chance.randint(2, 9)} horas.",
                "La Guardia Civil investiga las causas. Los heridos fueron trasladados al hospital.",
            ),
        )


def verdicts(chance: random.Random) -> Iterator[Text]:
    """Italian: what courts decide."""
    for place in places(chance, CITTA):
        years, age = chance.randint(2, 19), chance.randint(21, 77)
        what = chance.choice(("rapina", "truffa", "corruzione", "furto", "incendio doloso"))
        yield Text(
            headline=f"{place}, {years} anni di carcere per {what}",
            first=f"Il tribunale di {place} ha condannato a {years} anni di carcere un uomo di {age} "
            f"anni per {what}.",
            rest=(
                f"Il pubblico ministero ne aveva chiesti {years + 2}.",
                "La difesa ha annunciato appello. Le motivazioni saranno depositate entro novanta "
                "giorni.",
            ),
        )


#: By name.
SERIES: dict[str, Maker] = {
    "earthquakes": earthquakes,
    "results": results,
    "recalls": recalls,
    "releases": releases,
    "closes": closes,
    "weather warnings": warnings_of_weather,
    "matches": matches,
    "police": police,
    "gauges": gauges,
    "lottery": lottery,
    "rates": rates,
    "forecasts": forecasts,
    "accidents": accidents,
    "verdicts": verdicts,
}
