"""The headers that every answer of the site carries, whatever it is."""

from typing import Any

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


def faults(answer: Any, where: str) -> list[str]:
    """What is missing or too much on one answer; `where`: how it is named in what is said."""
    found = [
        f"{where}: {name}" for name, value in ALWAYS.items() if answer.headers.get(name) != value
    ]
    policy = answer.headers.get("Content-Security-Policy", "")
    if (
        "default-src 'none'" not in policy
        or "frame-ancestors 'none'" not in policy
        or "unsafe-" in policy
        or "*" in policy
    ):
        found.append(f"{where}: CSP {policy!r}")
    if "camera=()" not in answer.headers.get("Permissions-Policy", ""):
        found.append(f"{where}: Permissions-Policy")
    for cookie in answer.cookies.values():
        # one that is taken away holds nothing
        if cookie.value and not (cookie["httponly"] and cookie["samesite"] == "Lax"):
            found.append(f"{where}: cookie {cookie.key}")
    if answer.status_code == 500:
        found.append(f"{where}: 500")
    return found
