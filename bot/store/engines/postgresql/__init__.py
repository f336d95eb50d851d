"""PostgreSQL: a server, and as many processes as are wanted."""
