"""The store: the only place with SQL. One method, one transaction.

Stores raise `StoreBusyError` when the database is busy or away (the transaction did not happen);
everything else they raise, but what their docstrings name, is a bug. `now` is always aware UTC.
"""
