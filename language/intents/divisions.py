"""What a question can be about and be divided by: tags of the lexicon that its rules share."""

from language.words import particles
from language.words.scanning import Scan

EVENTS = ("admission", "official", "class", "candidate", "dropped")
GROUPS = ("gender", "ethnicity", "category", "religion", "education")
# All that may stand in a question that says no more than by what to divide.
GROUP_WORDS = (
    *("how_many", "breakdown", "gender", "category", "ethnicity", "ethnicity_label", "religion"),
    *("education", "education_label", "or_above", "by", "group_filler", "members", "part_link", "thereof"),
)
_PARTING = particles.words("parting")


def is_parted(scan: Scan) -> bool:
    """từng chi bộ, mỗi tháng: a division led in by one of these words."""
    return any(scan.key(hit.start) in _PARTING for hit in scan.all("breakdown"))
