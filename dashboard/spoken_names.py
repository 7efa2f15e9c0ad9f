"""Finding people in the words of a line: "Drs. Chao and Ruiz", "his fellow Anna Cole", "dr osei"."""

from __future__ import annotations

from contacts.names import PARTICLES, credential, title
from dashboard import cues
from dashboard.spoken_words import VERBS, Phrases, Words

MOST_WORDS_IN_A_NAME = 5
MOST_PEOPLE = 12
LONGEST_WORD = 40
Span = tuple[int, int]
# What a lower-case word must not be to pass for a name.
TAKEN = (
    cues.NOT_NAMES
    | cues.TOLD
    | {phrase[0] for phrase in [*cues.VERBS, *cues.REPORTED, *cues.SPEAKER, *cues.ME, *cues.INTRODUCED_ME]}
    | {phrase[0] for phrases in cues.MEETINGS.values() for phrase in phrases}
)
TIMES = {"this", "last", "yesterday", "today", "tonight", "tomorrow", "tmrw"}
# What may follow a whole name typed small: "dr grace adeyemi at rounds", not "dr adeyemi gave me".
CLOSING = (
    cues.PLACES
    | cues.OCCASIONS
    | cues.ABOUT
    | cues.THROUGH
    | {"from", "and", "with", "who", "plus", "-", *TIMES}
)
PREDICATES = Phrases([*cues.REPORTED, *cues.SPEAKER, *cues.ME, *cues.THEM_THING, *cues.INTRODUCED_ME])


def people_at(words: Words, at: int, *, after_cue: bool, most: int = MOST_PEOPLE) -> tuple[list[Span], int]:
    """The people named from here on, and the index after them.

    After a cue ("met") a lower-case word may be a name; elsewhere only a title or a capital makes one.
    """
    found: list[Span] = []
    place: int | None = at
    while place is not None and len(found) < most:
        start = skip_roles(words, place)
        small = after_cue and (not found or words[found[-1][1] - 1].look == "lower")
        end = person_end(words, start, small=small)
        if not end:
            break
        found.append((start, end))
        place = _next_in_list(words, end)
    return found, found[-1][1] if found else at


def person_end(words: Words, at: int, *, small: bool) -> int:
    """The index after the one person named here, titles and credentials included, or 0."""
    place = _past_titles(words, at)
    titled = place > at
    end = _name_end(words, place, titled)
    if end == place and (small or titled):
        end = _lower_end(words, place, titled)
    if end == place or words[end - 1].key.endswith("'s"):
        return 0
    while end < len(words) and words[end - 1].stop != "." and _is_credential(words, end):
        end += 1
    return end


def _past_titles(words: Words, at: int) -> int:
    place = at
    while place < min(len(words), at + 3) and title(words[place].text) and not words[place].stop:
        place += 1
    return place


def skip_roles(words: Words, at: int) -> int:
    """Past "the ICU attending", "my co-resident", to where the name begins; or `at` if none follows."""
    place = at = _past_possessive(words, at)
    while place < min(len(words), at + 6) and not (place > at and words[place - 1].stop == "."):
        word = words[place]
        if place > at and words[place - 1].stop and not surely_named(words, place):
            break
        role = word.key in cues.ROLES or word.key in cues.DETERMINERS or word.look == "acronym"
        if title(word.text) or (word.look == "name" and not role):
            named = place == at or words[place - 1].key not in ("the", "a", "an")
            return place if named or title(word.text) else at
        if not role and (word.look != "lower" or word.key in TAKEN or not _before_capital(words, place, at)):
            break
        place += 1
    place = at
    while (
        place < len(words) - 1 and words[place].key in cues.ROLES | cues.DETERMINERS and not words[place].stop
    ):
        place += 1
    plain = all(words[n].key in cues.ROLES for n in range(at, place)) or words[place - 1].key == "named"
    return place if plain and place < len(words) and words[place].look == "lower" else at


def _before_capital(words: Words, place: int, at: int) -> bool:
    """ "My roommate Sam": an unknown word is skipped only on the way to a name."""
    following = words[place + 1] if place + 1 < len(words) and not words[place].stop else None
    return place > at or (following is not None and following.look == "name" and following.key not in TAKEN)


def surely_named(words: Words, at: int) -> bool:
    """After "the new PD," a title or two capitals are a person; one capital may be a place."""
    return bool(title(words[at].text)) or _name_end(words, at, titled=False) - at > 1


def _past_possessive(words: Words, at: int) -> int:
    """After "Dr. Mbeki's" if a role follows: it is the fellow who was met."""
    place = _past_titles(words, at)
    owned = place < len(words) - 1 and words[place].look == "name" and words[place].key.endswith("'s")
    return place + 1 if owned and words[place + 1].key in cues.ROLES else at


def _name_end(words: Words, start: int, titled: bool) -> int:
    """The end of a run of capitalised words, particles included."""
    end = start
    while end < min(len(words), start + MOST_WORDS_IN_A_NAME) and _in_name(words, end, start, titled):
        end += 1
        if words[end - 1].stop:
            break
    while end > start and words[end - 1].look == "lower":
        end -= 1
    return end


def _in_name(words: Words, at: int, start: int, titled: bool) -> bool:
    word, first = words[at], at == start
    if word.text[0] in "([{" or len(word.text) > LONGEST_WORD or (not first and credential(word.text)):
        return False
    if word.look == "name":
        return word.key not in cues.NOT_NAMES or (first and titled) or word.key in cues.NAMES_TOO
    if word.look == "acronym":
        return first and titled
    return word.look == "lower" and word.key in PARTICLES and not word.stop and _leads_to_capital(words, at)


def _leads_to_capital(words: Words, at: int) -> bool:
    while at < len(words) and words[at].key in PARTICLES and words[at].look == "lower":
        at += 1
    return at < len(words) and words[at].look == "name"


def _lower_end(words: Words, start: int, titled: bool) -> int:
    """A name typed small ends where an ordinary word begins; of a long run only the head is the name."""
    end = start
    while end < min(len(words), start + 6) and words[end].look == "lower" and words[end].key not in TAKEN:
        if words[end].text[0] in "([{" or len(words[end].text) > LONGEST_WORD:
            break
        end += 1
        if words[end - 1].stop:
            break
    particles = next((n for n in range(start, end) if words[n].key not in PARTICLES), end) - start
    length = end - start - particles
    closed = end >= len(words) or bool(words[end - 1].stop) or words[end].key in CLOSING
    sure = 1 if titled else 2
    whole = closed and length <= sure + 1
    return min(end, start + particles + (length if whole else sure if closed else 1)) if length else start


def _is_credential(words: Words, at: int) -> bool:
    return bool(credential(words[at].text, after_comma=words[at - 1].stop == ","))


def _next_in_list(words: Words, end: int) -> int | None:
    """Where the next person of a list begins: after "and", or after a comma if it surely is a list."""
    end = _past_aside(words, end)
    if end >= len(words) or words[end - 1].stop == ".":
        return None
    if words[end].key in ("and", "plus"):
        start = end + 1
        return start if start < len(words) and not _begins_predicate(words, start) else None
    if words[end - 1].stop != ",":
        return None
    return end if title(words[end].text) or _list_goes_on(words, end) else None


def _past_aside(words: Words, at: int) -> int:
    """After "(OB-GYN intern)", which may stand between two names."""
    if at < len(words) and words[at].text[0] == "(":
        for place in range(at, min(len(words), at + 10)):
            if ")" in words[place].text:
                return place + 1
    return at


def _list_goes_on(words: Words, at: int) -> bool:
    """Names divided by commas are a list only if an "and" closes it; else the next is a place or a role."""
    for _ in range(MOST_PEOPLE):
        end = _name_end(words, at, titled=False)
        if end == at or end >= len(words) or words[end - 1].stop == ".":
            return False
        if words[end].key == "and":
            return True
        if words[end - 1].stop != ",":
            return False
        at = end
    return False


def _begins_predicate(words: Words, at: int) -> bool:
    if words[at].look == "name":  # Hana Mori and Will Park
        return False
    return VERBS.end(words, at) > 0 or PREDICATES.end(words, at) > 0


def first_titled(words: Words, start: int, end: int) -> int | None:
    """Where the first person with a title stands, or None."""
    for at in range(start, end):
        if title(words[at].text) and person_end(words, at, small=False):
            return at
    return None
