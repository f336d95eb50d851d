"""The largest cities whose zone bears another name, also as their people spell them."""

from __future__ import annotations

_TABLE = """
Europe/Berlin: Munich, München, Muenchen, Мюнхен, Hamburg, Гамбург, Cologne, Köln, Koeln, Кёльн, Frankfurt, Frankfurt am Main, Франкфурт, Stuttgart, Штутгарт, Düsseldorf, Duesseldorf, Дюссельдорф, Dortmund, Essen, Leipzig, Лейпциг, Bremen, Бремен, Dresden, Дрезден, Hannover, Hanover, Nürnberg, Nuremberg, Nuernberg, Нюрнберг, Bonn, Duisburg, Bochum, Mannheim, Karlsruhe, Freiburg, Kiel, Mainz, Heidelberg, Берлин, Берлін, Germany, Deutschland, Германия
Europe/Vienna: Wien, Вена, Відень, Graz, Linz, Salzburg, Innsbruck, Österreich, Austria, Австрия
Europe/Zurich: Zürich, Zuerich, Цюрих, Geneva, Genève, Genf, Женева, Basel, Bern, Lausanne, Luzern, Schweiz, Switzerland, Suisse, Швейцария
Europe/London: Лондон, Manchester, Birmingham, Liverpool, Leeds, Glasgow, Edinburgh, Bristol, Cardiff, Belfast, Sheffield, Newcastle, England, Scotland, Wales, UK, Great Britain, United Kingdom, Англия, Великобритания
Europe/Paris: Париж, Marseille, Lyon, Toulouse, Nice, Nantes, Strasbourg, Bordeaux, Lille, Frankreich, France, Франция
Europe/Madrid: Мадрид, Barcelona, Барселона, Valencia, Seville, Sevilla, Zaragoza, Málaga, Bilbao, España, Spain, Испания
Europe/Lisbon: Lisboa, Лиссабон, Porto, Portugal
Europe/Rome: Roma, Рим, Rom, Milan, Milano, Милан, Mailand, Naples, Napoli, Turin, Torino, Palermo, Genoa, Genova, Florence, Firenze, Bologna, Venice, Venezia, Italia, Italy, Italien, Италия
Europe/Amsterdam: Амстердам, Rotterdam, The Hague, Den Haag, Utrecht, Eindhoven, Nederland, Netherlands
Europe/Brussels: Bruxelles, Brussel, Brüssel, Брюссель, Antwerp, Antwerpen, Ghent, Gent, Liège
Europe/Copenhagen: København, Kopenhagen, Копенгаген, Aarhus
Europe/Stockholm: Стокгольм, Gothenburg, Göteborg, Malmö, Uppsala
Europe/Oslo: Осло, Bergen, Trondheim
Europe/Helsinki: Helsingfors, Хельсинки, Espoo, Tampere, Turku
Europe/Tallinn: Таллин, Tartu
Europe/Riga: Рига
Europe/Vilnius: Вильнюс, Kaunas
Europe/Warsaw: Warszawa, Warschau, Варшава, Krakow, Kraków, Cracow, Краков, Łódź, Lodz, Wrocław, Wroclaw, Вроцлав, Poznań, Poznan, Gdańsk, Gdansk, Гданьск, Katowice, Lublin, Polska, Poland, Польша, Польща
Europe/Prague: Praha, Prag, Прага, Brno, Ostrava, Česko, Czech Republic, Чехия
Europe/Bratislava: Братислава, Košice
Europe/Budapest: Будапешт, Debrecen
Europe/Bucharest: București, Bukarest, Бухарест, Cluj, Cluj-Napoca, Timișoara, Iași
Europe/Sofia: София, Plovdiv, Пловдив, Varna, Варна
Europe/Belgrade: Beograd, Belgrad, Белград, Београд, Novi Sad
Europe/Zagreb: Загреб, Split
Europe/Ljubljana: Любляна
Europe/Sarajevo: Сараево
Europe/Skopje: Скопје
Europe/Athens: Athina, Αθήνα, Athen, Афины, Thessaloniki, Salonica
Europe/Istanbul: İstanbul, Стамбул, Ankara, Анкара, Izmir, İzmir, Bursa, Antalya, Анталья, Adana, Konya, Gaziantep, Türkiye, Turkey, Турция
Europe/Chisinau: Chișinău, Кишинёв, Kishinev
Europe/Minsk: Минск, Мінск, Gomel, Гомель, Brest, Брест, Grodno, Гродно, Беларусь
Europe/Kyiv: Kyiv, Kiev, Киев, Київ, Kiew, Kharkiv, Харьков, Харків, Odesa, Odessa, Одесса, Одеса, Dnipro, Днепр, Дніпро, Lviv, Львов, Львів, Lemberg, Zaporizhzhia, Запорожье, Запоріжжя, Vinnytsia, Винница, Вінниця, Poltava, Полтава, Donetsk, Донецк, Донецьк, Ukraine, Украина, Україна
Europe/Moscow: Москва, Moskau, Saint Petersburg, St Petersburg, St. Petersburg, Sankt Petersburg, Petersburg, Санкт-Петербург, Петербург, Питер, СПб, Nizhny Novgorod, Нижний Новгород, Kazan, Казань, Rostov, Rostov-on-Don, Ростов, Ростов-на-Дону, Voronezh, Воронеж, Krasnodar, Краснодар, Sochi, Сочи, Tula, Тула, Yaroslavl, Ярославль, Ryazan, Рязань, Tver, Тверь, Murmansk, Мурманск, Arkhangelsk, Архангельск, Penza, Пенза, Lipetsk, Липецк, Belgorod, Белгород, Makhachkala, Махачкала
Europe/Kaliningrad: Калининград, Königsberg
Europe/Samara: Самара, Tolyatti, Тольятти, Izhevsk, Ижевск
Europe/Volgograd: Волгоград
Europe/Saratov: Саратов
Europe/Astrakhan: Астрахань
Europe/Ulyanovsk: Ульяновск
Europe/Kirov: Киров
Asia/Yekaterinburg: Екатеринбург, Ekaterinburg, Chelyabinsk, Челябинск, Ufa, Уфа, Perm, Пермь, Tyumen, Тюмень, Orenburg, Оренбург, Surgut, Сургут
Asia/Omsk: Омск
Asia/Novosibirsk: Новосибирск
Asia/Tomsk: Томск
Asia/Barnaul: Барнаул
Asia/Novokuznetsk: Новокузнецк, Kemerovo, Кемерово
Asia/Krasnoyarsk: Красноярск
Asia/Irkutsk: Иркутск, Ulan-Ude, Улан-Удэ
Asia/Yakutsk: Якутск, Blagoveshchensk, Благовещенск
Asia/Chita: Чита
Asia/Vladivostok: Владивосток, Khabarovsk, Хабаровск
Asia/Sakhalin: Yuzhno-Sakhalinsk, Южно-Сахалинск
Asia/Magadan: Магадан
Asia/Kamchatka: Petropavlovsk-Kamchatsky, Петропавловск-Камчатский
Asia/Almaty: Алматы, Алма-Ата, Astana, Астана, Nur-Sultan, Shymkent, Шымкент, Kazakhstan, Казахстан, Қазақстан
Asia/Tashkent: Ташкент, Toshkent
Asia/Samarkand: Самарканд
Asia/Bishkek: Бишкек
Asia/Dushanbe: Душанбе
Asia/Ashgabat: Ашхабад
Asia/Tbilisi: Тбилиси, თბილისი, Batumi, Батуми
Asia/Yerevan: Ереван, Երևան
Asia/Baku: Баку, Bakı
Asia/Tehran: Тегеран, تهران, Mashhad, Isfahan, Shiraz, Tabriz
Asia/Baghdad: بغداد, Багдад, Basra, Mosul, Erbil
Asia/Damascus: دمشق, Aleppo
Asia/Beirut: بيروت, Бейрут
Asia/Amman: عمّان
Asia/Jerusalem: ירושלים, Иерусалим, Tel Aviv, תל אביב, Тель-Авив, Haifa, Хайфа, Israel, Израиль
Asia/Riyadh: الرياض, Эр-Рияд, Jeddah, Mecca, Medina, Dammam
Asia/Kuwait: الكويت
Asia/Qatar: Doha, الدوحة
Asia/Dubai: دبي, Дубай, Abu Dhabi, أبو ظبي, Абу-Даби, Sharjah, UAE, ОАЭ
Asia/Kabul: کابل, Кабул
Asia/Karachi: کراچی, Lahore, Islamabad, Rawalpindi, Faisalabad, Peshawar, Multan
Asia/Kolkata: Mumbai, Bombay, मुंबई, Delhi, New Delhi, दिल्ली, Дели, Bangalore, Bengaluru, Hyderabad, Ahmedabad, Chennai, Madras, Calcutta, Kolkata, Surat, Pune, Jaipur, Lucknow, Kanpur, Nagpur, Indore, Kochi, Мумбаи, India, Индия
Asia/Dhaka: ঢাকা, Chittagong
Asia/Kathmandu: काठमाडौं, Катманду
Asia/Yangon: Rangoon, Mandalay
Asia/Bangkok: กรุงเทพ, Бангкок, Phuket, Пхукет, Chiang Mai, Pattaya, Паттайя
Asia/Ho_Chi_Minh: Saigon, Hanoi, Hà Nội, Ханой, Da Nang, Hồ Chí Minh, Хошимин, Nha Trang
Asia/Singapore: Сингапур, 新加坡
Asia/Kuala_Lumpur: KL, Куала-Лумпур, George Town, Johor Bahru
Asia/Jakarta: Джакарта, Surabaya, Bandung, Medan
Asia/Makassar: Bali, Бали, Denpasar
Asia/Manila: Quezon City, Davao, Cebu, Манила
Asia/Shanghai: 上海, Шанхай, Beijing, Peking, 北京, Пекин, Guangzhou, 广州, Гуанчжоу, Shenzhen, 深圳, Шэньчжэнь, Chengdu, 成都, Chongqing, Tianjin, 天津, Wuhan, 武汉, Xi'an, 西安, Hangzhou, 杭州, Nanjing, 南京, Shenyang, Suzhou, Qingdao, Dalian, Xiamen, Changsha, Zhengzhou, Kunming, China, 中国, Китай
Asia/Hong_Kong: 香港, Hongkong, Гонконг
Asia/Macau: 澳門, Macao
Asia/Taipei: 台北, 臺北, Тайбэй, Kaohsiung, Taichung
Asia/Tokyo: 東京, とうきょう, Токио, Tokio, Osaka, 大阪, Осака, Yokohama, 横浜, Nagoya, 名古屋, Sapporo, 札幌, Fukuoka, 福岡, Kobe, Kyoto, 京都, Hiroshima, Sendai, 日本, Япония
Asia/Seoul: 서울, Сеул, Busan, 부산, Incheon, Daegu, South Korea, 한국, Корея
Asia/Ulaanbaatar: Улан-Батор, Улаанбаатар
Africa/Cairo: القاهرة, Каир, Kairo, Alexandria, Giza
Africa/Casablanca: الدار البيضاء, Rabat, Marrakesh, Marrakech
Africa/Algiers: الجزائر, Alger, Oran
Africa/Tunis: تونس
Africa/Lagos: Abuja, Kano, Ibadan, Лагос
Africa/Accra: Kumasi
Africa/Abidjan: Yamoussoukro
Africa/Kinshasa: Киншаса
Africa/Nairobi: Mombasa, Найроби
Africa/Addis_Ababa: አዲስ አበባ, Аддис-Абеба
Africa/Dar_es_Salaam: Dodoma
Africa/Johannesburg: Йоханнесбург, Cape Town, Kapstadt, Кейптаун, Durban, Pretoria, Soweto
America/New_York: Нью-Йорк, NYC, Washington, Washington DC, Washington D.C., Вашингтон, Boston, Бостон, Philadelphia, Miami, Майами, Atlanta, Baltimore, Charlotte, Pittsburgh, Cleveland, Columbus, Cincinnati, Orlando, Tampa, Jacksonville, Raleigh, Buffalo, Brooklyn, Manhattan, Florida
America/Detroit: Детройт
America/Chicago: Чикаго, Houston, Хьюстон, Dallas, Austin, San Antonio, Minneapolis, Milwaukee, St. Louis, Saint Louis, Kansas City, New Orleans, Memphis, Nashville, Oklahoma City, Texas
America/Denver: Salt Lake City, Albuquerque, Colorado Springs, El Paso
America/Phoenix: Tucson, Mesa, Arizona
America/Los_Angeles: Лос-Анджелес, LA, San Francisco, SF, Сан-Франциско, San Diego, San Jose, Seattle, Сиэтл, Portland, Las Vegas, Лас-Вегас, Sacramento, Oakland, Palo Alto, Silicon Valley, California
America/Anchorage: Alaska
Pacific/Honolulu: Hawaii, Гонолулу
America/Toronto: Торонто, Montreal, Montréal, Монреаль, Ottawa, Оттава, Quebec, Québec, Hamilton
America/Vancouver: Ванкувер, Victoria
America/Edmonton: Calgary
America/Winnipeg: Winnipeg
America/Mexico_City: Ciudad de México, CDMX, Мехико, Guadalajara, Puebla
America/Monterrey: Monterrey
America/Havana: La Habana, Гавана
America/Panama: Panamá
America/Bogota: Bogotá, Богота, Medellín, Cali, Barranquilla
America/Caracas: Каракас, Maracaibo
America/Guayaquil: Quito
America/Lima: Лима, Arequipa
America/La_Paz: Santa Cruz de la Sierra
America/Santiago: Santiago de Chile, Сантьяго, Valparaíso
America/Argentina/Buenos_Aires: Буэнос-Айрес, Rosario, Argentina, Аргентина
America/Montevideo: Монтевидео
America/Sao_Paulo: São Paulo, Сан-Паулу, Rio de Janeiro, Rio, Рио-де-Жанейро, Brasília, Brasilia, Belo Horizonte, Curitiba, Porto Alegre, Campinas, Goiânia, Brazil, Brasil, Бразилия
America/Bahia: Salvador
America/Fortaleza: Fortaleza
America/Manaus: Manaus
Australia/Sydney: Сидней, Canberra, Newcastle NSW, Wollongong
Australia/Melbourne: Мельбурн, Geelong
Australia/Brisbane: Брисбен, Gold Coast
Australia/Perth: Перт
Australia/Adelaide: Аделаида
Pacific/Auckland: Окленд, Wellington, Christchurch, New Zealand
Atlantic/Reykjavik: Reykjavík, Рейкьявик, Iceland
"""

#: IANA zone to the names of places in it.
CITIES: dict[str, tuple[str, ...]] = {
    zone: tuple(city.strip() for city in cities.split(","))
    for zone, _, cities in (line.partition(": ") for line in _TABLE.strip().splitlines())
}
