"""What people may try in order to move a score; each is carried out through the service's own mutations."""

from collections.abc import Callable, Mapping
from typing import Any

# By name; each answers with its figures. Worlds are not attacked before the service is part of the simulation.
ATTACKS: Mapping[str, Callable[[int], dict[str, Any]]] = {}
