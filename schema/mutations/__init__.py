"""What can be changed: every mutation of the modules of this package, in their order."""

import strawberry
from strawberry.types.field import StrawberryField

from schema.mutations import (
    accounts,
    complaints,
    contents,
    feedback,
    grants,
    handling,
    hearing,
    measurements,
    periods,
    quarantine,
    reported,
    service_records,
    sessions,
    shifts,
    unmasking,
)

_MUTATIONS = {
    name: field
    for module in (
        *(complaints, contents, handling, reported, feedback, quarantine, unmasking, measurements, service_records),
        *(hearing, periods, shifts, grants, sessions, accounts),
    )
    for name, field in vars(module).items()
    if isinstance(field, StrawberryField)
}

Mutation = strawberry.type(
    type("Mutation", (), {"__doc__": "The mutations.", **_MUTATIONS}),
    description="Everything that can be changed. Each answers with its payload, or with an error that says what to do.",
)
