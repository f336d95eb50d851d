"""What single lines are: sentences of news stay text though they hold words that noise is made of."""

from __future__ import annotations

import pytest

from bot.text.lines.kinds import TEXT, LineKind, classify

NEWS = [
    ("en", "A federal jury decided on Tuesday that the song rises to copyright infringement, and awarded $4 million."),
    ("en", "Three people with gunshot wounds were found inside a house, the sheriff's office said in a press release."),
    ("en", "The messenger changed its terms of service on Monday, and within a day millions had left it."),
    ("en", "They are said to be living a life of fantastic luxury, courtesy of their gracious hosts."),
    ("en", "Protesters blocked the Keystone pipeline again on Friday, hours after a court had let it be built."),
    ("en", "Strict rules say that any changes to the body of a model must be clearly marked on the photo."),
    ("en", "The Post first published the documents on Sunday, and ministers met through the night about them."),
    ("en", "The regulator fined the firm because its website used cookies without asking those who visit it."),
    ("en", "The minister asked citizens to donate blood after the explosion, and thousands came within the hour."),
    ("en", "The company said that 2 million people had signed up for its newsletter since the election."),
    ("en", "An editor of the paper was arrested in the capital on Monday, his lawyer and his family said."),
    ("en", "The video shows a policeman who kneels on the neck of a man, while three others stand by."),
    ("de", "Deniz saß lange im Gefängnis, wie er bei der Vorstellung seines Buches über das Copyright sagt."),
    ("de", "Der Bundestag hat am Donnerstag das neue Urheberrecht beschlossen, gegen das Tausende protestierten."),
    ("de", "Die Behörde verhängte eine Strafe, weil der Konzern in seinem Newsletter für Medikamente warb."),
    ("de", "Der Verein hat im vergangenen Jahr so viele Spenden bekommen wie nie zuvor in seiner Geschichte."),
    ("de", "Die Umfrage zeigt, dass jeder dritte Abonnent der Zeitung bereit wäre, mehr für sie zu bezahlen."),
    ("fr", "La cour a estimé mardi que les droits d'auteur du chanteur avaient été violés par la chaîne."),
    ("fr", "Le ministre a appelé les habitants à faire un don de sang après l'explosion de la nuit dernière."),
    ("es", "El tribunal falló el martes que la cadena violó los derechos de autor de la cantante colombiana."),
    ("es", "El gobierno pidió a los ciudadanos que donen sangre tras la explosión que dejó cien heridos."),
    ("it", "Il tribunale ha stabilito martedì che l'emittente ha violato il diritto d'autore della cantante."),
    ("pt", "O tribunal decidiu na terça-feira que a emissora violou os direitos autorais da cantora brasileira."),
    ("ru", "Суд во вторник признал, что телеканал нарушил авторские права певицы, и взыскал с него миллион рублей."),
    ("ru", "Губернатор призвал жителей города сдать кровь после взрыва, при котором пострадали сто человек."),
    ("uk", "Суд у вівторок визнав, що телеканал порушив авторські права співачки, і стягнув з нього мільйон гривень."),
    ("pl", "Sąd orzekł we wtorek, że stacja naruszyła prawa autorskie piosenkarki, i zasądził milion złotych."),
    ("tr", "Mahkeme salı günü kanalın şarkıcının telif haklarını ihlal ettiğine karar verdi ve ceza kesti."),
    ("ar", "قضت المحكمة يوم الثلاثاء بأن القناة انتهكت حقوق النشر الخاصة بالمغنية وأمرت بدفع مليون دولار."),
    ("zh", "法院周二裁定该电视台侵犯了这位歌手的著作权，并判令其向歌手赔偿一百万元，电视台表示将会提起上诉。"),
]  # fmt: skip

NOISE = [
    ("en", "Copyright 2015 The Conversation. Some rights reserved.", LineKind.LEGAL),
    ("en", "© 2019 The Associated Press.", LineKind.LEGAL),
    ("en", "This document is subject to copyright. No part may be reproduced.", LineKind.LEGAL),
    (
        "en",
        "By using this site you agree to our Terms of Service and our way with data.",
        LineKind.APPEAL,
    ),
    ("en", "This story was first published in The Post.", LineKind.LEGAL),
    ("en", "Photo courtesy of the Navy", LineKind.CAPTION),
    ("en", "Soldiers on patrol in the east of the town. (Keystone)", LineKind.CAPTION),
    ("de", "Alle Rechte vorbehalten. Das Urheberrecht liegt beim Verlag.", LineKind.LEGAL),
    ("fr", "Tous droits réservés. Reproduction interdite sans accord.", LineKind.LEGAL),
    ("es", "Todos los derechos reservados. Prohibida su reproducción.", LineKind.LEGAL),
    ("ru", "Все права защищены. Авторские права принадлежат издательству.", LineKind.LEGAL),
]


@pytest.mark.parametrize(("language", "text"), NEWS)
def test_a_sentence_of_news_is_text_whatever_it_is_about(language: str, text: str) -> None:
    """Copyright suits, donations of blood, press releases and photographs are news too."""
    assert classify(text, language).kind in TEXT


@pytest.mark.parametrize(("language", "text", "kind"), NOISE)
def test_lines_of_noise_are_told_by_their_form(language: str, text: str, kind: LineKind) -> None:
    """The same words, where they speak for the site."""
    assert classify(text, language).kind is kind
