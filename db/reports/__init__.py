"""Reports: one statement for each fact that a question's measures rest on."""
