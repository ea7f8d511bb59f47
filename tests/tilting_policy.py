"""The parameters of a policy of the second method."""

import json
from pathlib import Path
from typing import Any

TILTING_POLICY: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "db" / "migrations" / "policy_2.json").read_text(encoding="utf-8")
)
