"""What can be changed."""

import strawberry

from schema.mutations import complaints, feedback, handling, measurements, service_records

__all__ = ["Mutation"]


@strawberry.type(
    description="Everything that can be changed. Each answers with its payload, or with an error that says what to do."
)
class Mutation:
    """The mutations."""

    submit_complaint = complaints.submit_complaint
    assign_complaint = handling.assign_complaint
    respond_to_complaint = handling.respond_to_complaint
    resolve_complaint = handling.resolve_complaint
    rate_resolution = feedback.rate_resolution
    reopen_complaint = feedback.reopen_complaint
    record_measurements = measurements.record_measurements
    record_service_records = service_records.record_service_records
