"""The phrases by which quick capture tells people, promises and advice apart. Data only; edit freely.

Phrases are lower-case; THEM stands for her, him, them or a name. Contractions are written out
("I'll send" is looked up as "i will send").
"""

from __future__ import annotations

Phrase = tuple[str, ...]


def _phrases(text: str) -> list[Phrase]:
    return [tuple(phrase.split()) for phrase in text.split(",")]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.replace(",", " ").split())


# ------------------------------------------------------------------ promises
VERBS = _phrases("""
    send, email, mail, forward, share, text, call, message, dm, ping, write, write to, reach out to, reach
    out, follow up, follow-up, follow up with, check in, check in with, circle back, touch base, get back
    to, get back, read, review, look at, look over, look into, look up, edit, proofread, draft, finish,
    submit, apply, apply to, register, sign up, schedule, set up, book, arrange, organize, find, ask,
    tell, show, give, lend, bring, print, copy, post, introduce, connect, connect with, put, nominate,
    recommend, refer, invite, add, include, join, thank, congratulate, remind, update, contact, prepare,
    present, try, help, return, fill out, complete, consider, meet, visit, shadow, reply, watch, listen
    to, pass on, pass along, loop in, cc, work on, practice, speak to, speak with, talk to, point, vouch,
    mentor, sponsor
""")
# As often nouns: without an object they begin nothing ("a call with", "slides, review, notes").
NOUNS_TOO = _words("""
    email mail text call message review draft copy post update contact present help visit order practice
    point book share reach
""")
# "I will be on nights" promises nothing.
NO_PROMISE = _words("be have not never miss like love see know need want")
# Who owes what follows: the one who speaks it, me, or them. A verb follows, unless it says "thing".
SPEAKER = _phrases("""
    will, would, can, could, shall, am going to, is going to, are going to, going to, promised to, has
    promised to, offered to, has offered to, agreed to, has agreed to, volunteered to, said i will, said i
    would, said i can, said she will, said she would, said she can, said he will, said he would, said he
    can, said they will, said they would, said they can, is happy to, happy to, would be happy to, would
    be glad to, will also
""")
ME = _phrases("""
    need to, have to, must, should, want to, plan to, remember to, do not forget to, don't forget to, dont
    forget to, todo, to do, to-do, fu, f/u, told THEM i will, told THEM i would, told THEM that i will,
    told THEM that i would, promised THEM i will, promised THEM i would, promised i will, promised i
    would, asked me to, asks me to, wants me to, asked if i could, asked if i can, asked if i would, owe
    it to THEM to
""")
ME_THING = _phrases("owe THEM, owe, promised THEM, have promised THEM")
THEM_THING = _phrases("""
    promised me, has promised me, offered me, has offered me, owes me
""")
# With nobody named these speak of the other person when what follows is mine ("offered to read my CV").
THEIRS_IF_MINE = _words("""
    can could offered agreed promised volunteered happy said has would
""")

# ------------------------------------------------------------------ what was said
# The phrase is not part of the takeaway ("she said start early").
REPORTED = _phrases("""
    said to, said that, said, says to, says that, says, told me to, told me that, told me about, told me,
    told us, talked about, spoke about, chatted about, we talked about, we discussed, discussed, mentioned
    that, mentioned, noted that, pointed out that, pointed out, learned that, learned about, learned,
    learnt that, learnt, advice, her advice, his advice, takeaway, take away, take home, lesson
""")
# The phrase belongs to it ("suggested a case log", "loves ultrasound").
TOLD = _words("""
    suggested suggests recommended recommends advised advises warned thinks thought believes believed
    feels wants wanted needs loves loved likes hates works runs leads directs knows studies teaches
    researches specializes encouraged explained asked
""")

# ------------------------------------------------------------------ meetings
MEETINGS: dict[str, list[Phrase]] = {
    "met": _phrases("""
    met, met with, met up with, finally met, just met, saw, ran into, bumped into, spoke to, spoke with,
    talked to, talked with, chatted to, chatted with, chat with, talk with, conversation with, chatting
    with, sat with, sat next to, sat beside, stood next to, caught up with, catch up with, introduced to,
    was introduced to, got introduced to, introduced myself to, connected with, shadowed, worked with,
    rounded with, meeting with, visited, visited with, said hi to, said hello to, consult with, consulted
    with, curbside with, curbsided, curbside consult with
"""),
    "coffee": _phrases("""
    coffee with, coffee chat with, had coffee with, coffee and a chat with, tea with, lunch with, had
    lunch with, dinner with, had dinner with, breakfast with, had breakfast with, drinks with, beers with,
    brunch with
"""),
    "zoom": _phrases("""
    zoom with, zoomed with, zoom call with, zoom, video call with, video with, teams with, teams call
    with, facetime with, webex with
"""),
    "call": _phrases("""
    call with, phone call with, called, phoned, spoke on the phone with, phone with, call from
"""),
    "email": _phrases("""
    emailed, emailed with, email from, email to, email with, heard from, heard back from, wrote to, dm
    from
"""),
    "text": _phrases("""
    texted, texted with, text from, messaged, dmed, linkedin message from
"""),
}
KIND_WORDS = {
    "coffee": "coffee", "lunch": "coffee", "dinner": "coffee", "drinks": "coffee", "tea": "coffee",
    "zoom": "zoom", "facetime": "zoom", "phone": "call", "email": "email",
}  # fmt: skip
INTRODUCED_ME = _phrases("""
    introduced me to, introduced us to, has introduced me to, just introduced me to, introduced me, put me
    in touch with, connected me with, connected me to, hooked me up with, e-introduced me to
""")
THANKS_TO = _phrases("thanks to, via, through")
# Announces a meeting that was or will be: "coffee with Dr. Ruiz tomorrow".
TENSELESS = _words("""
    coffee lunch dinner tea breakfast brunch drinks beers zoom video teams facetime webex call phone
    meeting chat conversation talk
""")
# Said before a cue, and part of it: "had a great chat with".
BEFORE_CUE = _words("had a an the just finally quick brief short very really cold hallway my our")
# "On" is a place before these ("on the shuttle", "on 7 west"), else a topic ("on lithium toxicity").
AFTER_ON = _words("the a my our call rounds service nights consults unit ward")
PLACES = _words("at in on near outside inside by over")
OCCASIONS = _words("after before during between while following")
ABOUT = _words("about re regarding")
THROUGH = _words("via through")
GOOD = _words("""
    great good lovely wonderful long nice helpful fantastic excellent terrific warm deep
""")
TALK = _words("chat talk conversation discussion meeting call")

# ------------------------------------------------------------------ small words
THEY = _words("she he they who both")
THEM = _words("her him them")
WE = _words("i we")
GLUE = _words("and then also but so plus & + i we just - – — • -> please reminder")
DETERMINERS = _words("""
    the a an my our her his their some this that these those your any
""")
# A verb after one of these belongs to what went before ("told me to send her", "thinks I should").
BLOCKERS = _words("""
    to will would can could should might may must not that said says thinks think thought say if when what
    how because let help me him her them us who or please i we you don't didn't never after before while
    until than as suggested recommended wants want since
""")
CONTRACTIONS: dict[str, Phrase] = {
    "i'll": ("i", "will"), "i'd": ("i", "would"), "i'm": ("i", "am"), "i've": ("i", "have"),
    "we'll": ("we", "will"),
    "we'd": ("we", "would"), "she'll": ("she", "will"), "she'd": ("she", "would"), "she's": ("she", "is"),
    "he'll": ("he", "will"), "he'd": ("he", "would"), "he's": ("he", "is"), "they'll": ("they", "will"),
    "they'd": ("they", "would"), "they're": ("they", "are"), "who'll": ("who", "will"), "w/": ("with",),
    "@": ("at",),
    "&": ("and",), "+": ("and",), "gonna": ("going", "to"), "gotta": ("have", "to"), "e-mail": ("email",),
    "e-mailed": ("emailed",), "intro'd": ("introduced",), "mtg": ("meeting",),
}  # fmt: skip
# Typed without the apostrophe these are words of their own, so a promise verb must follow.
BARE_CONTRACTIONS: dict[str, Phrase] = {
    "ill": ("i", "will"), "id": ("i", "would"), "well": ("we", "will"), "shell": ("she", "will"),
    "hell": ("he", "will"), "theyll": ("they", "will"), "shed": ("she", "would"), "hed": ("he", "would"),
}  # fmt: skip

# ------------------------------------------------------------------ not names
ROLES = _words("""
    named alumni alumnus alumna alum resident residents intern interns fellow fellows attending attendings
    chief chair chairman chairwoman director pd apd professor faculty nurse pharmacist manager coordinator
    student students social worker np pa mentor co-resident coresident colleague hospitalist surgeon
    physician doctor psychiatrist cardiologist neurologist pediatrician anesthesiologist radiologist
    pathologist researcher speaker presenter editor scientist postdoc consultant specialist therapist
    psychologist dean boss wife husband friend senior junior program new other another pgy pgy-1 pgy-2
    pgy-3 pgy-4 pgy-5 pgy1 pgy2 pgy3 pgy4 ms3 ms4 cl em im ob ob-gyn obgyn peds psych neuro cards surg
    ortho gi id icu derm rads path anesthesia cardiology neurology psychiatry pediatrics surgery medicine
    oncology heme geriatrics radiology pharmacy forensics addiction palliative ent urology nephrology pulm
""")
NOT_NAMES = ROLES | _words("""
    a about across after again all also always am an and any are as ask asked at away back be because
    before being best between big both but by can case class cohort come conference consult could course
    day dept did didn't do does doing done down during each early email every everyone few finally follow
    for from get getting good got grand great grant group had hall has have he hello her here hey hi him
    his home hope hospital how i idea if important in into is it its it's journal just last late later
    lecture left like long look lot lunch made maybe me meet meeting met more morning mtg my myself need
    new next nice no nobody none not note now of off office ok on one only or our out over panel paper
    people per please poster project question quick read really reminder remember research right rounds
    said same saw see seems send session she should so some someone something still such super talk team
    text than thank thanks that the their them then there they thing think this those to today todo
    together tomorrow tonight too two under until up us very via visit want was watch we week well went
    were what when where which while who whose why with work working workshop would yes yesterday yet you
    your zoom coffee breakfast dinner call spoke ran bumped chatted talked caught connected heard emailed
    called texted saturday sunday monday tuesday wednesday thursday friday mon tue tues wed thu thurs fri
    morning afternoon evening night noon clinic ward unit floor meds patient conversation introduced near
    outside inside re regarding through because w owes owe loves wants works runs thinks recommended
    suggested told takeaway advice lesson buy dear
""")
# Ordinary words that are also names, when capitalised inside a name: Grant Hall, Maya Long.
NAMES_TOO = _words("""
    best bishop case day dean early good grand grant hall home hope late long may noon quick read right
    said will work young
""")
# A stop after one of these ends no sentence: "Dr.", "a.m.", "re:".
NO_STOP = _words("""
    st vs e.g i.e a.m p.m dept univ approx no ext re takeaway advice lesson todo to-do fu f/u cc jr sr mt
    ft
""")
# A lower-case name at the start is believed only if one of these follows: "hana mori at breakfast".
AFTER_BARE_NAME = _words("at after from re during before")
