"""Abbreviations of languages that neither the segmenter nor CLDR knows.

Titles, places, units and what is said in short, as they stand before a name or a number; those
that mean "and so on" are left out: before a capital they end a sentence.
"""

from __future__ import annotations

_WORDS: dict[str, str] = {
    "sv": (
        "kl. nr. bl.a. t.ex. t.o.m. fr.o.m. d.v.s. dvs. m.a.o. s.k. resp. ca. c:a prof. doc. "
        "dr. fil. med. tekn. jur. leg. ing. adv. f.d. p.g.a. s.a.s. tel. sid. St. Sthlm. g:a"
    ),
    "da": (
        "kl. nr. bl.a. f.eks. dvs. d.v.s. ca. s.k. hhv. inkl. ekskl. jf. evt. pga. tlf. prof. "
        "dr. mag. cand. stud. lic. adv. hr. fr. kgl. red. ved. vedr. mio. mia. st. Skt. f.Kr. "
        "e.Kr."
    ),
    "nb": (
        "kl. nr. bl.a. f.eks. dvs. ca. s.k. hhv. inkl. ekskl. jf. evt. pga. tlf. prof. dr. mag. "
        "cand. stud. adv. hr. fr. red. vedr. mill. mrd. st. St. f.Kr. e.Kr."
    ),
    "fi": (
        "mm. esim. ts. ns. ks. vrt. n. noin. klo. os. puh. prof. tri. toht. maist. dos. ent. "
        "nyk. synt. kuol. jaa. milj. mrd. alk. vs. St."
    ),
    "is": ("kl. nr. t.d. þ.e. m.a. s.s. sbr. f.Kr. e.Kr. próf. dr. sr. hr. frú. bls. ca. u.þ.b."),
    "nl": (
        "o.a. d.w.z. bijv. bv. m.b.t. i.p.v. t.a.v. a.u.b. z.g. zgn. nl. n.l. resp. ca. nr. "
        "blz. p. art. dhr. mevr. mw. mej. prof. dr. drs. ir. ing. mr. ds. jhr. st. St. burg. "
        "gen. kol. kap. lt. sgt. tel. vgl. incl. excl. evt. max. mln. mld. jl. Jr. v.Chr. "
        "n.Chr. m.i.v. t.o.v. t.g.v. o.l.v."
    ),
    "cs": (
        "tzv. např. tj. resp. mj. př. n. l. č. čp. str. sv. ul. nám. tř. dr. prof. doc. ing. "
        "mgr. Ing. Mgr. MUDr. JUDr. PhDr. RNDr. Bc. Dr. gen. plk. kpt. por. odst. tis. mil. "
        "mld. cca."
    ),
    "sk": (
        "tzv. napr. t.j. tj. resp. a č. str. sv. ul. nám. dr. prof. doc. ing. Ing. Mgr. MUDr. "
        "JUDr. PhDr. RNDr. Bc. Dr. gen. plk. tis. mil. mld. cca."
    ),
    "hu": (
        "dr. Dr. prof. ifj. id. özv. br. gr. sz. kb. ill. ún. pl. u. l. old. ker. u.n. ti. vö. "
        "Szt. St. Kr.e. Kr.u. i.e. i.sz. ezr. vezérőrgy. alez."
    ),
    "ro": (
        "dl. dna. d-na. d-l. dr. prof. ing. av. gen. col. lt. str. nr. art. alin. lit. cca. "
        "aprox. ex. jud. com. mun. bd. bl. sc. ap. et. tel. mil. mld. î.Hr. d.Hr. pag. vol. Sf. "
        "Î.P.S. P.S. P.F."
    ),
    "bg": (
        "г. гр. с. ул. бул. пл. ж.к. бл. вх. ет. ап. проф. доц. д-р. инж. арх. акад. ген. полк. "
        "ст. чл. ал. т. т.нар. т.е. напр. вж. ср. св. лв. млн. млрд. хил. стр. им. обл. общ. р. "
        "о.р."
    ),
    "sr": (
        "др. проф. инг. мр. ген. пук. ул. бр. стр. тзв. нпр. тј. итд. св. г. гђа. чл. ст. тач. "
        "мил. млрд. dr. prof. ing. mr. gen. puk. ul. br. str. tzv. npr. tj. sv. g. gđa. čl. st. "
        "tač. mil. mlrd. god."
    ),
    "hr": (
        "dr. prof. ing. mr. sc. gen. ul. br. str. tzv. npr. tj. sv. g. gđa. čl. st. toč. mil. "
        "mlrd. god. tis. dipl. red. izv. akad. doc. mag. bl. o. fra. vlč. mons. usp. v.d."
    ),
    "sl": (
        "dr. prof. ing. mag. doc. akad. gen. ul. št. str. t.i. npr. tj. sv. g. ga. čl. odst. "
        "mio. mrd. dipl. univ. red. izr. roj. oz. l. pr. n. Kr. ok."
    ),
    "el": (
        "κ. κκ. κα. δρ. Δρ. καθ. π.χ. δηλ. βλ. πρβλ. αρ. αριθ. σελ. άρθ. παρ. τηλ. οδ. λεωφ. "
        "αγ. Αγ. στρ. ταξ. συντ. πτ. υποστ. ν. Ν. π.Χ. μ.Χ. τ.μ. χλμ. εκατ. δισ. τρισ. τ. τομ. "
        "εκδ. λ.χ. ό.π. επ. σημ. Π.Δ. Φ.Ε.Κ."
    ),
    "kk": (
        "т.б. т.с.с. т.с. т.ғ.д. т.ғ.к. б.з.д. б.з. ғ. ж. жж. ғғ. мың. млн. млрд. трлн. обл. қ. "
        "ауд. көш. проф. акад. ген. м. км. әл. ред. бет. қар. мыс. ш. а. А."
    ),
    "be": (
        "г. гг. вул. д. кв. пр. ім. т. п. ст. стар. гл. пар. праф. акад. ген. св. р. обл. с. "
        "млрд. млн. тыс. н. э. да. напр. т.зв. г.зн. інш."
    ),
    "mk": (
        "г. гр. ул. бр. стр. проф. д-р. инж. акад. ген. св. т.н. т.е. на пр. сп. чл. ст. мил. млрд."
    ),
    "et": (
        "nn. nt. st. s.o. vt. vrd. lk. nr. kl. tn. tel. prof. dr. hr. pr. mag. dots. insp. kol. "
        "kpt. eKr. pKr. ca. u. sh. dets. märts. mln. mld. tuh. skp. k.a. e.m.a. snd."
    ),
    "lv": (
        "piem. t.i. t.s. sk. sal. lpp. nr. Nr. prof. dr. Dr. akad. ģen. plkv. kpt. st. Sv. "
        "p.m.ē. tūkst. milj. mljrd. red. g. gs. dz. m. plkst."
    ),
    "lt": (
        "t.y. pvz. kt. pan. žr. plg. psl. nr. Nr. prof. dr. doc. akad. gen. plk. kpt. šv. g. "
        "pr. al. m. d. mėn. a. r. apskr. vyr. a.a. Kr. po. tūkst. mln. mlrd. tel. vad. j."
    ),
    "hy": ("թթ. դր. պրոֆ. ակադ."),
    "ka": ("ე.ი. ე.წ. ა.შ. მაგ. იხ. გვ. წწ. პროფ. აკად. გენ. ბ-ნ. ქ-ნ. სოფ."),
    "vi": (
        "TP. Tp. TS. ThS. GS. PGS. BS. KS. LS. CN. TX. Q. P. H. Th.S. T.S. G.S. P.G.S. St. Mr. "
        "Mrs. Ms. Dr. tr. ĐH. NXB."
    ),
    "id": (
        "Dr. dr. Ir. Prof. Drs. Dra. H. Hj. K.H. KH. Tn. Ny. Sdr. Jl. Jln. No. Kec. Kel. Kab. "
        "Prov. Kom. Jend. Kol. Letjen. Mayjen. Brigjen. Irjen. Bripka. AKP. Kompol. M. S. a.n. "
        "u.p. d.h. s.d. ST. MA."
    ),
    "ms": ("Dr. Prof. Datuk. Hj. En. Pn. Jln. No. St. Lt. Kol. Jen."),
    "hi": (
        "डॉ. डा. श्री. श्रीमती. प्रो. पं. कु. सं. रु. मो. स्व. इं. ले. मे. कि. मी. सें. पू. एम. पी. के. आर. एस."
    ),
    "mr": ("डॉ. श्री. सौ. पं. कु. रु. मो. श्रीमती. प्रा. स्व. उदा. क्र. न्या. अॅड. ॲड."),
    "ne": ("डा. श्री. प्रा. पं. रु. स्व. वि. सं. कि. मि. पू."),
    "bn": ("ডা. মো. মোঃ. মি. অধ্যা. প্রফে. সা. কি. খ্রি. রু."),
    "te": ("డా. రూ. కి. మీ. పు. నం. శ్రీ. ప్రొ. క్రీ."),
    "ta": ("டாக். திரு. பேரா. எஸ். ஆர். எம்."),
    "ar": ("أ.د. م.م. ق.م. هـ. كم. سم. كغ."),
    "fa": ("ق.م. ه.ش. ه.ق. ر.ک."),
    "ur": ("ڈاکٹر. مسٹر. ق.م. ایم. اے. بی. سی."),
    "he": ("פרופ. עו. רח. שד. מס. עמ. לפנה. טל."),
    "sw": ("Dk. Bw. Bi. Prof. Mh. k.m. Na. Uk."),
    "sq": ("dr. prof. z. znj. p.sh. d.m.th. nr. fq. lek. mil. mld. Sh."),
    "az": ("prof. dos. akad. c. xan. m. km. mln. mlrd. s. səh. b.e.ə. və küç. pros."),
    "uz": ("prof. dots. akad. va h.k. v.b. mln. mlrd. km. ko‘ch. sh."),
    "ca": (
        "Sr. Sra. Srs. Dr. Dra. Prof. Mn. St. Sta. Av. pàg. núm. art. vol. cap. aprox. tel. m. "
        "f. av."
    ),
    "gl": ("Sr. Sra. Dr. Dra. Prof. D. Dna. Av. páx. núm. art. vol. cap. aprox. tel."),
}
#: By language (ISO 639-1), each with its last full stop.
MORE = {language: frozenset(words.split()) for language, words in _WORDS.items()}
