"""Types of the graph, a module a subject."""
