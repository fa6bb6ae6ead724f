# What a language says of itself. Its name, as the choice shows it, is `language-name` in ui.ftl.

# The sign between whole and fraction.
decimal = .
# Other languages that a system may be set to and that are served in this one. What no language serves is served in
# English.
serves =
