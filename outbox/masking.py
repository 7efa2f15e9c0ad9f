"""Addresses as an operator may see them: enough to recognise a domain, too little to know a person."""

from __future__ import annotations

import re

# A local part may be quoted, with blanks in it.
_ADDRESS = re.compile(r"""("[^"\n]*"|[^\s@<>()\[\],;:"]+)@([^\s@<>()\[\],;:"']+)""")


def masked(text: str) -> str:
    """Every address in the text as `l…@example.com`; a server's answer often repeats the address."""
    return _ADDRESS.sub(lambda found: f"{found[1][0]}…@{found[2]}", text)
