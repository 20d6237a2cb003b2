"""How long the texts of an item may be, in characters: the same in rows and in files."""

SLUG = 100
CODE = 20
TITLE = 200
SUMMARY = 500
HINT = 300
LABEL = 200
NOTE = 500
ANSWERS = 2000
