"""Whether two stories are one: average link, by how much it is more than chance."""

from __future__ import annotations

import math

#: How alike the members of two stories must be on average (cosine): so much for each e-fold of
#: stories there are, and so much more between two single articles, less the larger the stories
#: are: an average over many says more.
_BY_CHANCE, _UNSURE = 0.01, 0.04
#: As if there were so many stories at least: with fewer a shared place name would do.
_FEW_STORIES = 20


def surplus(average: float, members_a: int, members_b: int, *, stories: int) -> float:
    """How much more alike the members of two stories are, on average, than by mere chance."""
    folds = math.log(1 + max(stories, _FEW_STORIES))
    return average - folds * (_BY_CHANCE + _UNSURE / math.sqrt(members_a * members_b))
