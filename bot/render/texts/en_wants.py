"""English: mutes, quiet hours, alerts, what is saved and caught up with."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # mutes
    "command.mute": "Words you do not want to read about",
    "command.unmute": "Read about muted words again",
    "button.mutes": "Muted words",
    "button.mute_words": "Mute words…",
    "button.muted": "Muted ({count})",
    "mute.screen": (
        "<b>Muted</b>\nStories about these are told to nobody here. Press to take one away."
    ),
    "mute.none": (
        "<b>Muted</b>\nNothing is muted. Stories with words you mute are left out of digests and "
        "alerts: choose a ready set, or type words, as in <code>/mute bitcoin OR crypto</code>."
    ),
    "mute.ask": "Which words do you not want to read about?",
    "mute.done": "Muted: <b>{words}</b>",
    "mute.already": "That is muted already: <b>{words}</b>",
    "mute.gone": "No longer muted: <b>{words}</b>",
    "mute.takes": Plural(
        one="This takes {count} story out of your next digest:",
        other="This takes {count} stories out of your next digest:",
    ),
    "mute.set.sport": "Sport results",
    "mute.set.celebrities": "Celebrities",
    "mute.set.war": "War",
    "digest.muted": Plural(one="{count} muted story", other="{count} muted stories"),
    "left.muted": "Left out because you muted it",
    "left.line_muted": Plural(
        one="Left out: {count} story about what you muted (/mute).",
        other="Left out: {count} stories about what you muted (/mute).",
    ),
    "error.not_muted": "“{words}” is not muted.",
    "error.mutes_many": Plural(
        one="You can mute {count} thing; take it away first.",
        other="You can mute {count} things; take one away first.",
    ),
    # quiet hours
    "command.quiet": "When nothing makes a sound",
    "button.quiet": "Quiet hours",
    "button.quiet_type": "Another…",
    "button.quiet_off": "None",
    "quiet.line": "Quiet hours: {times}",
    "quiet.none": "Quiet hours: none",
    "quiet.screen": (
        "<b>Quiet hours</b>\nDigests that come in them make no sound; alerts wait for their end. Times are in {zone}.\n"
        "{now}"
    ),
    "quiet.ask": "From when to when? For example 22:00-07:00",
    # alerts
    "command.alert": "Be told at once, not in the digest",
    "button.alerts": "🔔 Alerts",
    "alert.screen": (
        "<b>Alerts</b>\nWhat is marked 🔔 is told at once; the next digest only ticks it. "
        "Press to change. {quiet}"
    ),
    "alert.none": "You follow nothing yet. For example: <code>/alert earthquake OR tsunami</code>",
    "alert.on": "🔔 <b>{title}</b> is told at once from now on.",
    "alert.off": "<b>{title}</b> comes in digests only.",
    "alert.looking": (
        "When that is found it is followed; then press its name here to have it told at "
        "once: /alert"
    ),
    "digest.ticked": "Told already",
    "alert.together": Plural(
        one="{count} story that had to wait", other="{count} stories that had to wait"
    ),
    # catching up
    "command.catchup": "The best of the last days in one digest",
    "button.days": Plural(one="{count} day", other="{count} days"),
    "catchup.none": Plural(
        one="There is nothing of the last {count} day in what you follow.",
        other="There is nothing of the last {count} days in what you follow.",
    ),
    "error.catchup": "Say how far back: a number of days, or a day that is past.",
    # saved stories
    "command.follow": "Follow a story of the last digest over weeks",
    "story.about": "<b>{headline}</b>",
    "story.words": "I will tell you about: <b>{words}</b>\nFound so far: {count}",
    "story.on": (
        "Following the story: <b>{words}</b>. It ends by itself after {weeks} weeks without news."
    ),
    "story.choose": "Which story do you want to follow?",
    "list.story": "one story",
    "notice.story_over": (
        "No news of {title} for {weeks} weeks, so I no longer follow this story. To "
        "follow it again: {command}"
    ),
    "button.follow_story": "Follow the story",
    "error.story_words": (
        "That story has no words of its own to follow it by; follow words instead."
    ),
    "button.set_up": "Set up",
    "search.told": "told {at}, no. {number}",
    "command.save": "Keep stories of the last digest",
    "command.saved": "The stories you kept",
    "button.save": "Save",
    "button.saved": "Saved",
    "saved.title": Plural(one="{count} saved story", other="{count} saved stories"),
    "saved.short": "Saved",
    "saved.undone": "No longer saved",
    "saved.done": "Saved: {headline}",
    "saved.line": "<b>{number}.</b> {headline}",
    "saved.choose": "<b>Save a story</b>\nPress its number; press again to take it back.",
    "saved.none": (
        "You have saved nothing yet. “Save” under a digest keeps stories for as long as you like."
    ),
    "error.no_story": "The last digest has no story of that number.",
    "error.saved_many": Plural(
        one="You can save {count} story; take it away first.",
        other="You can save {count} stories; take some away first.",
    ),
    # what became of a story
    "fate.line": "<b>{headline}</b> · {source}\n{reason}",
    "fate.told": "Told here {at}, as number {number}.",
    "fate.alerted": "An alert told it {at}.",
    "fate.joined": "Told here {at}: it is the same story as number {number} of that digest.",
    "fate.muted": "You muted it: {words}",
    "fate.unread": (
        "It is told in a language that you do not read ({spoken}); /settings changes that."
    ),
    "fate.held": "Held back: its source had it before, and brought it again.",
    "fate.rest": "It did not fit into the digest of {at}; it stands behind “More” there.",
    "fate.waiting": "It waits for the next digest; /preview shows it.",
    "fate.before": "It stood there before you followed what has it, or was too old by then.",
    "fate.unfollowed": (
        "Nothing you follow has it: its source, words and topics are not among your subscriptions."
    ),
    "fate.no_link": (
        "No article of that address is stored: its source is not followed by anybody, or "
        "was not read since it appeared."
    ),
    "fate.no_words": "No stored article has these words: {words}",
    "button.unmute": "Unmute {words}",
    # the top line
    "digest.stories": Plural(one="{count} story", other="{count} stories"),
}
