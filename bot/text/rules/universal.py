"""Line rules that hold in every language: agencies, picture services, numbers, addresses."""

from __future__ import annotations

from bot.text.rules.base import LineRules

UNIVERSAL = LineRules(
    label=(
        r"[\d\s.,:;/|%°*+\-–—•·#()\[\]<>«»]+",
        r"(?:facebook|twitter|x|whatsapp|telegram|instagram|youtube|linkedin|pinterest|reddit"
        r"|e-?mail|rss|vk|viber|messenger|flipboard|tumblr|threads|bluesky|mastodon|tiktok"
        r"|google news|wechat|weibo|line|pocket|print|pdf|ok)(?:[\s,|/·•]+(?:facebook|twitter|x"
        r"|whatsapp|telegram|instagram|youtube|linkedin|pinterest|reddit|e-?mail|rss|print))*",
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
