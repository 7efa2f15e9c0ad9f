"""Words that many invented people are made of."""

_GIVEN = """
Amara Tomás Mei Ingrid Kwame Leïla Dmitri Ananya Samuel Noor Hiroshi Beatriz Olu Saoirse Farid Giulia
Nkechi Jamal Priyanka Lars Xiomara Tariq Hannah Minh Ruth Mateo Zainab Piotr Chloe Ravi Adaeze Yusra
Kai Marta Elias Soo-jin Rafael Miriam Anselm Thandiwe Victor Lucía Omar Freya Jun Dalia Patrick Esi
Wei Carmen Abdul Ivana Joseph Sunita Henrik Malia Andre Yara Bilal Sofía Grace Emeka Astrid Nadia
Theo Keiko Luis Fatima Daniel Aroha Viktor Salma Peter Nayeli Idris Clara Arjun Maeve Hassan Lena
Isaac Pilar Chidi Aiko Marcus Shirin Gabriel Lindiwe Stefan Rosa Karim Anh Julian Teodora Femi Alma
"""

_FAMILY = """
Okonkwo Almeida Zhang Sørensen Mensah Benali Petrov Raman Whitfield Haddad Tanaka Carvalho Adeyemi
Byrne Rahimi Conti Eze Freeman Iyer Lindqvist Reyes Aziz Goldberg Nguyen Abrams Herrera Bello Nowak
Baker Krishnan Obi Mansour Kahale Kowalska Stern Park Moreno Levin Brandt Dlamini Laurent Ortega
Farouk Olsen Lee Saab Kelly Owusu Chen Vega Rahman Horvat Marsh Patel Dahl Kealoha Baptiste Nassar
Malik Ibáñez Thompson Nwosu Lund Chaudhry Papadakis Yamada Castillo Osman Kim Ngata Volkov Amin
Hughes Xicay Diallo Weiss Menon Gallagher Siddiqui Fischer Rosen Navarro Uche Mori Boyd Tehrani
Silva Ndlovu Ionescu Romero Hakimi Tran Archer Popova Adebayo Duarte Sato Quispe Hassan Keller
Fernando Achterberg Bianchi Okafor Lowe Gupta Mbeki Novák Shah Barrett Ito Delgado Youssef Larsen
"""

GIVEN, FAMILY = _GIVEN.split(), _FAMILY.split()

PLACES = [
    "Marlowe", "Lakeshore University", "Northfield", "Tidewater Medical School", "Alder Creek Hospital",
    "Pinyon County Health", "St. Brigid Medical Center", "Harborview College of Medicine",
    "Red Mesa Regional", "Fulton Veterans Hospital", "Cedar Rapids Children’s", "Westmere Institute",
    "Two Rivers Clinic", "Juniper Valley Health", "Eastgate University",
]  # fmt: skip

FIELDS = [
    "consultation-liaison", "addiction psychiatry", "child and adolescent", "forensics", "geriatrics",
    "sleep medicine", "neurology", "internal medicine", "emergency medicine", "pediatrics", "pharmacy",
    "social work", "nursing", "case management", "medical education", "informatics",
]  # fmt: skip

TITLES = [
    "assistant professor", "associate professor", "professor", "fellowship director", "chief resident",
    "fellow", "PGY-1", "PGY-3", "PGY-4", "clinic director", "research coordinator", "fourth-year student",
]  # fmt: skip

TAGS = [
    "fellowship", "journal club", "delirium", "statement", "teaching", "quality", "society", "alumni",
    "research", "wellness", "career", "poster", "consults", "global health",
]  # fmt: skip

MET_VIA = [
    "APA Annual Meeting", "grand rounds", "consult service", "night float", "journal club",
    "county society evening", "ACLP meeting", "interview day", "research day", "a webinar",
]  # fmt: skip

TAKEAWAYS = [
    "Keep the question small and the outcome simple.",
    "Ask for the feedback before the letter.",
    "The society has a trainee grant in spring.",
    "Write the methods section first.",
    "Two electives are enough to know.",
    "Visit the clinic before you decide.",
    "Send the draft early, however rough.",
    "There is a shared dataset worth asking about.",
    "Read the review in last month’s issue.",
    "Teaching counts when it is written down.",
    "A short note after each talk is remembered.",
    "Start the statement with why, not with when.",
]

NOTES = [
    "Prefers a figure over a paragraph.",
    "Likes to be told early when a deadline slips.",
    "Runs the journal club on the second Thursday.",
    "Offered to read the statement in autumn.",
    "Knows the fellowship director well.",
    "Interested in shared teaching for students.",
    "",
    "",
]
