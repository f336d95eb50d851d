"""The starter catalogue: well-known feeds by topic, country and language, as a list to choose from.

Nothing in it is polled until somebody follows it, and nothing is claimed to be alive: `lede
catalogue check` asks. The addresses in `data/` come from public lists (see `data/README.md`).
"""
