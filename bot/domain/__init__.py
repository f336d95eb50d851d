"""Pure values and rules. Nothing here reads a clock, a file, a socket or a setting.

One word per idea:

========== =========================================================================
source     a place articles come from, as stored: a feed, a folder, a JSON API, ...
fetcher    the code that reads one kind of source and yields drafts
draft      an article as a source gave it, hostile until cleaned
article    a stored, cleaned draft: headline, lead, body, link, language, times
seq        the place of an article in the one order in which articles became
           visible; given by *curate*, never by insert
lead       the opening sentences extracted from the body, the source's own words
story      articles that tell the same news; its id is that of its first article
topic      an operator's named selection: sources and/or words
interest   what can be followed (a source, a topic or a query), stored once and
           shared by every chat that follows it
chat       where digests go: a private chat, a group, a channel, or one thread of
           a forum; each has its own row (Telegram id and thread), language, zone
briefing   a named bundle in a chat: which interests, when, how long, how it looks
subscription  a briefing follows an interest
slot       the local wall-clock moment at which a briefing is due
window     the range of seq one digest covers: (briefing's cursor, newest seq]
digest     an ordered choice of stories, a pure value
edition    the digest of one briefing at one slot; unique (briefing, slot)
part       one rendered Telegram message; its text is frozen with the edition
outbox     the parts waiting to be sent: the ledger of what was, may have been
           and will be delivered
lease      how long a worker owns what it claimed
alert      an instant message for an interest marked urgent
========== =========================================================================
"""
