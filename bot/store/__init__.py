"""Everything that is stored: the only place with SQL. One method, one transaction."""
