"""What happened between the resident and the people, and what was promised.

When: "-12 15:10" is twelve days ago at that time on the resident's clock; "-4m+5 16:30" is four months
before the day in five days; "-61h..-70h 18" lies between those hours ago, near six in the evening.
"""

from __future__ import annotations

from dataclasses import dataclass

from interactions.models import Event, Kind

MET, COFFEE, VIDEO, CALL, EMAIL = Kind.MET, Kind.COFFEE, Kind.VIDEO, Kind.CALL, Kind.EMAIL
INTERVIEW, MEETING, ROUNDS = Kind.INFORMATIONAL, Kind.MEETING, Kind.ROUNDS

WEST = "Western Consultation Psychiatry Meeting"
SLEEP = "Delirium and Sleep Symposium"
SOCIETY = "Front Range society evening"
GRAND_ROUNDS = "Psychiatry grand rounds"


@dataclass(frozen=True)
class Happening:
    """An event: its first and last day, counted from today."""

    name: str
    kind: str
    place: str
    zone: str
    first: int
    last: int
    note: str = ""


@dataclass(frozen=True)
class Promise:
    """Promised by me, or to me, for a day counted from today; `kept` when it was, on that day."""

    what: str
    by: int
    to_me: bool = False
    kept: int | None = None


@dataclass(frozen=True)
class Touch:
    """One encounter."""

    when: str
    who: str
    kind: str
    takeaway: str = ""
    note: str = ""
    minutes: int | None = None
    good: bool = False
    event: str = ""
    topics: tuple[str, ...] = ()
    promises: tuple[Promise, ...] = ()
    introduced_by: str = ""
    led_to: str = ""


@dataclass(frozen=True)
class Ahead:
    """A planned meeting and how far its preparation is."""

    when: str
    who: str
    kind: str
    minutes: int
    planned: str
    event: str = ""
    cv_sent: bool = False
    questions: tuple[str, ...] = ()
    ask: str = ""


EVENTS = [
    Happening("Resident research day", Event.Kind.LOCAL, "Marlowe auditorium", "America/Denver", -205, -205),
    Happening(GRAND_ROUNDS, Event.Kind.ROUNDS, "Marlowe, hall B", "America/Denver", -2, -2),
    Happening(WEST, Event.Kind.CONFERENCE, "Portland", "America/Los_Angeles", -8, -6,
              "Three days, one poster. The hallway outside room C was better than the reception."),
    Happening(SOCIETY, Event.Kind.SOCIETY, "Boulder", "America/Denver", -3, -2),
    Happening(SLEEP, Event.Kind.CONFERENCE, "Chicago", "America/Chicago", 1, 3,
              "Goals: two good conversations a day, and one honest question to the keynote."),
]  # fmt: skip

MEETINGS = [
    Ahead("+2 12:15", "Dr. Inés Castellanos", COFFEE, 15, "-9 18:20", SLEEP, cv_sent=True,
          questions=("What does a good week look like for a first-year fellow?",
                     "Which of your graduates work in a small hospital now?",
                     "What do you read first in an application?")),
    Ahead("+5 16:00", "Dr. Thomas Halloran", VIDEO, 30, "-4 08:05",
          questions=("Is one poster and one paper a sensible aim for this year?",),
          ask="A second reader for the one-page proposal"),
    Ahead("+12 09:30", "Dr. Wen-Li Chao", MEETING, 30, "-6 12:00", cv_sent=True),
]  # fmt: skip

# Dates that reminders count from: which of these are open, closing, due or late follows from them.
OPEN, NEARLY_OPEN, CLOSING = "-4m+18 14:00", "-3m+12 10:30", "-4m+4 13:10"
DUE, LATE, JUST_OPENED = "-4m-9 17:40", "-5m-6 11:15", "-3m-0 16:45"

RECENT = [
    # ------------------------------------------------------------ encounters of the last days
    Touch("-8 10:40", "Dr. Grace Adeyemi", MET, "Start a case log of consults, early.", event=WEST, good=True,
          topics=("forensics",), note="Spoke after her panel. She keeps a list of residents who write well."),
    Touch("-8 12:20", "Dr. Pilar Esteban", MET, "Home visits teach more than a second clinic.", event=WEST,
          good=True),
    Touch("-7 16:30", "Dr. Owen Achterberg", MET, "Same poster question, other data. Compare in a month.",
          event=WEST, promises=(Promise("send your poster as a file", -2, kept=-4),)),
    Touch("-6 09:15", "Dr. Dmitri Volkov", MET, "Ask the oncology team what they dread asking.", event=WEST,
          good=True, topics=("consults",)),
    Touch("-6 11:50", "Dr. Priya Raman", MET, "Her clinic began with one shared afternoon.", event=WEST,
          good=True),
    Touch("-6 14:10", "Dr. Samir Bhatt", MET, "", event=WEST, note="Waved across the hall; he was chairing."),
    Touch("-5 18:10", "Dr. Pilar Esteban", EMAIL, "She sent the home-visit checklist."),
    Touch("-4 10:05", "Dr. Priya Raman", EMAIL, "The clinic takes visiting residents on Thursdays."),
    Touch("-61h..-70h 19", "Dr. Leona Whitefeather", MET,
          "Telepsychiatry works when the nurse knows you.", event=SOCIETY, good=True, topics=("rural care",)),
    Touch("-2 18:30", "Dr. Jonah Feld", MET, "He has the same buprenorphine question.", event=SOCIETY,
          good=True),
    Touch("-2 12:10", "Dr. Tamsin Byrne", MET, "The early clinic could use a second pair of hands.",
          event=GRAND_ROUNDS, introduced_by="Dr. Wen-Li Chao", led_to="a visit to the early clinic"),
    Touch("-13h..-21h 15", "Dr. Emeka Nwosu", INTERVIEW,
          "Two months on the unit told him more than any brochure.", minutes=20, topics=("fellowship",),
          promises=(Promise("a reading list on transplant psychiatry", 6, to_me=True),)),
    # ------------------------------------------------------------ promises
    Touch("-3 08:10", "Hana Mori", MEETING, "Count the missing QT values before anything else.", minutes=30,
          topics=("delirium",), promises=(Promise("send the QT-monitoring table", 0),)),
    Touch("-6 17:30", "Dr. Marisol Ruiz", COFFEE, "Write the rank list of reasons, not of programs.",
          minutes=25, promises=(Promise("share your journal-club slides", 2),)),
    Touch("-10 12:10", "Dr. Wen-Li Chao", MEETING, "The curriculum committee has a seat for a resident.",
          minutes=30, topics=("teaching",),
          promises=(Promise("an introduction to the committee’s chair", 1, to_me=True),)),
    Touch("-16 15:00", "Tariq Mansour", ROUNDS, "Falls are counted by shift, not by day.",
          promises=(Promise("bring the falls chart back with the new columns", -9),)),
    Touch("-21 13:00", "Dr. Sinéad Gallagher", COFFEE, "Their EEG list is shorter than ours.", minutes=20,
          promises=(Promise("the EEG order set from neurology", -3, to_me=True),)),
    # ------------------------------------------------------------ windows in every state
    Touch(OPEN, "Dr. Thomas Halloran", MEETING, "Say no to the second committee.", minutes=30,
          topics=("career", "teaching")),
    Touch(CLOSING, "Dr. Elin Lindqvist", VIDEO, "Keep the cohort small and the outcome simple.", minutes=30,
          good=True, topics=("study design", "fellowship"),
          promises=(Promise("send the cohort flow diagram", -96, kept=-98),)),
    Touch(DUE, "Dr. Rafael Ortega", EMAIL, "The crisis team counts its own waiting times now."),
    Touch(LATE, "Dr. Gwendolyn Marsh", CALL, "Ask families what a good day was.", minutes=15),
    Touch(JUST_OPENED, "Dr. Amina Lakhani", COFFEE, "Visit the clinic before you write the statement.",
          minutes=30, topics=("statement",)),
    Touch(NEARLY_OPEN, "Dr. Farah Siddiqui", EMAIL, "The actigraphy protocol is free to use."),
    Touch("-1m-20 19:00", "Prof. Ada Lakatos", MET, "The society has a trainee seat each spring."),
    Touch("-2m-10 08:45", "Dr. Beaumont Ellery", ROUNDS,
          "A report is read by tired people. Put the answer first."),
    Touch("-4m-2 12:30", "Dr. Joon-ho Baek", VIDEO, "Fellows write the schedule; ask them, not the brochure.",
          minutes=20),
    Touch("-6m-12 12:30", "Dr. Ngozi Eze", COFFEE, "Teach one student well rather than six a little.",
          minutes=30),
    Touch("-8m+5 16:10", "Dr. Yael Stern", EMAIL, "Alumni letters are read in the second week."),
    Touch("-3m 18:15", "Dr. Kofi Mensah", VIDEO, "Begin with a partner, not with a plan.", minutes=25),
    Touch("-2m-3 13:00", "Dr. Malia Kealoha", COFFEE, "Pediatrics would join a shared case conference.",
          minutes=20),
    Touch("-20 17:00", "Tomas Wieczorek", VIDEO, "He chose two programs he had not considered.", minutes=40,
          topics=("statement",)),
    Touch("-60 17:00", "Adaeze Obi", MET, "She wants to see a consult day before she decides.",
          minutes=30),
]  # fmt: skip

# Reminders of one's own: who, what, on which day from today, asked how many days ago.
OWN = [
    ("Dr. Tessa Lindgren", "Ask how the research month went", 0, 25),
    ("Dr. Caleb Osei", "Send the list of good call-room lamps", 4, 12),
    ("Dr. Henrik Dahl", "Read the keynote’s last paper", 0, 15),
]

# Snoozed: who, and until when; seconds from now for the one that comes back while you watch.
SNOOZED = [("Dr. Yael Stern", "+6 07:00"), ("Dr. Rafael Ortega", "30s")]

# How close people became; everybody else is "met".
STAGES = {
    "named": ["Dr. Thomas Halloran"],
    "recurring": [
        "Dr. Elin Lindqvist",
        "Dr. Samir Bhatt",
        "Dr. Marisol Ruiz",
        "Hana Mori",
        "Dr. Ruth Abrams",
    ],
    "dormant": ["Dr. Yael Stern"],
}
TRASHED = [("Dr. Lars Whitfield", 11), ("Noor Amin", 3)]
