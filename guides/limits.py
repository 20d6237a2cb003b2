"""How long the texts of an item may be, in characters: the same in rows and in files."""

SLUG = 100
CODE = 20
TITLE = 200
SUMMARY = 500
HINT = 300
LABEL = 200
NOTE = 500
ALT = 300
# The whole text of an emergency note, and the part of it that is never folded.
EMERGENCY = 1000
EMERGENCY_FIRST = 200
ANSWERS = 2000
