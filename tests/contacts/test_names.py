import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contacts.names import (
    Known,
    Name,
    clean_line,
    fold,
    likeness,
    match,
    parse_name,
    same_person,
    title,
    words,
)


@pytest.mark.parametrize(
    ("typed", "prefix", "given_name", "family", "suffix"),
    [
        ("Dr. Ngozi Okafor, MD, PhD", "Dr.", "Ngozi", "Okafor", "MD, PhD"),
        ("Ngozi Okafor MD PhD", "", "Ngozi", "Okafor", "MD, PhD"),
        ("Okafor", "", "", "Okafor", ""),
        ("Prof. Ada Lakatos", "Prof.", "Ada", "Lakatos", ""),
        ("Prof. Dr. Max Weber", "Prof. Dr.", "Max", "Weber", ""),
        ("Dr Wen-Li Chao", "Dr.", "Wen-Li", "Chao", ""),
        ("Doctor Chao", "Dr.", "", "Chao", ""),
        ("van der Berg, Anna", "", "Anna", "van der Berg", ""),
        ("Anna van der Berg", "", "Anna", "van der Berg", ""),
        ("anna van der berg", "", "Anna", "van der Berg", ""),
        ("Van Nguyen", "", "Van", "Nguyen", ""),
        ("de Souza", "", "", "de Souza", ""),
        ("O'Neill", "", "", "O'Neill", ""),
        ("dr o’neill", "Dr.", "", "O’Neill", ""),
        ("dr okafor", "Dr.", "", "Okafor", ""),
        ("dr. wen-li mcdonald", "Dr.", "Wen-Li", "McDonald", ""),
        ("hana mori, pharmd", "", "Hana", "Mori", "PharmD"),
        ("Okafor, Dr. Ngozi, M.D.", "Dr.", "Ngozi", "Okafor", "MD"),
        ("Okafor, Ngozi, MD", "", "Ngozi", "Okafor", "MD"),
        ("Martin King Jr.", "", "Martin", "King", "Jr"),
        ("Smith, Jr., John", "", "John", "Smith", "Jr"),
        ("Mai Do, DO", "", "Mai", "Do", "DO"),
        ("Do, Anna", "", "Anna", "Do", ""),
        ("Ba Ma", "", "Ba", "Ma", ""),
        ("Kim Rodriguez, PA-C", "", "Kim", "Rodriguez", "PA-C"),
        ("Sting", "", "", "Sting", ""),
        ("田中太郎", "", "", "田中太郎", ""),
        ("田中 太郎", "", "", "田中 太郎", ""),
        ("김 민수", "", "", "김 민수", ""),
        ("د. أحمد منصور", "د.", "أحمد", "منصور", ""),
        ("שרה לוי", "", "שרה", "לוי", ""),
        ("Zoe\u0308 Mu\u0308ller", "", "Zoë", "Müller", ""),
        ("Okafor 🧠", "", "", "Okafor 🧠", ""),
        ("🧠", "", "", "🧠", ""),
        ("Dr.", "", "", "Dr.", ""),
        (", MD", "", "", "MD", ""),
        ("  Dr   Okafor ", "Dr.", "", "Okafor", ""),
        ("", "", "", "", ""),
    ],
)
def test_a_name_falls_into_its_parts(typed, prefix, given_name, family, suffix):
    assert parse_name(typed) == Name(prefix, given_name, family, suffix)


def test_a_name_prints_as_it_is_spoken():
    assert str(parse_name("van der Berg, Anna, MD")) == "Anna van der Berg"
    assert str(parse_name("dr okafor")) == "Dr. Okafor"


PIECES = [
    "Dr.",
    "Prof.",
    "Ngozi",
    "van",
    "der",
    "Berg",
    "Okafor,",
    ",",
    "MD",
    "phd,",
    "Jr",
    "🧠",
    "田中",
    "أحمد",
    "o'neill",
]


@given(st.lists(st.sampled_from(PIECES)) | st.lists(st.text(max_size=8)))
def test_no_letter_of_a_name_is_lost(pieces):
    typed = " ".join(pieces).replace(",", " ").split()
    assume(all(fold(title(word)) in ("", fold(word)) for word in typed))  # "Doctor" becomes "Dr."
    name = parse_name(" ".join(pieces))
    kept = fold(f"{name.prefix} {name.given} {name.family} {name.suffix}")
    assert sorted(kept.replace(" ", "")) == sorted(fold(" ".join(pieces)).replace(" ", ""))
    assert bool(name.family) == bool(" ".join(pieces).replace(",", "").strip())


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łukasz Ørsted", "lukasz orsted"),
        ("Đặng Thị Hương", "dang thi huong"),
        ("Æsa Œuvre Straße", "aesa oeuvre strasse"),
        ("IŞIK ışık İZMİR", "isik isik izmir"),
        ("O'Neill", "o neill"),
        ("O’Neill", "o neill"),
        ("Hawaiʻi", "hawai i"),
        ("Wen-Li  Chao,\tMD", "wen li chao md"),
        ("Inés Castellanos", "ines castellanos"),
        ("Zoe\u0308", "zoe"),
        ("أحمد مَنصور", "احمد منصور"),
        ("ｆｕｌｌ ﬁ ②", "full fi 2"),
        ("a\u200db\u200f", "ab"),
        ("🧠", ""),
        ("", ""),
    ],
)
def test_folding_is_blind_to_accents_case_and_punctuation(text, folded):
    assert fold(text) == folded
    assert words(text) == folded.split()


@given(st.text())
def test_folded_text_is_only_words_and_folds_to_itself(text):
    folded = fold(text)
    assert all(word.isalnum() for word in folded.split(" ") if folded)
    assert folded == folded.strip() and "  " not in folded
    assert fold(folded) == folded


@given(st.text())
def test_folding_does_not_depend_on_how_accents_were_typed(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("bad", ["a\nb", "a\r", "a\u2028b", "a\x85"])
def test_a_line_refuses_line_breaks(bad):
    with pytest.raises(ValueError, match=r"^This must be one line, without line breaks\.$"):
        clean_line(bad)


@pytest.mark.parametrize("bad", ["a\x00b", "a\x1bb", "\ud800", "a\x7f"])
def test_a_line_refuses_what_cannot_be_shown(bad):
    with pytest.raises(ValueError, match=r"^This contains a character that cannot be shown\."):
        clean_line(bad)


def test_a_line_is_trimmed_composed_and_single_spaced():
    assert clean_line("  Zoe\u0308 \t Müller\u00a0 ") == "Zoë Müller"
    assert clean_line("ab\u202ecd\ufeff") == "abcd"
    assert clean_line("می\u200cخواهم") == "می\u200cخواهم", "a joiner that Persian needs stays"
    assert clean_line("") == ""


SAME = [
    ("Dr. Okafor", "Dr. Ngozi Okafor"),
    ("dr okafor", "Ngozi Okafor, MD"),
    ("N. Okafor", "Ngozi Okafor"),
    ("Tom Halloran", "Thomas Halloran"),
    ("Wen Li Chao", "Wen-Li Chao"),
    ("Ines Castellanos", "Dr. Inés Castellanos"),
    ("oneill", "Aoife O'Neill"),
    ("Anna van der Berg", "van der Berg, Anna"),
]
WORTH_ASKING = [
    ("Okofor", "Ngozi Okafor"),
    ("Lindquist", "Elin Lindqvist"),
    ("Castelanos", "Inés Castellanos"),
    ("Adeyimi", "Grace Adeyemi"),
    ("Haloran", "Thomas Halloran"),
    ("Estaban", "Pilar Esteban"),
    ("Nugyen", "Van Nguyen"),
    ("Kryzewski", "Jan Krzyzewski"),
    ("Graec Adeyemi", "Grace Adeyemi"),
    ("Hana", "Hana Mori"),
    ("Hana Mori", "Hana"),
    ("Mori Hana", "Hana Mori"),
    ("Dr. Berg", "Anna van der Berg"),
    ("Marisol Ruiz", "Marisol Ruiz-Garcia"),
]
NOT_THE_SAME = [
    ("Chen", "Li Chan"),
    ("Dr. Lee", "Anna Li"),
    ("Patel", "Asha Patil"),
    ("Mori", "Jo Mora"),
    ("Singh", "Raj Sing"),
    ("Martin", "Luz Martinez"),
    ("Hernandez", "Rosa Fernandez"),
    ("Williams", "Kay Williamson"),
    ("Robertson", "Ann Robinson"),
    ("Meyer", "Jon Mayer"),
    ("Grace Adeyemi", "Samuel Adeyemi"),
    ("Grace Adeyemi", "Grace Osei"),
    ("van Dyk", "Anna van der Berg"),
    ("🧠", "Anna Li"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_person_written_two_ways(one, other):
    assert same_person(parse_name(one), parse_name(other))
    assert same_person(parse_name(other), parse_name(one))


@pytest.mark.parametrize(("one", "other"), WORTH_ASKING)
def test_a_slip_or_half_a_name_is_worth_asking_but_not_taken_for_granted(one, other):
    assert 0 < likeness(parse_name(one), parse_name(other)) < 85
    assert 0 < likeness(parse_name(other), parse_name(one)) < 85


@pytest.mark.parametrize(("one", "other"), NOT_THE_SAME)
def test_two_people_are_not_offered_for_one_another(one, other):
    assert likeness(parse_name(one), parse_name(other)) == 0
    assert match(parse_name(one), [Known(1, other)]) == []


@pytest.mark.parametrize(("one", "other"), SAME + WORTH_ASKING)
def test_matching_finds_whoever_is_alike(one, other):
    assert [person.id for person in match(parse_name(one), [Known(7, other)])] == [7]


def test_the_likeliest_comes_first_and_the_list_stays_short():
    known = [
        Known(1, "Grace Okofor"),
        Known(2, "Dr. Ngozi Okafor", "Lakeshore"),
        Known(3, "Nneka Okafor"),
        Known(4, "Hana Mori"),
    ]
    assert [person.id for person in match(parse_name("Ngozi Okafor"), known)] == [2]
    assert [person.id for person in match(parse_name("dr okafor"), known)] == [2, 3, 1]
    many = [Known(n, "Ngozi Okafor") for n in range(20)]
    assert [person.id for person in match(parse_name("Okafor"), many)] == [0, 1, 2, 3, 4]


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_mutual(one, other):
    a, b = parse_name(one), parse_name(other)
    assert likeness(a, b) == likeness(b, a)
