"""What a question counts, and by what it divides."""

from language.reading import Breakdown, Found, Metric
from language.scanning import Scan

# Named groups of people: "bao nhiêu giáo viên" asks for the division they belong to.
_PARTS = (
    ("gender", Breakdown.GENDER),
    ("ethnicity", Breakdown.ETHNICITY),
    ("category", Breakdown.CATEGORY),
    ("religion", Breakdown.RELIGION),
)


def metric_of(scan: Scan) -> Found[Metric]:
    """What is counted: admissions unless something else is named."""
    for tag, metric in (("dropped", Metric.DROPPED), ("official", Metric.OFFICIAL), ("class", Metric.CLASS)):
        hits = [h for h in scan.all(tag) if not any(scan.used[h.start : h.end])]
        if hits:
            start, end = scan.span(hits[0].start, hits[0].end)
            return Found(value=metric, start=start, end=end)
    admissions = scan.all("admission")
    candidates = scan.all("candidate")
    if candidates and not admissions:
        start, end = scan.span(candidates[0].start, candidates[0].end)
        return Found(value=Metric.CANDIDATE, start=start, end=end)
    if admissions:
        start, end = scan.span(admissions[0].start, admissions[0].end)
        return Found(value=Metric.ADMISSION, start=start, end=end)
    return Found(value=Metric.ADMISSION, start=0, end=0, confidence=0.8)


def breakdowns(scan: Scan) -> tuple[Found[Breakdown], ...]:
    """By what the figure is divided, in the order told, each once."""
    found: dict[Breakdown, tuple[int, int]] = {}
    hits = [
        (h.start, h.end, Breakdown(h.value))
        for h in scan.all("breakdown")
        if not _is_noise(scan, h.start, h.end, h.value)
    ]
    for tag, breakdown in _PARTS:
        hits += [
            (h.start, h.end, breakdown) for h in scan.all(tag) if not _is_noise(scan, h.start, h.end, tag)
        ]
    for start, end, breakdown in sorted(hits):
        if not any(scan.used[start:end]):
            found.setdefault(breakdown, (start, end))
    result = []
    for breakdown, (start, end) in found.items():
        raw_start, raw_end = scan.span(start, end)
        result.append(Found(value=breakdown, start=raw_start, end=raw_end))
    return tuple(result)


def _is_noise(scan: Scan, start: int, end: int, kind: str) -> bool:
    keys = scan.keys[start:end]
    if kind == "unit" and keys in (["chi", "bo"], ["don", "vi"]):
        return not (
            scan.ending("by", start) or scan.key(start - 1) in ("theo", "tung", "moi", "cac", "va", ",")
        )
    if kind == "gender" and keys == ["nam"]:
        return not (scan.key(end) in ("nu", "va", ",", "gioi") or scan.ending("how_many", start))
    if kind == "gender" and keys == ["gioi"]:
        return not scan.ending("by", start)
    if (
        kind == "ethnicity"
        and len(keys) == 1
        and keys[0]
        in ("co", "ma", "lu", "hoa", "tho", "dao", "thai", "cong", "mang", "khang", "giay", "lao", "kinh")
    ):
        return not (
            scan.ending("folk", start)
            or scan.key(start - 1) in ("toc", "nguoi", "dc", "c", "vien")
            or (scan.words[start][0].isupper() and scan.cased)
        )
    if kind == "category" and keys in (
        ["cn"],
        ["dan", "cu"],
        ["nguoi", "dan"],
        ["doan", "vien"],
        ["linh"],
        ["nong"],
        ["bo", "doi"],
    ):
        return not scan.ending("how_many", start)
    if kind == "category" and keys[-1] == "lop":
        return not scan.is_number(end)
    if kind == "category" and keys == ["cong", "nhan"]:
        return scan.has("official")
    return kind == "age" and keys == ["tre"] and not scan.spellings[start].tone
