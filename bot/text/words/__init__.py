"""Letters, words and languages: writing systems, one spelling, stems, which language a text is in."""
