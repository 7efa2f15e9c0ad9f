"""Forty-two invented people a resident knows. Days count back from the day the demo is loaded."""

from __future__ import annotations

from dataclasses import dataclass, field

from contacts.models import Cadence, Channel, Direction, Origin, Role

SENIOR, PEER, JUNIOR = Direction.SENIOR, Direction.PEER, Direction.JUNIOR
NONE, UPDATE, CHECK_IN, CUSTOM = Cadence.NONE, Cadence.UPDATE, Cadence.CHECK_IN, Cadence.CUSTOM
EMAIL, PHONE, TEXT, LINKEDIN, IN_PERSON = Channel.values
MARLOWE, LAKESHORE, NORTHFIELD = "Marlowe", "Lakeshore University", "Northfield"
TIDEWATER, ALDER, PINYON = "Tidewater Medical School", "Alder Creek Hospital", "Pinyon County Health"
BRIGID, RED_MESA = "St. Brigid Medical Center", "Red Mesa Regional"


@dataclass(frozen=True)
class Person:
    """One contact. `roles`: role, days ago it began, days ago it ended (or None)."""

    name: str
    what: str
    where: str
    direction: str
    since: int
    met_via: str = ""
    cadence: str = NONE
    credentials: str = "MD"
    pronouns: str = ""
    department: str = "Psychiatry"
    discipline: str = ""
    tags: tuple[str, ...] = ()
    roles: tuple[tuple[str, int, int | None], ...] = ()
    anchor: bool = False
    core: bool = False
    assigned: bool = False
    note: str = ""
    email: str = ""
    phone: str = ""
    channels: tuple[str, ...] = (EMAIL,)
    hours: tuple[int, int] | None = None
    zone: str = ""
    may_text: bool = False
    custom: tuple[int, int] | None = None
    origin: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "origin", Origin.ASSIGNED if self.assigned else Origin.CHOSEN)


PEOPLE = [
    # ------------------------------------------------------------ mentors
    Person(
        "Dr. Thomas Halloran", "professor of psychiatry, residency advisor", MARLOWE, SENIOR, 640,
        "assigned in the first week", UPDATE, pronouns="he/him", tags=("career", "clinical teaching"),
        roles=((Role.CLINICAL, 640, None), (Role.NAVIGATOR, 420, None), (Role.RESEARCH, 300, None),
               (Role.MENTOR, 500, None), (Role.COACH, 600, 420)),
        anchor=True, core=True, assigned=True, email="t.halloran@marlowe.example", phone="555-0114",
        channels=(EMAIL, PHONE, IN_PERSON), hours=(8, 17), zone="America/Denver",
        note="Trained at Lakeshore. Thinks aloud while walking, so the long corridor is the best office.\n"
             "Wants the question first and the story after. Reads a draft within two days if it is one page.",
    ),
    Person(
        "Dr. Elin Lindqvist", "associate professor, delirium outcomes", LAKESHORE, SENIOR, 430,
        "grand rounds", UPDATE, credentials="MD, PhD", pronouns="she/her",
        tags=("delirium", "research", "fellowship"),
        roles=((Role.RESEARCH, 430, None), (Role.MENTOR, 400, None), (Role.SPONSOR, 350, None),
               (Role.CONNECTOR, 430, 340)),
        anchor=True, core=True, email="e.lindqvist@lakeshore.example", hours=(7, 11), zone="America/Chicago",
        note="Prefers a figure over a paragraph. Likes to be told early when a deadline slips.\n"
             "Ask how the sabbatical plans are going.",
    ),
    Person(
        "Dr. Samir Bhatt", "consultation-liaison, service chief", LAKESHORE, SENIOR, 520,
        "away rotation", UPDATE, pronouns="he/him", tags=("consults", "fellowship"),
        roles=((Role.MENTOR, 300, None),), anchor=True, email="s.bhatt@lakeshore.example",
        note="Asked how the fellowship timing works out. He sat on the selection committee for years.",
    ),
    Person(
        "Dr. Amina Lakhani", "addiction psychiatry, clinic director", NORTHFIELD, SENIOR, 380,
        "county society evening", UPDATE, tags=("fellowship", "statement"),
        email="a.lakhani@northfield.example",
        roles=((Role.CONNECTOR, 200, None),),
    ),
    Person(
        "Prof. Ada Lakatos", "chair, county psychiatric society", TIDEWATER, SENIOR, 300,
        "county society evening", UPDATE, credentials="MD, MPH", tags=("society",),
        email="lakatos@tidewater.example",
    ),
    Person(
        "Dr. Wen-Li Chao", "associate program director", MARLOWE, SENIOR, 610, "interview day", CHECK_IN,
        pronouns="she/her", tags=("career", "teaching"), anchor=True, email="w.chao@marlowe.example",
        channels=(EMAIL, IN_PERSON),
    ),
    Person(
        "Dr. Farah Siddiqui", "sleep medicine", LAKESHORE, SENIOR, 260, "a webinar", UPDATE,
        department="Neurology", tags=("sleep", "delirium"), email="f.siddiqui@lakeshore.example",
    ),
    Person(
        "Dr. Gwendolyn Marsh", "geriatric psychiatry", ALDER, SENIOR, 350, "memory clinic", UPDATE,
        tags=("geriatrics",), email="g.marsh@aldercreek.example", channels=(EMAIL, PHONE), phone="555-0161",
    ),
    Person(
        "Dr. Rafael Ortega", "emergency psychiatry", PINYON, SENIOR, 330, "night float", UPDATE,
        pronouns="he/him", tags=("emergency", "quality"), email="r.ortega@pinyon.example",
    ),
    Person(
        "Dr. Ngozi Eze", "child and adolescent psychiatry", BRIGID, SENIOR, 290, "elective", CHECK_IN,
        tags=("child", "teaching"), email="n.eze@brigid.example",
    ),
    Person(
        "Dr. Inés Castellanos", "CL fellowship director", LAKESHORE, SENIOR, 70, "introduced by Dr. Bhatt",
        NONE,
        tags=("fellowship",), email="i.castellanos@lakeshore.example", zone="America/Chicago", hours=(9, 18),
        note="Likes concrete questions about the clinic week, not about the ranking.",
    ),
    Person(
        "Dr. Beaumont Ellery", "forensic psychiatry", MARLOWE, SENIOR, 240, "court clinic", CUSTOM,
        tags=("forensics",), custom=(2, 3), email="b.ellery@marlowe.example",
    ),
    Person(
        "Dr. Yael Stern", "dean for student affairs", TIDEWATER, SENIOR, 700, "medical school", CHECK_IN,
        pronouns="she/her", tags=("alumni", "career"), roles=((Role.NAVIGATOR, 700, 430),),
        email="y.stern@tidewater.example",
    ),
    Person(
        "Dr. Kofi Mensah", "global mental health", RED_MESA, SENIOR, 180, "a webinar", CHECK_IN,
        credentials="MD, MPH", tags=("global health",), email="k.mensah@redmesa.example",
    ),
    Person(
        "Dr. Ruth Abrams", "psychotherapy supervisor", MARLOWE, SENIOR, 500, "assigned supervision", NONE,
        credentials="PhD", discipline="psychology", tags=("supervision",), assigned=True,
        email="r.abrams@marlowe.example", channels=(EMAIL, PHONE, IN_PERSON), phone="555-0136",
    ),
    # ------------------------------------------------------------ alongside
    Person(
        "Dr. Marisol Ruiz", "PGY-4, chief resident", MARLOWE, PEER, 600, "orientation", NONE,
        pronouns="she/her", tags=("chief", "journal club"), email="m.ruiz@marlowe.example",
        channels=(EMAIL, TEXT, IN_PERSON), may_text=True, phone="555-0178",
        note="Starts a fellowship at Lakeshore next summer. Knows who reads statements well.",
    ),
    Person(
        "Hana Mori", "inpatient pharmacy", MARLOWE, PEER, 330, "delirium project", NONE, credentials="PharmD",
        department="Pharmacy", discipline="pharmacy", tags=("delirium", "quality"),
        email="h.mori@marlowe.example", channels=(EMAIL, TEXT), may_text=True, phone="555-0152",
        note="Has the Lakeshore dosing table. Best reached before the morning round.",
    ),
    Person(
        "Dr. Joon-ho Baek", "chief CL fellow", LAKESHORE, SENIOR, 240, "away rotation", UPDATE,
        tags=("consults",), email="j.baek@lakeshore.example",
    ),
    Person(
        "Dr. Beatriz Okoye", "PGY-2, internal medicine", LAKESHORE, PEER, 260, "journal club", NONE,
        department="Medicine", discipline="internal medicine", tags=("journal club",),
        email="b.okoye@lakeshore.example",
    ),
    Person(
        "Dr. Tessa Lindgren", "PGY-3", MARLOWE, PEER, 560, "orientation", NONE, tags=("research", "wellness"),
        email="t.lindgren@marlowe.example", channels=(EMAIL, TEXT), may_text=True,
    ),
    Person(
        "Dr. Anjali Nair", "PGY-2", MARLOWE, PEER, 620, "intern year", NONE, tags=("study group",),
        email="a.nair@marlowe.example", channels=(EMAIL, TEXT), may_text=True,
    ),
    Person(
        "Dr. Marcus Bell", "PGY-2", MARLOWE, PEER, 620, "intern year", NONE, tags=("study group", "teaching"),
        email="m.bell@marlowe.example",
    ),
    Person(
        "Camille Laurent", "consult social worker", MARLOWE, PEER, 400, "consult service", NONE,
        credentials="LCSW", department="Social Work", discipline="social work", tags=("consults",),
        email="c.laurent@marlowe.example", channels=(EMAIL, IN_PERSON),
    ),
    Person(
        "Tariq Mansour", "nurse manager, unit 4", MARLOWE, PEER, 380, "inpatient unit", NONE,
        credentials="RN",
        department="Nursing", discipline="nursing", tags=("quality",), email="t.mansour@marlowe.example",
    ),
    Person(
        "Dr. Sinéad Gallagher", "PGY-3, neurology", ALDER, PEER, 210, "neurology month", NONE,
        department="Neurology", discipline="neurology", tags=("delirium",),
        email="s.gallagher@aldercreek.example",
    ),
    Person(
        "Dr. Malia Kealoha", "PGY-3, pediatrics", BRIGID, PEER, 150, "elective", CHECK_IN,
        department="Pediatrics", discipline="pediatrics", tags=("child",), email="m.kealoha@brigid.example",
    ),
    Person(
        "Dr. Jonah Feld", "addiction fellow", NORTHFIELD, PEER, 2, "society evening", NONE,
        tags=("fellowship",), email="j.feld@northfield.example",
    ),
    Person(
        "Dr. Owen Achterberg", "PGY-4", TIDEWATER, PEER, 8, "Western Consultation Psychiatry Meeting", NONE,
        tags=("poster",), email="o.achterberg@tidewater.example",
    ),
    # ------------------------------------------------------------ below
    Person(
        "Tomas Wieczorek", "fourth-year student", LAKESHORE, JUNIOR, 200, "student teaching", CHECK_IN,
        credentials="", tags=("my mentee",), email="t.wieczorek@lakeshore.example",
    ),
    Person(
        "Adaeze Obi", "third-year student", TIDEWATER, JUNIOR, 120, "student teaching", CHECK_IN,
        credentials="", tags=("my mentee",), email="a.obi@tidewater.example",
    ),
    Person(
        "Dr. Caleb Osei", "PGY-1", MARLOWE, JUNIOR, 140, "orientation", NONE, tags=("study group",),
        email="c.osei@marlowe.example", channels=(EMAIL, TEXT), may_text=True,
    ),
    # ------------------------------------------------------------ met lately
    Person(
        "Dr. Grace Adeyemi", "forensics, training director", TIDEWATER, SENIOR, 9,
        "Western Consultation Psychiatry Meeting", NONE, pronouns="she/her", tags=("forensics",),
        email="g.adeyemi@tidewater.example",
    ),
    Person(
        "Dr. Pilar Esteban", "geriatric psychiatry", RED_MESA, SENIOR, 9,
        "Western Consultation Psychiatry Meeting", NONE, tags=("geriatrics",),
        email="p.esteban@redmesa.example",
    ),
    Person(
        "Dr. Dmitri Volkov", "psycho-oncology", NORTHFIELD, SENIOR, 8,
        "Western Consultation Psychiatry Meeting", NONE, tags=("consults",),
        email="d.volkov@northfield.example",
    ),
    Person(
        "Dr. Priya Raman", "women’s mental health", PINYON, SENIOR, 7,
        "Western Consultation Psychiatry Meeting", NONE, pronouns="she/her", tags=("clinic",),
        email="p.raman@pinyon.example",
    ),
    Person(
        "Dr. Leona Whitefeather", "rural telepsychiatry", RED_MESA, SENIOR, 3, "society evening", NONE,
        tags=("global health", "clinic"), email="l.whitefeather@redmesa.example",
    ),
    Person(
        "Dr. Emeka Nwosu", "transplant psychiatry", LAKESHORE, SENIOR, 1, "informational interview", NONE,
        tags=("fellowship", "consults"), email="e.nwosu@lakeshore.example", zone="America/Chicago",
    ),
    Person(
        "Dr. Tamsin Byrne", "early psychosis clinic", ALDER, SENIOR, 2, "introduced by Dr. Chao", NONE,
        tags=("clinic",), email="t.byrne@aldercreek.example",
    ),
    # ------------------------------------------------------------ hoped for
    Person(
        "Dr. Henrik Dahl", "delirium and sleep, keynote speaker", BRIGID, SENIOR, 15, "", NONE,
        tags=("delirium", "sleep"), email="",
    ),
    Person(
        "Dr. Sofia Benali", "journal editor", NORTHFIELD, SENIOR, 15, "", NONE, credentials="MD, PhD",
        tags=("research",), email="",
    ),
    # ------------------------------------------------------------ in the trash
    Person("Dr. Lars Whitfield", "conference organizer", TIDEWATER, SENIOR, 310, "a webinar", NONE),
    Person("Noor Amin", "exhibitor", "Harbor Systems", PEER, 210, "a booth", NONE, credentials="",
        department=""),
]  # fmt: skip
