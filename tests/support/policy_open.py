"""The addresses that are open to everybody, the public pages and the API: the same policy as
`policy`, and the addresses without a name."""

from tests.support.policy import Rule, if_decided, uid
from tests.support.world import published_day, published_key

PUBLIC = "public"
LIST = Rule("open", "none", PUBLIC)
OPEN = {
    "product-list": LIST,
    "product-facets": LIST,
    "product-one": Rule("public", "none", PUBLIC, path=uid("product")),
    "producer-list": LIST,
    "producer-one": Rule("public", "none", PUBLIC, path=uid("producer")),
    "certification-list": LIST,
    "certification-one": Rule(
        "public", "none", PUBLIC, path=lambda side: if_decided(side, "certification")
    ),
    "decision-list": LIST,
    "decision-one": Rule("public", "none", PUBLIC, path=uid("decision")),
    # POST: several at once; it writes nothing
    "verify": Rule("open", "open", PUBLIC, query="?code=19-02155-003-2026"),
    "journal-heads": LIST,
    "place-list": LIST,
    "place-one": Rule("open", "none", PUBLIC, path=lambda side: ("19",)),
    "scheme-list": LIST,
    "scheme-one": Rule("open", "none", PUBLIC, path=lambda side: ("26-2026",)),
    "sheet-one": Rule("open", "none", PUBLIC, path=lambda side: ("26-2026", "6")),
    "imports": Rule(
        "none", "signed", body=lambda side: {"kind": "producers", "province": side.province}
    ),
    "import-one": Rule("view", "none", path=uid("import")),
    "import-apply": Rule("none", "edit", path=uid("import")),
    "api-schema": LIST,
    "api-docs": LIST,
    "public:home": LIST,
    "public:products": LIST,
    "public:export": Rule("open", "none", PUBLIC, path=lambda side: ("csv",)),
    "public:product": Rule("public", "none", PUBLIC, path=uid("product")),
    "public:producer": Rule("public", "none", PUBLIC, path=uid("producer")),
    "public:provinces": LIST,
    "public:province": Rule("open", "none", PUBLIC, path=lambda side: ("19",)),
    "public:places": LIST,
    "public:place": Rule("open", "none", PUBLIC, path=lambda side: ("19",)),
    "public:check": Rule("open", "none", PUBLIC, query="?q=che"),
    "public:about": LIST,
    "public:journal": LIST,
    "public:journal_text": Rule("open", "none", PUBLIC, path=published_day),
    "public:journal_signature": Rule("open", "none", PUBLIC, path=published_day),
    "public:journal_key": Rule("open", "none", PUBLIC, path=published_key),
    "public:language": Rule("none", "open", PUBLIC),
    "public:robots": LIST,
    "public:image": Rule(
        "public", "none", PUBLIC, path=lambda side: (side.image,) if side.image else None
    ),
    "decision_page": Rule("public", "none", PUBLIC, path=uid("decision")),
    "decision_file": Rule("public", "none", PUBLIC, path=uid("decision")),
    "scheme_list": LIST,
    "scheme_page": Rule("open", "none", PUBLIC, path=lambda side: ("26-2026",)),
    "scheme_sheet": Rule("open", "none", PUBLIC, path=lambda side: ("26-2026", "6")),
}
# Addresses without a name: what they are, and an example.
UNNAMED = {
    "^api(/|$)": ("/api/v1/khong-co/", Rule("never", "never", PUBLIC)),
    "quan-tri/(?P<url>.*)$": ("/quan-tri/khong-co/", Rule("never", "never")),
}
