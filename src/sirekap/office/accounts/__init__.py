"""Who may sign in: passwords, second factors, sessions, pauses after wrong tries, and who keeps accounts."""
