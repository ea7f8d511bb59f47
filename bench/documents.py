"""The GraphQL documents that the service is asked, with its own names; aliases bring the answers to one form.

An alias with a leading underscore marks an object whose fields belong to the object around it.
"""

import re

DOCUMENTS = {
    "nested": """
        query Nested($period: ID!, $people: [ID!]!) {
          employees(first: 50, where: { id: $people }) {
            nodes {
              id
              name
              employment
              identityNumber
              position { title type jobFamily }
              unit { code name kind }
              score(period: $period) {
                predicate
                coverage
                computedAt
                axes: explanation {
                  axis
                  estimate
                  _interval: interval { low high }
                  effectiveN
                  rating
                  components { key _label: label { label: indonesian } weight estimate attainment n effectiveN }
                }
              }
              _plan: plan(period: $period) {
                indicators {
                  _name: name { name: indonesian }
                  aspect
                  unitOfMeasure
                  direction
                  targetMin
                  targetMax
                  weight
                }
              }
              cases: handledCases(first: 5) {
                nodes {
                  ticket
                  status
                  outcome
                  receivedAt
                  resolvedAt
                  resolutions { seq: number at outcome reopenedAt }
                }
              }
            }
          }
        }
    """,
    "single": """
        query Single($id: ID!) {
          employee(by: { id: $id }) {
            id
            name
            employment
            scores {
              nodes {
                period { code }
                predicate
                coverage
                computedAt
                axes: explanation { axis estimate _interval: interval { low high } effectiveN rating }
              }
            }
          }
        }
    """,
    "list": """
        query List {
          employees(first: 100) {
            nodes {
              id
              name
              employment
              leftOn
              identityNumber
              position { title type jobFamily }
              unit { code name }
            }
          }
        }
    """,
    "submit": """
        mutation Submit($input: SubmitComplaintInput!) {
          submitComplaint(input: $input) {
            ... on SubmitComplaintPayload { ticket accessCode dueAt }
          }
        }
    """,
    "rate": """
        mutation Rate($input: RateResolutionInput!) {
          rateResolution(input: $input) {
            ... on RateResolutionPayload { id }
          }
        }
    """,
}

_QUERY = re.compile(r"\s*query (\w+)(\([^)]*\))? (\{.*\})\s*", re.DOTALL)


def as_root_fragment(document: str) -> str:
    """A query as Relay writes it: everything in a fragment at the root. Another operation stays as it is."""
    found = _QUERY.fullmatch(document)
    if found is None:
        return document
    name, variables, fields = found[1], found[2] or "", found[3]
    return f"query {name}{variables} {{ ...{name}Page }} fragment {name}Page on Query {fields}"
