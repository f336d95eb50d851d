"""Abbreviations after which a sentence goes on, from the suppressions of CLDR 46.1.

Data of the Unicode Common Locale Data Repository (https://cldr.unicode.org), used under its
licence, which follows; words that are ordinary words too were left out. They know German,
Spanish, French, Italian, Portuguese and Russian; English has more words than abbreviations in
them, and other languages have none.

UNICODE LICENSE V3

COPYRIGHT AND PERMISSION NOTICE

Copyright © 2004-2024 Unicode, Inc.

NOTICE TO USER: Carefully read the following legal agreement. BY
DOWNLOADING, INSTALLING, COPYING OR OTHERWISE USING DATA FILES, AND/OR
SOFTWARE, YOU UNEQUIVOCALLY ACCEPT, AND AGREE TO BE BOUND BY, ALL OF THE
TERMS AND CONDITIONS OF THIS AGREEMENT. IF YOU DO NOT AGREE, DO NOT
DOWNLOAD, INSTALL, COPY, DISTRIBUTE OR USE THE DATA FILES OR SOFTWARE.

Permission is hereby granted, free of charge, to any person obtaining a
copy of data files and any associated documentation (the "Data Files") or
software and any associated documentation (the "Software") to deal in the
Data Files or Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, and/or sell
copies of the Data Files or Software, and to permit persons to whom the
Data Files or Software are furnished to do so, provided that either (a)
this copyright and permission notice appear with all copies of the Data
Files or Software, or (b) this copyright and permission notice appear in
associated Documentation.

THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY
KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT OF
THIRD PARTY RIGHTS.

IN NO EVENT SHALL THE COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE
BE LIABLE FOR ANY CLAIM, OR ANY SPECIAL INDIRECT OR CONSEQUENTIAL DAMAGES,
OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS,
WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION,
ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THE DATA
FILES OR SOFTWARE.

Except as contained in this notice, the name of a copyright holder shall
not be used in advertising or otherwise to promote the sale, use or other
dealings in these Data Files or Software without prior written
authorization of the copyright holder.
"""

from __future__ import annotations

_WORDS: dict[str, str] = {
    "de": (
        "Abs. Abw. Adj. Adr. Allg. Apr. Aug. Ausg. Ausschl. Bibl. Chin. Chr. Dim. "
        "Dipl.-Ing. Dipl.-Kfm. Dir. Dr. Dtzd. Einh. Erf. Evtl. F.f. Fa. Fam. Feb. Fn. Folg. Frl. "
        "Gebr. Geograph. Ges. Gesch. Ggf. Hbf. Hptst. Hr. Hrn. Hrsg. Ing. Inh. "
        "Jahrh. Jan. Kap. Kfm. Kl. Konv. Mio. Mrd. Msp. Nov. Okt. "
        "Pfd. Phys. Prot. Qu. Rd. Reg. Reg.-Bez. Rep. Schr. Sek. Sep. Sept. "
        "Spezif. St. StR. Std. Str. Tel. Tägl. U.U. Urspr. "
        "Ursprüngl. Verf. Vgl. Wg. Ztr. a.D. a.M. a.Rh. a.a.O. a.a.S. amtl. beil. d.J. d.Ä. e.V. "
        "e.Wz. e.h. ehem. eigtl. einschl. entspr. erw. ev. evtl. exkl. frz. geb. gedr. gek. "
        "gesch. ggf. ggfs. hpts. i.A. i.B. i.H. i.J. i.R. i.V. inkl. jew. jhrl. k.u.k. "
        "kath. kfm. kgl. m.E. m.W. mtl. möbl. näml. o.A. o.B. o.g. p.Adr. röm. "
        "röm.-kath. s.a. schles. schweiz. schwäb. sog. südd. tägl. u.A.w.g. u.U. u.a. u.v.a. u.Ä. "
        "u.ä. v.H. v.R.w. v.T. vgl. z.B. z.Hd. z.Z. zzgl. österr."
    ),
    "es": (
        "Ant. Av. Avda. C.P. C.S. C.V. Cía. Desc. Dr. Dra. Drs. Dto. Dª. "
        "Dña. Emm. Exc. Excma. Excmas. Excmo. Excmos. Exma. Exmas. Exmo. Exmos. FF.CC. H.P. Ilma. "
        "Ilmas. Ilmo. Ilmos. JJ.OO. Lcda. Lcdo. Lda. Ldo. Lic. Mons. Mr. "
        "Mrs. O.M. PP. R.D. R.U. RR.HH. Rdo. Rdos. Reg. Rev. Rvdmo. Rvdmos. Rvdo. Rvdos. "
        "SS.AA. SS.MM. Sdad. Sr. Sra. Sras. Sres. Srta. Srtas. Sta. Sto. Trab. "
        "Vda. abr. afma. afmas. afmo. afmos. bco. bol. c/c. cf. cfr. depto. deptos. dic. "
        "doc. dpto. dptos. dtor. e.g. ej. ene. feb. figs. hnos. licda. licdo. ms. mss. "
        "mtro. ntra. ntro. oct. p.ej. prof. prov. sept. sras. sres. srs. trad. v.gr."
    ),
    "fr": (
        "Desc. P.O. acoust. adr. anc. ann. anon. append. "
        "aux. avr. broch. bull. categ. coll. collab. config. dest. dict. doc. déc. encycl. "
        "exempl. févr. gouv. graph. hôp. ill. illustr. imm. imprim. indus. janv. juil. oct. "
        "quart. réf. sept. symb. synth. syst. éd. édit. équiv. éval."
    ),
    "it": (
        "C.P. Cfr. Geom. Ing. N.B. N.d.A. N.d.E. N.d.T. O.d.G. S.A.R. S.p.A. Sig. "
        "arch. avv. c.c.p. d.p.R. dott. dr. mitt. p.i. pag. rag. sez. tab. "
        "tav. vol."
    ),
    "pt": (
        "A.M Alm. Av. D.C Dir. Dr. Dra. Dras. Drs. Exma. Exmo. Ilma. Ilmo. "
        "N.Sra. N.T. Pe. Ph.D. Sta. Sto. V.T. abr. abrev. adm. aer. "
        "agric. anat. ap. apart. apt. arit. arqueol. arquit. astron. autom. aux. biogr. bras. "
        "cat. cf. compl. contab. créd. cx. círc. cód. des. desc. dez. "
        "dipl. doc. déb. educ. elem. eletr. eletrôn. eng. fac. fem. fev. ff. fil. filos. fisiol. "
        "fís. geom. gram. gên. hist. ingl. jan. jur. lin. lit. liter. long. matem. "
        "máq. méd. mús. neol. náut. obs. odont. odontol. org. organiz. pol. pp. pq. "
        "prod. prof. profa. pron. próx. psicol. pág. quím. r.s.v.p. relat. rementente "
        "sociol. séc. símb. tec. tecnol. trad. transp. univ. vol. álg. índ."
    ),
    "ru": " ".join(
        (
            "авг. апр. дек. кв. н.э. нояб. окт. отд.",
            "проф. руб. сент. тел. тыс. ул. февр. янв.",
        )
    ),
}
#: By language, each with its last full stop.
SUPPRESSIONS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
