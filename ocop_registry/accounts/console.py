"""What the journal says of acts at the server's command line: nobody signed in, so it names who
said to be there, and the user of the system."""

import getpass


def reason_of(who: str = "") -> str:
    """The reason of such an act."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        user = "?"
    said = f", {who.strip()}" if who.strip() else ""
    return f"Dòng lệnh của máy chủ (người dùng hệ thống “{user}”{said})"
