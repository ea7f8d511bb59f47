"""How it travels: the application, the endpoint, sign-in, streams, and the settings of a process."""
