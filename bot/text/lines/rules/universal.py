"""Line rules that hold in every language: agencies, picture services, numbers, addresses."""

from __future__ import annotations

from bot.text.lines.rules.base import LineRules

#: What stands where a text or a film would, in lower case.
PLACEHOLDER = (
    r"(?:this |the )?(?:media|video|audio|content|file|message|post) (?:is|are) not (?:supported|available|viewable) (?:in|by|on|for) .{3,40}"
    r"|(?:your|this) browser (?:does not|doesn[’']t) support .{3,60}|please open telegram to view this post.{0,30}|view in telegram"
    r"|.{0,40}(?:wird|werden) (?:von|in) (?:ihrem|deinem) browser nicht (?:unterstützt|angezeigt)|(?:ihr|dein) browser unterstützt .{3,60}"
    r"|.{0,40}n['’]est pas pris(?:e)? en charge par votre navigateur|votre navigateur ne (?:supporte|prend) pas .{3,60}"
    r"|.{0,40}no (?:es|está) (?:compatible con|soportado por|disponible en) (?:tu|su) navegador|(?:tu|su) navegador no (?:soporta|admite) .{3,60}"
    r"|.{0,40}non (?:è|e) supportato dal (?:tuo )?browser|il tuo browser non supporta .{3,60}|(?:o )?seu navegador não suporta .{3,60}"
    r"|ваш браузер не поддерживает .{3,60}|.{0,40}не поддерживается (?:вашим|в вашем) браузер\w*|ваш браузер не підтримує .{3,60}"
    r"|(?:twoja )?przeglądarka nie obsługuje .{3,60}|(?:uw|je) browser ondersteunt .{3,60}|tarayıcınız .{3,40}desteklemiyor"
    r"|.{0,30}(?:浏览器不支持|瀏覽器不支援).{0,30}|お使いのブラウザ.{0,40}|브라우저.{0,20}지원하지 않.{0,10}|متصفحك لا يدعم.{0,40}"
    r"|no (?:description|summary|content|text|excerpt|preview|title)(?: (?:is )?(?:available|provided|found|given|yet))?|untitled|none|null|n/a"
    r"|(?:keine|ohne) (?:beschreibung|zusammenfassung|angaben?)(?: (?:verfügbar|vorhanden))?|(?:pas de|aucune|sans) (?:description|résumé|titre)(?: disponible)?"
    r"|sin (?:descripción|resumen|título|contenido)(?: disponible)?|no hay descripción(?: disponible)?|sem (?:descrição|resumo|título)(?: disponível)?"
    r"|(?:nessuna|senza) descrizione(?: disponibile)?|geen (?:beschrijving|omschrijving|samenvatting)(?: beschikbaar)?|brak (?:opisu|treści)|bez (?:popisu|názvu|opisu)"
    r"|(?:нет|без) (?:описания|названия|темы)|описание (?:отсутствует|недоступно)|(?:немає|без) опису|опис відсутній|няма описание|без описание"
    r"|ingen (?:beskrivning|beskrivelse|tekst)(?: (?:tillgänglig|tilgængelig|tilgjengelig))?|ei kuvausta|açıklama (?:yok|bulunmuyor|mevcut değil)"
    r"|nincs leírás|fără descriere|χωρίς περιγραφή|δεν υπάρχει περιγραφή|لا يوجد وصف|بدون وصف|אין תיאור|ללא תיאור|توضیحات ندارد"
    r"|暂无(?:描述|简介|内容|摘要)|暫無(?:描述|簡介|內容|摘要)|無題|无标题|説明(?:は|が)?(?:なし|ありません)|(?:설명|내용|요약)(?:이|은)? ?없(?:음|습니다)|không có mô tả|tidak ada deskripsi|कोई विवरण नहीं"
)

UNIVERSAL = LineRules(
    label=(
        r"[\d\s.,:;/|%°*+\-–—•·#()\[\]<>«»]+",
        r"(?:facebook|twitter|x|whatsapp|telegram|instagram|youtube|linkedin|pinterest|reddit"
        r"|e-?mail|rss|vk|viber|messenger|flipboard|tumblr|threads|bluesky|mastodon|tiktok"
        r"|google news|wechat|weibo|line|pocket|print|pdf|ok)(?:[\s,|/·•]+(?:facebook|twitter|x"
        r"|whatsapp|telegram|instagram|youtube|linkedin|pinterest|reddit|e-?mail|rss|print))*",
        PLACEHOLDER,
        r"https?://\S+", r"www\.\S+", r"[@#]\w+(?:\s+[@#]\w+)*", r"\S+@\S+\.\w{2,6}",
    ),
    legal=(
        r"\A(?:strict standards|warning|notice|deprecated|fatal error): .{10,300} on line \d+",
        r"©", r"\(c\)\s*(?:19|20)\d\d", r"\ball rights reserved",
    ),
    appeal=(r"\bpatreon\.com", r"\bpaypal\.me\b"),
    credit=(
        r"\b(?:getty(?: images?|/| via|\W*\Z)|shutterstock|istock|alamy|unsplash|pixabay|depositphotos|123rf|imago"
        r"|picture alliance|pa images?|pa wire|rex features|wireimage|zuma(?: ?press| wire|/)|epa-efe|ap photo"
        r"|afp via|afp/|reuters/|/reuters|/ ?afp|/ ?ap\b|/ ?epa|/ ?tass|/ ?dpa|/ ?ansa|/ ?efe"
        r"|wikimedia commons|flickr|screenshot(?:[/:)]|\W*\Z)|keystone(?:/|\W*\Z)|xinhua/|/xinhua|anadolu agency via"
        r"|\bsana ?/|bloomberg via|belga|scanpix|ukrinform/|unian/)",
        r"📷|📸",
    ),
    byline=(r"[^\W\d_][\w.'’\-]*(?: [^\W\d_][\w.'’\-]*){1,3} ?@\w{3,30}\Z",),
    date=(
        # Nordic, Dutch, Czech, Hungarian, Romanian, Indonesian, Vietnamese, Japanese, Korean
        r"\A(?:uppdaterad|publicerad|oppdatert|publisert|opdateret|publiceret|offentliggjort"
        r"|päivitetty|julkaistu|gepubliceerd|bijgewerkt|publikováno|aktualizováno|vydáno|frissítve"
        r"|megjelent|publicat|actualizat|diterbitkan|diperbarui|cập nhật|更新|公開|配信|掲載|입력|수정|등록)",
        r"(?:19|20)\d\d[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}",
        r"\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d\b",
        r"(?<!\d)\d{1,2}:\d\d(?!\d)",
    ),
    agency=(
        r"reuters|ap|afp|dpa|efe|ansa|tass|upi|pa|pti|ani|ians|xinhua|bloomberg|interfax|kyodo"
        r"|yonhap|anadolu|cnn|bbc|rbc|nbc news|cbs news|abc news|unian|ukrinform|lusa|pap|apa"
        r"|sda|belga|anp|tt|ntb|ritzau|stt|mti|čtk|ctk|tasr|agerpres|bta|hina|tanjug|irna|isna"
        r"|wam|spa|petra|sana|mena|kuna|qna|bna|aa|dha|iha|ria novosti|sputnik|europa press"
        r"|adnkronos|agi|lapresse|sid|epd|kna|pressenza|globe newswire|pr ?newswire|business ?wire",
    ),
)  # fmt: skip
