"""From a GraphQL document to SQL and back: the only place where a field meets SQL."""
