"""How it travels: the application, the endpoint, sign-in, the command line."""
