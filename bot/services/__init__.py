"""All that Lede does, each service one job; they talk only through the store."""
