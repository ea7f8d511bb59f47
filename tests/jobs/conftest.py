import pytest

from db.database import Database
from tests.jobs.workshop import Workshop


@pytest.fixture
def workshop(database: Database) -> Workshop:
    return Workshop(database)
