"""All that an article tells, as marks that the curator compares."""
