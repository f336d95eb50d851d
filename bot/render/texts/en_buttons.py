"""English: buttons, rights and errors."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # buttons
    "button.next": "Next ›",
    "button.now": "What is new",
    "button.undo": "Undo",
    "button.topics": "Topics",
    "button.followed": "Followed",
    "button.time": "Time",
    "button.zone": "Zone: {zone}",
    "button.type_zone": "Type a city…",
    "button.type_time": "Type…",
    "button.daily": "Every day",
    "button.weekdays": "Weekdays",
    "button.off": "Off",
    "button.minutes": "{count} min",
    "button.any_long": "No limit",
    "button.style_compact": "Compact",
    "button.style_standard": "Standard",
    "button.style_full": "Full",
    "button.preview": "Picture",
    "button.language": "Language",
    "button.pause": "Pause",
    "button.pause_day": "1 day",
    "button.pause_week": "1 week",
    "button.pause_type": "Until…",
    "button.pause_ever": "Until I say so",
    "button.briefings": "Briefings",
    "button.briefing_new": "＋ New briefing",
    "button.briefing_make": "＋ Make “{name}”",
    "button.briefing_use": "I meant “{name}”",
    "button.briefing_words": "Take the words as they are",
    "button.settings": "Settings",
    "button.rename": "Rename",
    "button.resume": "Resume",
    "button.search_it": "🔍 Search",
    "button.follow_it": "＋ Follow",
    "button.part": "Not the same: {source}",
    "button.unite": "It is the same after all",
    "button.why_all": "‹ All stories",
    "button.follow_search": "＋ Follow these words",
    "button.forget": "Delete everything",
    "button.cancel": "Cancel",
    "button.back": "‹ Back",
    "button.sources": "Sources",
    "button.add_source": "＋ Add",
    "button.remove": "Remove",
    "button.stats": "Figures",
    "button.poll_all": "Poll all",
    "button.limits": "Limits",
    "button.lift": "Lift for {id}",
    "button.hold": "Hold sending",
    "button.release": "Release sending",
    "button.send": "Send",
    "button.progress": "How far is it?",
    "button.stop": "Stop",
    # who may do what
    "rights.administrators": "Only administrators of this chat can do that.",
    "rights.forwarded": (
        "That was forwarded, or came by way of another bot: I only act on what you write yourself."
    ),
    "rights.anonymous": (
        "I cannot see who you are: turn off “Remain anonymous” for a moment, or press a "
        "button of mine instead of typing."
    ),
    # wrong input, and what went wrong
    "error.unknown_command": "I do not know that command; /help lists them all.",
    "error.bug": "Sorry, that did not work. It has been noted; please try again later.",
    "error.stale": "I was away when you asked that. If you still want it, ask again.",
    "error.too_fast": "That is too fast for me; I will be silent for a minute.",
    "error.search_quota": "That is many searches at once; please wait a little.",
    "error.search_slow": "That search takes too long; look for fewer or for rarer words.",
    "error.slow": "That took too long, so I stopped; please try again later.",
    "error.forgotten": ("Nothing is kept about this chat any more; write /start to begin anew."),
    "error.button_old": "This button no longer works; give the command again.",
    "error.follow_empty": "Say what to follow: a topic, an address or words.",
    "error.follow_many": Plural(
        one="This chat follows one thing, which is as many as it can.",
        other="This chat follows {count} things, which is as many as it can; stop following one first.",
    ),
    "error.addresses_hour": (
        "{count} new addresses an hour are as many as one person can bring, over all chats; "
        "try again in an hour. Topics and words can be followed all the same."
    ),
    "error.looks_waiting": (
        "{count} of your addresses are being looked at; wait for the answers first."
    ),
    "error.looks_full": (
        "Very many addresses are being looked at just now; try again in some minutes."
    ),
    "error.sources_many": (
        "I read as many addresses of people as my operator lets me; topics and words can be "
        "followed all the same."
    ),
    "error.follow_gone": "You do not follow that any more.",
    "error.not_followed": "You do not follow “{word}”; /list shows what you follow.",
    "error.offer_gone": "That is no longer there.",
    "error.briefing_name": (
        "A briefing’s name is a word or two of at most {count} letters, and no time or day."
    ),
    "error.briefing_taken": "There is a briefing “{name}” already.",
    "error.briefing_last": "A chat has at least one briefing; /pause stops its digests.",
    "error.briefing_gone": "That briefing is no longer there; /briefings lists them.",
    "error.no_briefing": "There is no briefing “{name}” here. There are: {names}.",
    "error.no_catalogue_entry": "The catalogue has no “{word}”.",
    "error.briefings_many": Plural(
        one="A chat can have one briefing.", other="A chat can have {count} briefings."
    ),
    "error.pause": "Say how long, or until which day.",
    "error.pause_day": "That day is past, or more than a year away.",
    "error.fetch.not_found": "There is nothing at that address (not found).",
    "error.fetch.gone": "That address says it is gone for good.",
    "error.fetch.forbidden": "The site does not let me read that address.",
    "error.fetch.challenged": (
        "The site asks for a person and keeps programs out; try its feed’s own address."
    ),
    "error.fetch.rate_limited": "The site asks me to come back later; try again in a while.",
    "error.fetch.server_error": "The site is broken at the moment; try again later.",
    "error.fetch.not_a_feed": (
        "There is no feed at that address; try the address of the feed itself."
    ),
    "error.fetch.too_large": "What is at that address is too large for a feed.",
    "error.fetch.private_address": "That address is on a private network, which I may not read.",
    "error.fetch.bad_address": "That is no address I can read; it begins with https://",
    "error.fetch.certificate": "The site’s certificate is not valid.",
    "error.fetch.timeout": "The site did not answer in time; try again later.",
    "error.fetch.unreachable": "The site cannot be reached; is the address right?",
    "error.fetch.unreadable": "What is at that address cannot be read.",
    "error.fetch.no_preview": "That leads to no public Telegram channel: it is private, no channel, or its preview is off.",
    "error.fetch.robots": "The site asks robots not to read that address.",
}
