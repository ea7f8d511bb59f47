"""The commands by name. Each is imported when it is asked for: what only the service needs takes seconds to import."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

# Where each is: a function, or an app with commands of its own.
COMMANDS: Mapping[str, str] = {
    "demo": "cli.demo:demo",
    "serve": "cli.serve:serve",
    "work": "cli.work:work",
    "migrate": "cli.migrate:migrate",
    "token": "cli.token:token",
    "grant": "cli.grant:grant",
    "revoke": "cli.revoke:revoke",
    "rescore": "cli.rescore:rescore",
    "verify": "cli.verify:verify",
    "schema": "cli.schema:schema",
    "backup": "cli.backup:backup",
    "restore": "cli.backup:restore",
    "import": "cli.imports:imports",
    "account": "cli.account:account",
    "service": "cli.service:service",
    "documents": "cli.documents:documents",
    "keys": "cli.keys:keys",
    "periods": "cli.periods:periods",
    "policies": "cli.policies:policies",
}


class Commands(TyperGroup):
    """The commands of `simpul`; only to list them, all are imported."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name in COMMANDS:
            self.add_command(TyperCommand(name))

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | TyperGroup | None:  # noqa: ARG002
        """The command of a name, if there is one."""
        return load_command(cmd_name) if cmd_name in COMMANDS else None


def load_command(name: str) -> TyperCommand | TyperGroup:
    """Import a command that there is."""
    module, _, attribute = COMMANDS[name].partition(":")
    found = getattr(import_module(module), attribute)
    app = typer.Typer(callback=lambda: None, add_completion=False, pretty_exceptions_enable=False)
    if isinstance(found, typer.Typer):
        app.add_typer(found, name=name)
    else:
        app.command(name)(found)
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    command = group.commands[name]
    assert isinstance(command, TyperCommand | TyperGroup)
    return command
