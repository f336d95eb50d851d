"""Sample news to follow and sample people to try Lede with."""
