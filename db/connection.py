"""Connections under the names that the layers above know them by."""

from asyncpg import Connection as ShortConnection
from sqlalchemy.ext.asyncio import AsyncConnection as Connection

__all__ = ["Connection", "ShortConnection"]
