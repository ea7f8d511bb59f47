"""Recording services that were rendered."""

import datetime as dt

import strawberry

from domain.cases.service_records import ServiceTimes
from domain.terms import CaseKind, Channel
from graph.identifiers import format_id
from resolvers.cases import service_records
from resolvers.cases.service_records import RecordedServiceRecords, RecordServiceRecords, ServiceRecord
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key, optional


@change_input()
class ServiceRecordInput:
    """One service: a transaction at a counter, or an incident attended in the field."""

    kind: CaseKind = column("SERVICE_RECORD or FIELD_INCIDENT.")
    category: strawberry.ID = column("Identifier of the category it belongs to.")
    channel: Channel = column("How it came in.")
    handler: strawberry.ID = column("Identifier of the employee who rendered it.")
    requested_at: dt.datetime = column("When it was asked for.")
    responded_at: dt.datetime | None = optional("When somebody first saw to it, if that is known.")
    completed_at: dt.datetime = column("When it was done.")
    due_at: dt.datetime | None = optional("By when it was promised; nothing was, if left out.")
    external_id: str | None = optional("Its number where it was first recorded; needs sourceSystem.")
    source_system: str | None = optional("The system where it was first recorded; needs externalId.")

    def item(self) -> ServiceRecord:
        """The item of the command that this input is."""
        return ServiceRecord(
            kind=self.kind,
            category=self.category,
            channel=self.channel,
            handler=self.handler,
            times=ServiceTimes(self.requested_at, self.responded_at, self.completed_at, self.due_at),
            source_system=self.source_system,
            external_id=self.external_id,
        )


@change_input()
class RecordServiceRecordsInput:
    """Services that were rendered: all are stored, or none."""

    items: list[ServiceRecordInput] = column("1 to 1,000 services.")
    idempotency_key: str | None = idempotency_key()

    def command(self) -> RecordServiceRecords:
        """The command that this input is."""
        return RecordServiceRecords(
            items=tuple(item.item() for item in self.items), idempotency_key=self.idempotency_key
        )


@described
class RecordServiceRecordsPayload:
    """The services are stored as finished cases."""

    ids: list[strawberry.ID] = column("Identifiers of the cases, in the order given.")


def _write(recorded: RecordedServiceRecords, _: RecordServiceRecordsInput) -> RecordServiceRecordsPayload:
    ids = [strawberry.ID(format_id("Case", key)) for key in recorded.case_ids]
    return RecordServiceRecordsPayload(ids=ids)


record_service_records = mutation(
    service_records.record_service_records,
    given=RecordServiceRecordsInput,
    payload=RecordServiceRecordsPayload,
    write=_write,
    description="Record services in bulk. For complaint officers and administrators, and for unit heads of their"
    " own people; nobody records what they rendered themselves. What a person records counts when somebody else has"
    " looked (decideQuarantine), what a service account records at once.",
    result="The cases, or everything that is wrong.",
)
