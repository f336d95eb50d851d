"""A week of Lede in minutes: eleven papers, one reader who follows all, counted at the chat.

`python -m tests.week` prints the table. `texts/` and `series` hold what happens, `papers` how eleven
papers print it with furniture of their own, `life` runs the bot over it, `count` compares what the
chat got with what was printed.
"""
