"""Pure reading of documents: HTML and plain text to headline, lead, body, language.

::

    reading   one document, whatever it is made of
      page/       a web page: blocks, main text, what the page says about itself
      plain/      a plain text: headline and body
      lines/      each line: the article's, or which kind of noise
      sentences/  where sentences end
      lead/       the opening sentences, without byline and dateline
    drafts    many drafts of a source, for a worker process; bulk: many documents, for a terminal
    words/    letters, stems, languages: below all of these
    story/    what an article tells, as marks that the curator compares
"""
