"""Recording what was measured."""

import datetime as dt
from decimal import Decimal

import strawberry

from graph.identifiers import format_id
from resolvers import measurements
from resolvers.measurements import NewMeasurement, RecordedMeasurements, RecordMeasurements
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key, optional


@change_input()
class MeasurementInput:
    """One value of one indicator on one day."""

    indicator: strawberry.ID = column("Identifier of an indicator that is recorded by hand, of an agreed plan.")
    measured_on: dt.date = column("The day, within the plan's period and not in the future.")
    value: Decimal = column("The value, in the indicator's unit; four decimals are kept.")
    note: str | None = optional("Where it comes from, up to 1,000 characters.")


@change_input()
class RecordMeasurementsInput:
    """Measurements of people whom the caller appraises: all are stored, or none."""

    items: list[MeasurementInput] = column("1 to 1,000 measurements.")
    idempotency_key: str | None = idempotency_key()

    def command(self) -> RecordMeasurements:
        """The command that this input is."""
        items = tuple(NewMeasurement(**vars(item)) for item in self.items)
        return RecordMeasurements(items=items, idempotency_key=self.idempotency_key)


@described
class RecordMeasurementsPayload:
    """The measurements are stored."""

    ids: list[strawberry.ID] = column("Identifiers of the measurements, in the order given.")


def _write(recorded: RecordedMeasurements, _: RecordMeasurementsInput) -> RecordMeasurementsPayload:
    ids = [strawberry.ID(format_id("Measurement", key)) for key in recorded.measurement_ids]
    return RecordMeasurementsPayload(ids=ids)


record_measurements = mutation(
    measurements.record_measurements,
    given=RecordMeasurementsInput,
    payload=RecordMeasurementsPayload,
    write=_write,
    description="Record measurements in bulk. For appraisers and unit heads, of the people they appraise, and for"
    " the HR agency.",
    result="The measurements, or everything that is wrong.",
)
