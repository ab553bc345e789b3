"""Numbers of producers as lists write them: what a spreadsheet did to them is undone, nothing else."""

import re


def phone(text: str) -> str:
    """A telephone number as written; nine digits are a number whose leading zero was eaten."""
    return f"0{text}" if re.fullmatch(r"[1-9]\d{8}", text) else text


def tax_code(text: str) -> str:
    """A tax code as it is written; a spreadsheet that took it for a number has eaten the leading
    zero: it is put back."""
    digits = re.sub(r"[\s.-]", "", text)
    if not digits.isdigit():
        return text
    digits = digits.zfill(len(digits) + 1) if len(digits) in {9, 11} else digits
    return f"{digits[:10]}-{digits[10:]}" if len(digits) == 13 else digits
