"""What can be changed."""

import strawberry

from schema.mutations import complaints, feedback, handling, measurements, service_records

__all__ = ["Mutation"]


@strawberry.type(
    description="Everything that can be changed. Each answers with its payload, or with an error that says what to do."
)
class Mutation:
    """The mutations."""

    submit_complaint: complaints.SubmitComplaintResult = strawberry.mutation(
        resolver=complaints.submit_complaint,
        description="Bring a complaint, an aspiration or a request for information. Needs no account.",
    )
    assign_complaint: handling.AssignComplaintResult = strawberry.mutation(
        resolver=handling.assign_complaint,
        description="Hand a case to somebody. For complaint officers, unit heads and administrators.",
    )
    respond_to_complaint: handling.RespondToComplaintResult = strawberry.mutation(
        resolver=handling.respond_to_complaint,
        description="Answer a case. For whoever holds it, complaint officers and unit heads.",
    )
    resolve_complaint: handling.ResolveComplaintResult = strawberry.mutation(
        resolver=handling.resolve_complaint,
        description="Call a case done. For whoever holds it, complaint officers and unit heads.",
    )
    rate_resolution: feedback.RateResolutionResult = strawberry.mutation(
        resolver=feedback.rate_resolution,
        description="Rate the latest resolution of a case, once. By ticket and access code.",
    )
    reopen_complaint: feedback.ReopenComplaintResult = strawberry.mutation(
        resolver=feedback.reopen_complaint,
        description="Say that a resolved case is not done. By ticket and access code.",
    )
    record_measurements: measurements.RecordMeasurementsResult = strawberry.mutation(
        resolver=measurements.record_measurements,
        description="Record measurements in bulk. For appraisers and unit heads, of the people they appraise, and for"
        " the HR agency.",
    )
    record_service_records: service_records.RecordServiceRecordsResult = strawberry.mutation(
        resolver=service_records.record_service_records,
        description="Record services in bulk. For complaint officers and administrators, and for unit heads of their"
        " own people.",
    )
