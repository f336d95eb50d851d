"""Rubrics that newspapers put before headlines: `Interview:`, `Live |`, `+++ Ticker +++`, `【社论】`."""

from __future__ import annotations

import re

#: Rubrics of many languages, casefolded, one language after the other.
_RUBRICS = frozenset(
    rubric.strip()
    for line in (
        "advice, analysis, audio, background, blog, books, breaking, breaking news, briefing, column",
        "comment, commentary, correction, debate, developing, documentary, editorial, essay, event",
        "exclusive, explained, explainer, fact check, fact-check, feature, first person, gallery",
        "guest post, guest column, guest essay, how to, in brief, in depth, in-depth, in pictures",
        "infographic, insight, interview, investigation, just in, letter, letters, live, live blog",
        "liveblog, live text, live ticker, live updates, long read, longread, news analysis",
        "newsletter, notebook, obituary, op-ed, opinion, our view, perspective, photo, photo gallery",
        "photos, pictures, podcast, poll, portrait, press release, preview, profile, q&a, quiz",
        "recap, report, reportage, review, special report, sponsored, statement, survey, the interview",
        "transcript, update, updates, urgent, video, videos, watch, weather, webinar",
        "analyse, bericht, bildergalerie, buchtipp, das interview, das porträt, der kommentar",
        "dokumentation, eilmeldung, exklusiv, faktencheck, fotostrecke, gastbeitrag, glosse",
        "hintergrund, im live-ticker, kolumne, die kolumne, kommentar, leitartikel, live-ticker",
        "liveticker, meinung, nachruf, news-ticker, newsticker, porträt, presseschau, rezension",
        "ticker, umfrage, wetter, zitat",
        "actu, actualité, avis, chronique, critique, débat, décryptage, direct, dossier, édito",
        "éditorial, en direct, en images, enquête, entretien, exclusif, infographie, info, le direct",
        "point de vue, sondage, témoignage, tribune, vidéo, vidéos",
        "análisis, columna, crónica, crítica, directo, en directo, en vivo, encuesta, entrevista",
        "exclusiva, exclusivo, foto, fotos, galería, opinión, perfil, reportaje, reseña, última hora",
        "urgente, vídeo, vídeos",
        "analisi, commento, diretta, editoriale, esclusiva, il caso, il commento, in diretta",
        "inchiesta, intervista, l'intervista, la diretta, opinione, recensione, retroscena, scheda",
        "sondaggio, ultim'ora",
        "análise, ao vivo, artigo, coluna, crônica, opinião, reportagem",
        "achtergrond, commentaar, exclusief, fotoserie, opinie, recensie, analys, debatt, direkt",
        "intervju, krönika, ledare, recension, anmeldelse, kronik, leder, analyysi, haastattelu",
        "kolumni, mielipide, pääkirjoitus",
        "analiza, felieton, komentarz, na żywo, opinia, pilne, recenzja, reportaż, tylko u nas, wideo",
        "wywiad, analýza, fejeton, glosa, komentář, názor, online, recenze, rozhovor, élő, elemzés",
        "interjú, vélemény, interviu",
        "авторская колонка, анализ, аналитика, видео, видео дня, инфографика, интервью, колонка",
        "комментарий, мнение, молния, обзор, онлайн, опрос, подкаст, прямая трансляция, прямой эфир",
        "репортаж, рецензия, срочная новость, срочно, сюжет, трансляция, фото, фото дня, фоторепортаж",
        "эксклюзив, аналіз, відео, думка, ексклюзив, інтерв'ю, інтерв’ю, коментар, наживо, огляд",
        "терміново, новина дня, интервю, мнения",
        "analiz, canlı, canlı anlatım, foto galeri, görüş, köşe yazısı, özel haber, röportaj",
        "son dakika, yorum, wawancara, opini, analisis, terkini, phỏng vấn, bình luận, trực tiếp",
        "الرأي, بالصور, بالفيديو, تحليل, تقرير, حصري, حوار, خاص, رأي, شاهد, صور, عاجل, فيديو, مباشر",
        "مقابلة, مقال, דעה, ראיון, פרשנות, וידאו, בלעדי, تحلیل, فوری, گفتگو, مصاحبه, یادداشت",
        "विश्लेषण, वीडियो, साक्षात्कार, राय, लाइव, ब्रेकिंग, συνέντευξη, άποψη, ανάλυση, βίντεο",
        "专访, 快讯, 评论, 社论, 视频, 图集, 直播, 独家, 观察, 访谈, 深度, 分析, 观点, 突发, 專訪, 社評",
        "独自, 速報, 動画, 社説, 写真, インタビュー, コラム, 解説, 特集, ライブ, 論説",
        "인터뷰, 단독, 속보, 사설, 칼럼, 영상, 포토, 르포, 기고, 분석, 종합",
    )
    for rubric in line.split(",")
)
#: A rubric and what parts it from the headline.
_PREFIX = re.compile(
    r"\s*(?:[\[(【〈《［（<](?P<boxed>[^\])】〉》］）>]{1,24})[\])】〉》］）>]\s*[:：|–—-]?"
    r"|\+{2,}\s*(?P<plus>[^+]{1,40}?)\s*\+{2,}"
    r"|(?P<open>[^:：|–—/]{1,24}?)\s*(?:[:：|]+|\s[–—/-])\s)\s*"
)
_PLUSES = re.compile(r"\s*\+{2,}\s*")
#: Rubrics one after the other that are cut.
_MOST = 3


def without_rubric(headline: str) -> str:
    """The headline without what the paper puts before it; as it is when that is all there is."""
    rest = headline
    for _ in range(_MOST):
        match = _PREFIX.match(rest)
        if match is None or match.end() >= len(rest):
            break
        said = (match["boxed"] or match["plus"] or match["open"] or "").strip(" .!·•#").casefold()
        if said not in _RUBRICS:
            break
        rest = rest[match.end() :]
    return _PLUSES.sub(" ", rest).strip() or headline
