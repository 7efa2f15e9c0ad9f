"""What a resident is, as it is said in a sentence."""

from __future__ import annotations

from residents.models import Resident
from residents.models import Stage as Training

YEARS = {
    Training.PGY1: "first-year",
    Training.PGY2: "second-year",
    Training.PGY3: "third-year",
    Training.PGY4: "fourth-year",
    Training.PGY5: "fifth-year",
    Training.PGY6: "senior",
}
OTHERS = {
    Training.CLINICAL: "medical student",
    Training.FINAL: "final-year medical student",
    Training.FELLOW: "fellow",
    Training.ATTENDING: "attending",
}


def stage_words(mine: Resident) -> str:
    """“a second-year psychiatry resident”; "" when the stage is not known."""
    stage, field = mine.training_stage, mine.specialty.lower() if mine.specialty else ""
    if stage in YEARS:
        words = " ".join(part for part in (YEARS[Training(stage)], field, "resident") if part)
    elif stage in OTHERS:
        words = OTHERS[Training(stage)]
    else:
        return ""
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"
