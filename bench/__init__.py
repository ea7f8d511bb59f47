"""The service beside hand-written SQL and its peers: the same data, the same answers, requests a second."""
