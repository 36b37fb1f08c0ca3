"""Where the small curriculum and its French lie, and who translates it: what tests of ledgers and of exchange share."""

LESSON, OWN = "curriculum/modules/M1-seeing/01-look.md", "curriculum/fr/modules/M1-seeing/01-look.md"
MODULE, OWN_MODULE = "curriculum/modules/M1-seeing/module.yaml", "curriculum/fr/modules/M1-seeing/module.yaml"
LEDGER = "curriculum/fr/translations.yaml"
PEOPLE = "format: 1\npeople:\n  - {id: P-ONE, name: One, constituency: practice}\n  - {id: P-TWO, name: Two, constituency: practice}\n"
