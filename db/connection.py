"""The connection of a transaction, under the name that the layers above know it by."""

from sqlalchemy.ext.asyncio import AsyncConnection as Connection

__all__ = ["Connection"]
