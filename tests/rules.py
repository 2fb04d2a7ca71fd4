"""The rules as shipped, for tests of the layers that read no file themselves."""

from domain.calendar import WorkCalendar
from domain.rules import RuleBook
from domain.rules_file import RULES_FILE, load_rules

SHIPPED = load_rules(RULES_FILE.read_text(encoding="utf-8"))
BOOK = RuleBook(rules=SHIPPED, calendar=WorkCalendar())
