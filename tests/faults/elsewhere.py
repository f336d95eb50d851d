"""Rows of the fault matrix whose fault needs no thousand messages, and the tests that show them."""

from __future__ import annotations

#: Row: what is injected, and `file::test` of what shows it (both engines where it is stored).
ELSEWHERE: dict[str, tuple[str, str]] = {
    "5": (
        "SIGKILL while planning: an edition and its parts are one transaction",
        "tests/e2e/test_slot.py::test_a_kill_loses_nothing_and_repeats_at_most_one_message_in_a_chat",
    ),
    "21b": (
        "a 429 without a number, with 0, as HTML, of 12 hours",
        "tests/telegram/test_outcome.py::test_too_many_requests_is_never_a_network_error",
    ),
    "24": (
        "chat not found once, then a day later",
        "tests/store/test_outbox.py::test_a_chat_not_found_once_is_a_glitch",
    ),
    "26": (
        "a migration to a chat that follows already",
        "tests/store/test_outbox_chats.py::test_two_chats_that_are_one_are_merged",
    ),
    "29": (
        "texts of emoji and combining marks at the limit",
        "tests/render/test_digest.py::test_whatever_sources_say_the_messages_are_whole",
    ),
    "31": (
        "404 from a wrong base address: a clear message without the token",
        "tests/telegram/test_updates.py::test_a_wrong_token_stops_the_start_without_being_shown",
    ),
    "32": (
        "409 on getUpdates",
        "tests/services/test_listen.py::test_the_loop_survives_conflicts_and_outages",
    ),
    "34": (
        "a second process on one SQLite file exits 75",
        "tests/e2e/test_start.py::test_a_second_process_on_the_same_file_gives_way",
    ),
    "39": (
        "a database that is read-only, or none",
        "tests/e2e/test_start.py::test_a_file_that_is_no_database_is_a_wrong_setting",
    ),
    "43": (
        "clocks set forward and back in every zone",
        "tests/domain/test_schedule.py::test_each_date_about_a_clock_change_has_one_slot",
    ),
    "44": (
        "the zone changed around a slot",
        "tests/domain/test_updates_and_replan.py::test_a_changed_zone_keeps_digests_apart",
    ),
    "45, 46": (
        "down over a slot, and over three days: one digest, no article lost",
        "tests/services/test_editions.py::test_slots_missed_while_down_are_one_digest",
    ),
    "47": (
        "an old backup: nothing is sent until `lede resume`",
        "tests/e2e/test_inbound.py::test_a_restored_copy_repeats_nothing_until_it_is_told_to_go_on",
    ),
    "53": (
        "an update twice",
        "tests/services/test_listen.py::test_an_update_that_comes_twice_is_handled_once",
    ),
    "54": (
        "a handler that fails on one update",
        "tests/services/test_listen.py::test_a_poison_update_is_quarantined_and_stops_nobody",
    ),
    "55": (
        "a backlog of updates",
        "tests/e2e/test_inbound.py::test_a_backlog_is_answered_to_the_last_update_though_the_bot_is_killed",
    ),
    "69": (
        "three hours of refusals over the morning slots of 2,000 chats",
        "tests/e2e/test_passing_trouble.py::test_an_incident_of_three_hours_costs_nobody_anything",
    ),
    "73": (
        "messages and presses from where a group was, or in a topic held for deleted",
        "tests/store/test_moved_on.py::"
        "test_a_message_of_a_group_whose_row_went_along_makes_no_second_chat",
    ),
    "57": (
        "an article edited or deleted during the send: the text is frozen, nothing else is read",
        "tests/store/test_outbox.py::test_a_part_is_sending_before_it_is_sent_and_final_after",
    ),
    "58": (
        "an upgrade with a half-sent run; a newer database is refused",
        "tests/store/test_migrate.py::test_an_upgrade_keeps_a_half_sent_run_and_is_whole_or_absent",
    ),
}
