"""The lead of an article: its opening sentences, without byline and dateline."""
