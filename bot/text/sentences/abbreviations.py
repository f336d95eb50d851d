"""Shortened words that do not end a sentence, per language, beyond what sentencex knows."""

from __future__ import annotations

from bot.text.sentences.abbreviations_more import MORE
from bot.text.sentences.cldr_suppressions import SUPPRESSIONS

#: Words (as written, with their last full stop) after which a sentence goes on.
GOES_ON: dict[str, frozenset[str]] = {
    "en": frozenset(
        ("Bn.", "Brig.", "Gens.", "Adm.", "Cmdr.", "Cpl.", "Pfc.", "Pvt.", "Msgr.", "Supt.", "Insp.",
         "Atty.", "Govs.", "Reps.", "Sens.", "Hon.", "Rev.", "Fr.", "Ft.", "Mt.", "vs.", "v.", "No.",
         "Nos.", "Gov.", "Sen.", "Rep.", "Gen.", "Lt.", "Col.", "Capt.", "Sgt.", "Maj.", "Dr.", "Mr.",
         "Mrs.", "Ms.", "Prof.", "St.", "approx.", "est.", "incl.", "e.g.", "i.e.", "cf.", "Pres.",
         "Messrs.", "Mmes.", "Det.", "Spc.", "Dist.")
    ),
    "fr": frozenset(
        ("M.", "MM.", "Mme.", "Mmes.", "Mlle.", "Mgr.", "Me.", "Dr.", "Pr.", "St.", "Ste.", "av.",
         "apr.", "env.", "cf.", "p.", "art.", "no.", "vol.", "éd.", "chap.", "janv.", "févr.", "juil.",
         "sept.", "oct.", "nov.", "déc.")
    ),
    "de": frozenset(
        ("z.", "d.", "u.", "s.", "S.", "Nr.", "Abs.", "Art.", "Aufl.", "Bd.", "bzw.", "ca.", "Dr.",
         "ehem.", "engl.", "evtl.", "ggf.", "geb.", "gest.", "Hr.", "Hrn.", "Fr.", "inkl.", "jun.",
         "kath.", "ev.", "lat.", "max.", "min.", "Mio.", "Mrd.", "med.", "phil.", "Prof.", "sen.",
         "sog.", "St.", "Std.", "Str.", "tägl.", "Tel.", "u.a.", "v.", "vgl.", "vs.", "Z.", "zzgl.",
         "Ing.", "Dipl.", "jur.", "rer.", "nat.", "Jan.", "Feb.", "Apr.", "Aug.", "Sept.", "Okt.",
         "Nov.", "Dez.", "bes.", "betr.", "gem.", "Hrsg.", "i.", "o.", "Kap.", "Tab.", "Abb.", "Min.",
         "Sek.", "Pfd.", "Chr.", "n.", "zit.", "Verf.", "allg.", "dt.", "frz.", "chem.", "Frhr.", "Univ.")
    ),
    "ru": frozenset(
        ("г.", "гг.", "ул.", "д.", "кв.", "пр.", "им.", "т.", "п.", "ст.", "стр.", "см.", "ср.", "др.",
         "проф.", "акад.", "доц.", "ген.", "полк.", "св.", "р.", "оз.", "обл.", "пос.", "дер.", "с.",
         "гл.", "рис.", "табл.", "напр.", "англ.", "нем.", "лат.",
          "млрд.", "млн.", "тыс.", "руб.", "н.")
    ),
    "uk": frozenset(
        ("м.", "вул.", "буд.", "кв.", "пр.", "ім.", "т.", "п.", "ст.", "стор.", "див.", "пор.", "проф.",
         "акад.", "ген.", "св.", "р.", "рр.", "обл.", "с.", "смт.",
          "млрд.", "млн.", "тис.", "грн.", "н.")
    ),
    "es": frozenset(
        ("Sr.", "Sra.", "Sres.", "Srta.", "Dr.", "Dra.", "D.", "Dña.", "Lic.", "Ing.", "Gral.", "Cnel.",
         "Prof.", "Profa.", "núm.", "No.", "pág.", "págs.", "art.", "Av.", "Avda.", "Ud.", "Uds.", "Vd.",
         "Sto.", "Sta.", "ej.", "aprox.", "Mons.", "Fr.", "vol.", "cap.", "fig.", "tel.", "dpto.", "pto.")
    ),
    "it": frozenset(
        ("dott.", "dott.ssa.", "ing.", "avv.", "prof.", "sig.", "sig.ra.", "on.", "sen.", "gen.", "col.",
         "mons.", "p.", "pag.", "art.", "n.", "cfr.", "ecc.", "vol.", "cap.", "tel.", "v.le.", "S.")
    ),
    "pt": frozenset(
        ("Sr.", "Sra.", "Srs.", "Dr.", "Dra.", "Prof.", "Profa.", "Eng.", "Exmo.", "Gen.", "Cel.", "Av.",
         "R.", "nº.", "pág.", "art.", "aprox.", "ex.", "vol.", "cap.", "tel.", "Min.", "Dep.", "Sen.")
    ),
    "pl": frozenset(
        ("dr.", "prof.", "mgr.", "inż.", "gen.", "płk.", "ks.", "bp.", "abp.", "św.", "ul.", "al.", "pl.",
         "nr.", "np.", "tzn.", "tj.", "m.in.", "ok.", "godz.", "tys.", "mln.", "mld.", "zł.", "r.", "w.",
         "im.", "os.", "min.", "wg.", "por.", "red.", "tzw.", "ang.", "łac.")
    ),
    "tr": frozenset(
        ("Dr.", "Prof.", "Doç.", "Av.", "Sn.", "Hz.", "St.", "vb.", "vs.", "örn.", "bkz.", "Cad.", "Sok.",
         "Mah.", "No.", "Alb.", "Gen.", "Yrd.", "Op.", "Uzm.", "Ltd.", "Şti.")
    ),
}  # fmt: skip
GOES_ON.update(MORE)
GOES_ON.update(dict.fromkeys(("no", "nn"), MORE["nb"]))
for _language, _words in SUPPRESSIONS.items():
    GOES_ON[_language] |= _words
#: Words that are abbreviations only before a number or a small letter.
NUMBERED = frozenset(
    ("art.", "fig.", "no.", "nr.", "núm.", "vol.", "cap.", "pag.", "pág.", "pp.", "p.", "s.", "sid.",
     "blz.", "lk.", "psl.", "lpp.", "col.", "abs.", "abb.", "kap.", "ch.", "n.", "kl.",
     "klo.",
     "tel.", "tlf.", "ca.", "max.", "min.", "см.", "рис.", "табл.", "стр.", "ст.", "бр.", "č.", "čl.",
     "št.", "sz.", "αρ.", "σελ.", "άρθ.", "mar.", "may.", "jan.", "dec.", "feb.", "sol.", "dom.", "mag.",
     "lug.", "ott.", "jue.", "ago.", "dic.", "ord.", "maj.", "lip.", "Art.", "Abb.", "ill.", "miss.",
     "ص.", "ج.")
)  # fmt: skip
#: Words of theirs that the segmenter takes for abbreviations: before a capital they end a sentence.
WORDS_TOO = {
    "en": "art ill miss no may me arc fed del fig vol ok",
    "de": "Art",
    "fr": "art mer",
    "es": "mar sol art dom may fin cap",
    "it": "mar sol art dom gen mag via fin mil re sen col",
    "pt": "art fig mar sol",
    "nl": "art min max",
    "sv": "ord maj art min mar",
    "pl": "lip mar",
}
#: Abbreviations that may end a sentence, and the words that then begin the next.
ENDS_OR_NOT = frozenset(
    ("U.S.", "U.K.", "U.N.", "E.U.", "D.C.", "U.S.A.", "L.A.", "N.Y.", "Inc.", "Corp.", "Ltd.", "Co.",
     "Jr.", "Sr.", "a.m.", "p.m.", "A.M.", "P.M.", "Ph.D.", "M.D.", "etc.")
)  # fmt: skip
STARTERS = frozenset(
    ("The", "He", "She", "It", "They", "We", "I", "But", "And", "In", "On", "At", "A", "An", "This",
     "That", "These", "Those", "There", "However", "Meanwhile", "After", "Before", "When", "While",
     "If", "As", "For", "Police", "Officials", "Then", "Now", "His", "Her", "Their", "Its", "Our",
     "My", "You", "Some", "Many", "Most", "One", "Two", "What", "Who", "How", "Why", "Where", "So",
     "Since", "Although", "Last", "Earlier", "Later", "No", "Not", "All", "Also", "With", "By", "From")
)  # fmt: skip
#: Words that belong to a time of day before them: `5 p.m. Eastern`.
AFTER_TIME = frozenset(
    ("Eastern", "Central", "Pacific", "Mountain", "ET", "EST", "EDT", "PT", "PST", "PDT", "CT", "GMT",
     "BST", "UTC", "IST", "CET", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
     "Sunday", "Moscow", "London", "Kyiv", "Beijing")
)  # fmt: skip
