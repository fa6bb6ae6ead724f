# What a language says of itself. Its name, as the choice shows it, is `language-name` in ui.ftl.

# The sign between whole and fraction.
decimal = ,
# Other languages that a system may be set to and that are served in this one: those of Russia's peoples and
# neighbours, since the words of the schools are Russian. One that gets a folder is spoken to in that.
serves = be uk kk tt ba cv ce av os sah
