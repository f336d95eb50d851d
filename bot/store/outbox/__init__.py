"""The outbox: the parts waiting to be sent, the ledger of what was and may have been delivered.

`states` alone writes the states of parts, by the moves of `bot.domain.delivery`; `insert` alone
puts parts in. Above them: `ledger` (for the pump), `admin` (for operators), `taking_back`,
`expiry`, `refusals` and `doubts` (for what did not arrive).
"""
