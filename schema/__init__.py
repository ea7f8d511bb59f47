"""What a client sees: GraphQL types, inputs, connections, errors."""

from schema.enums import describe_enums

# Before any type that uses them is made.
describe_enums()
