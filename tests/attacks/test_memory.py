"""What a real process holds after it was asked thousands of things that are never asked twice."""

from pathlib import Path

from domain.budgets import BudgetKind
from tests.attacks.memory import MOST_MB, Flood, fill
from tests.attacks.target import running

UNBOUNDED = {"BUDGETS": " ".join(f"{kind}=999999999/1" for kind in BudgetKind)}
# By then the caches are full, and what comes after takes the place of what came before.
SMALL = Flood(documents=1_500, shapes=600, headers=200)


def test_a_process_stays_small(data_directory: Path) -> None:
    with running(data_directory, **UNBOUNDED) as target:
        held = fill(target, SMALL)
    assert max(held.values()) < MOST_MB, held
