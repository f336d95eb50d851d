"""The languages that a chat reads, and in which of them an interest's stories are told to it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.models import Chat, InterestKind, Subscription

#: Stands for any language.
ANY = "*"


def reads_of(chat: Chat, followed: Iterable[Subscription]) -> frozenset[str] | None:
    """The languages a chat reads; None for any.

    Those it set, else that of its interface and those of the sources it follows.
    """
    if chat.reads:
        return None if ANY in chat.reads else frozenset(chat.reads)
    sources = (each.languages for each in followed if each.interest.kind is InterestKind.SOURCE)
    return frozenset({chat.language}).union(*sources)


def told_in(
    chat: Chat, followed: Subscription, reads: frozenset[str] | None
) -> frozenset[str] | None:
    """The languages in which an interest's stories are told to a chat; None for any.

    A topic that has no source in a language the chat reads was followed for what it is, unless
    the chat itself has said what it reads.
    """
    if reads is None or chat.reads:
        return reads
    if followed.languages and not followed.languages & reads:
        return None
    return reads


def by_its_stories(chat: Chat, followed: Subscription) -> bool:
    """True if only its stories show in which languages an interest is told.

    That is a topic of words alone: one that never had anything in a language the chat reads is
    told all the same, as in `told_in`.
    """
    topic = followed.interest.kind is InterestKind.TOPIC
    return topic and not followed.languages and not chat.reads
