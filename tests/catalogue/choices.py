"""All that is taken of the public lists for the catalogue: topics, titles, languages, countries."""

from __future__ import annotations

import re

#: key -> (names in the lists, title in English, words of addresses that name the section).
TOPICS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "world": (
        ("World", "News"),
        "World",
        "world monde welt mundo mondo mundial international internacional mir swiat dunya",
    ),
    "politics": (
        (),
        "Politics",
        "politics politik politique politica política politika polityka siyaset",
    ),
    "business": (
        ("Business", "Economy", "Business & Economy"),
        "Business",
        (
            "business economy economia economía wirtschaft economie économie ekonomika biznes "
            "ekonomi finance finanzen negocios"
        ),
    ),
    "technology": (
        ("Technology", "Tech"),
        "Technology",
        "tech technology tecnologia tecnología technik technologie tehnologii teknoloji digital netzwelt",
    ),
    "science": (
        ("Science",),
        "Science",
        "science scienze ciencia ciência wissenschaft wissen sciences nauka bilim",
    ),
    "health": (
        ("Medicine",),
        "Health",
        "health salud salute saúde gesundheit sante santé zdrowie saglik",
    ),
    "sports": (("Sports",), "Sports", "sport sports deportes esporte esportes spor"),
    "culture": (("Culture",), "Culture", "culture kultur cultura kultura kultur-sanat"),
    "entertainment": (
        ("Entertainment", "Celebs and Movies"),
        "Entertainment",
        "entertainment spettacoli entretenimiento unterhaltung people",
    ),
    "soccer": (
        ("Soccer", "Football", "French Football"),
        "Football",
        "football soccer futbol fútbol futebol calcio fussball",
    ),
    "ai": (("AI",), "AI", ""),
    "programming": (("Programming", "Computer Science"), "Programming", ""),
    "webdev": (("Web Development", "UI - UX"), "Web development", ""),
    "security": (("Cybersecurity",), "Cybersecurity", ""),
    "privacy": (("Privacy",), "Privacy", ""),
    "linux": (("Linux & OSS", "Linux"), "Linux & open source", ""),
    "apple": (("Apple",), "Apple", ""),
    "android": (("Android", "Google"), "Android & Google", ""),
    "microsoft": (("Microsoft",), "Microsoft", ""),
    "smarthome": (("Smart Home",), "Smart home", ""),
    "gaming": (("Gaming", "Nintendo"), "Video games", ""),
    "boardgames": (("Tabletop Gaming",), "Tabletop games", ""),
    "space": (("Space",), "Space", ""),
    "climate": (("Climate Change", "Ecology | France"), "Climate", ""),
    "energy": (("Energy",), "Energy", ""),
    "agriculture": (("Agriculture",), "Agriculture", ""),
    "cars": (("Auto", "Cars", "Autos"), "Cars", "auto motori motor voitures"),
    "aviation": (("Aviation",), "Aviation", ""),
    "maritime": (("Maritime",), "Shipping", ""),
    "defense": (("Defense",), "Defence", ""),
    "diplomacy": (("Diplomacy",), "Diplomacy", ""),
    "crypto": (("Cryptocurrency", "Bitcoin"), "Crypto", ""),
    "startups": (("Startups",), "Start-ups", ""),
    "money": (("Personal finance",), "Personal finance", ""),
    "movies": (("Movies",), "Films", "cinema cine cinéma kino film"),
    "television": (("Television",), "Television", "tv television televisione"),
    "music": (
        ("Music", "Music Technology", "French Music"),
        "Music",
        "music musik musique musica música muzyka",
    ),
    "books": (("Books",), "Books", "books livres libros bücher"),
    "travel": (("Travel",), "Travel", "travel reise viajes viaggi voyage"),
    "food": (("Food",), "Food", ""),
    "coffee": (("Coffee",), "Coffee", ""),
    "photography": (("Photography",), "Photography", ""),
    "architecture": (("Architecture", "Interior design"), "Architecture", ""),
    "fashion": (("Fashion", "Beauty"), "Fashion", ""),
    "history": (("History",), "History", ""),
    "psychology": (("Psychology",), "Psychology", ""),
    "formula1": (("Formula 1",), "Formula 1", ""),
    "cycling": (("Cycling",), "Cycling", ""),
    "tennis": (("Tennis",), "Tennis", ""),
    "basketball": (("NBA",), "Basketball", ""),
    "cricket": (("Cricket",), "Cricket", ""),
    "goodnews": (("Positive News",), "Good news", ""),
    "satire": (("Satire", "Funny"), "Satire", ""),
}

#: Titles that no list has: English, German, Russian, French, Spanish, Italian, Portuguese,
#: Ukrainian.
LANGUAGES = ("en", "de", "ru", "fr", "es", "it", "pt", "uk")
TITLES = {
    "world": "World|Welt|Мир|Monde|Mundo|Mondo|Mundo|Світ",
    "politics": "Politics|Politik|Политика|Politique|Política|Politica|Política|Політика",
    "business": "Business|Wirtschaft|Экономика|Économie|Economía|Economia|Economia|Економіка",
    "technology": "Technology|Technik|Технологии|Technologie|Tecnología|Tecnologia|Tecnologia|Технології",
    "science": "Science|Wissenschaft|Наука|Sciences|Ciencia|Scienza|Ciência|Наука",
    "health": "Health|Gesundheit|Здоровье|Santé|Salud|Salute|Saúde|Здоров’я",
    "sports": "Sports|Sport|Спорт|Sport|Deportes|Sport|Esportes|Спорт",
    "culture": "Culture|Kultur|Культура|Culture|Cultura|Cultura|Cultura|Культура",
    "entertainment": (
        "Entertainment|Unterhaltung|Развлечения|Divertissement|Entretenimiento|Spettacolo"
        "|Entretenimento|Розваги"
    ),
    "soccer": "Football|Fußball|Футбол|Football|Fútbol|Calcio|Futebol|Футбол",
    "programming": (
        "Programming|Programmieren|Программирование|Programmation|Programación|Programmazione"
        "|Programação|Програмування"
    ),
    "webdev": (
        "Web development|Webentwicklung|Веб-разработка|Développement web|Desarrollo web|Sviluppo "
        "web|Desenvolvimento web|Веброзробка"
    ),
    "android": (
        "Android & Google|Android & Google|Android и Google|Android et Google|Android y Google"
        "|Android e Google|Android e Google|Android і Google"
    ),
    "linux": (
        "Linux & open source|Linux & Open Source|Linux и открытый код|Linux et logiciel libre"
        "|Linux y código abierto|Linux e open source|Linux e código aberto|Linux і відкритий код"
    ),
    "gaming": "Video games|Videospiele|Видеоигры|Jeux vidéo|Videojuegos|Videogiochi|Jogos|Відеоігри",
    "climate": "Climate|Klima|Климат|Climat|Clima|Clima|Clima|Клімат",
    "cars": "Cars|Autos|Автомобили|Voitures|Coches|Auto|Carros|Автомобілі",
    "crypto": "Crypto|Krypto|Криптовалюты|Crypto|Cripto|Cripto|Cripto|Криптовалюти",
    "startups": "Start-ups|Start-ups|Стартапы|Start-up|Startups|Startup|Startups|Стартапи",
    "money": (
        "Personal finance|Geld|Личные финансы|Argent|Finanzas personales|Finanza personale"
        "|Finanças pessoais|Особисті фінанси"
    ),
    "movies": "Films|Filme|Кино|Cinéma|Cine|Cinema|Cinema|Кіно",
    "television": "Television|Fernsehen|Телевидение|Télévision|Televisión|Televisione|Televisão|Телебачення",
    "music": "Music|Musik|Музыка|Musique|Música|Musica|Música|Музика",
    "books": "Books|Bücher|Книги|Livres|Libros|Libri|Livros|Книги",
    "travel": "Travel|Reisen|Путешествия|Voyages|Viajes|Viaggi|Viagens|Подорожі",
    "food": "Food|Essen|Еда|Cuisine|Comida|Cucina|Comida|Їжа",
    "photography": "Photography|Fotografie|Фотография|Photographie|Fotografía|Fotografia|Fotografia|Фотографія",
    "architecture": (
        "Architecture|Architektur|Архитектура|Architecture|Arquitectura|Architettura|Arquitetura"
        "|Архітектура"
    ),
    "fashion": "Fashion|Mode|Мода|Mode|Moda|Moda|Moda|Мода",
    "history": "History|Geschichte|История|Histoire|Historia|Storia|História|Історія",
    "psychology": "Psychology|Psychologie|Психология|Psychologie|Psicología|Psicologia|Psicologia|Психологія",
    "tennis": "Tennis|Tennis|Теннис|Tennis|Tenis|Tennis|Tênis|Теніс",
    "basketball": "Basketball|Basketball|Баскетбол|Basket|Baloncesto|Basket|Basquete|Баскетбол",
    "cricket": "Cricket|Cricket|Крикет|Cricket|Críquet|Cricket|Críquete|Крикет",
    "goodnews": (
        "Good news|Gute Nachrichten|Хорошие новости|Bonnes nouvelles|Buenas noticias|Buone "
        "notizie|Boas notícias|Добрі новини"
    ),
    "satire": "Satire|Satire|Сатира|Satire|Sátira|Satira|Sátira|Сатира",
    "space": "Space|Weltraum|Космос|Espace|Espacio|Spazio|Espaço|Космос",
}
COUNTRY_LANGUAGES = {
    "AT": "de", "DE": "de", "CH": "de", "FR": "fr", "ES": "es", "MX": "es", "AR": "es", "CL": "es",
    "CO": "es", "CR": "es", "DO": "es", "VE": "es", "IT": "it", "PT": "pt", "BR": "pt", "RU": "ru",
    "UA": "uk", "PL": "pl", "TR": "tr", "NL": "nl", "SE": "sv", "JP": "ja", "GB": "en", "IE": "en",
    "US": "en", "AU": "en", "CA": "en", "NZ": "en", "IN": "en", "ZA": "en", "NG": "en", "PH": "en",
    "PK": "en", "KE": "en", "GH": "en", "SG": "en",
}  # fmt: skip
#: Endings of hosts that say a language.
HOST_LANGUAGES = {
    "de": "de", "at": "de", "fr": "fr", "es": "es", "mx": "es", "ar": "es", "cl": "es", "it": "it",
    "pt": "pt", "br": "pt", "ru": "ru", "ua": "uk", "pl": "pl", "tr": "tr", "nl": "nl", "se": "sv",
    "jp": "ja", "cn": "zh", "tw": "zh", "kr": "ko", "dk": "da", "no": "no", "fi": "fi", "cz": "cs",
    "hu": "hu", "ro": "ro", "gr": "el", "bg": "bg",
}  # fmt: skip
#: How the lists spell languages, and how we do.
SPELLED = {"zh-Hans": "zh", "zh-Hant": "zh", "gr": "el", "arq": "ar", "sq-XK": "sq", "cnr": "sr"}
#: Names of countries that the territory table spells otherwise.
COUNTRY_CODES = {
    "The Netherlands": "NL", "UK": "GB", "USA": "US", "Turkey": "TR", "Czech Republic": "CZ",
    "DR Congo": "CD", "Palestine": "PS", "Hong Kong": "HK", "Macau": "MO", "Myanmar": "MM",
    "Bosnia and Herzegovina": "BA", "Switzerland (DE)": "CH", "Switzerland (FR)": "CH",
    "Switzerland (IT)": "CH", "Hong Kong SAR China": "HK", "Myanmar (Burma)": "MM",
}  # fmt: skip
NO_NEWS = re.compile(
    r"news\.google\.|reddit\.com|youtube\.com|medium\.com/feed/@|twitter\.com|nitter\.|tumblr",
    re.IGNORECASE,
)
