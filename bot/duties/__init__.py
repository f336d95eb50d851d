"""The duties of a process, one file each: a function from `Parts` to what is to be run.

ingest, curate, retain, publish, deliver, listen, operators, web, figures; `bot.duties.roles` says
which role has which. To add one: a file here and its place in that table.
"""
