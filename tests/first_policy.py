"""The parameters of the policy that every government begins with, as the first migration stores them."""

import json
from pathlib import Path
from typing import Any

FIRST_POLICY: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "db" / "migrations" / "policy_1.json").read_text(encoding="utf-8")
)
