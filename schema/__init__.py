"""What a client sees: GraphQL types, inputs, connections, errors."""
