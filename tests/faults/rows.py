"""All rows of the fault matrix, in the order in which they are run and printed."""

from __future__ import annotations

from tests.faults import (
    answers,
    databases,
    endings,
    forums,
    machines,
    midway,
    passing,
    people,
    refusals,
    zones,
)

ROWS = [
    row
    for module in (
        endings,
        answers,
        refusals,
        databases,
        midway,
        passing,
        people,
        forums,
        zones,
        machines,
    )
    for row in module.row
]
