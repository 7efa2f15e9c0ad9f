"""Tables as spreadsheets write them: what each row reads as, and what is wrong with it."""

# ruff: noqa: E501  one case a line reads better than a wrapped one

import pytest

from programs.pasting import MOST_ROWS, decoded, key, read_table

GOOD = ("Owen Tran", "owen@example.org", 2, "Categorical", "Dr. Halloran")


def parts(text: str) -> list[tuple[object, ...]]:
    return [(one.name, one.email, one.pgy, one.track, one.advisor) for one in read_table(text).rows]


def errors(text: str) -> dict[int, tuple[str, ...]]:
    return {one.n: one.errors for one in read_table(text).rows if one.errors}


@pytest.mark.parametrize(
    "text",
    [
        "Owen Tran, owen@example.org, 2, Categorical, Dr. Halloran",
        "Owen Tran;owen@example.org;PGY-2;Categorical;Dr. Halloran",
        "Owen Tran\towen@example.org\t2.0\tCategorical\tDr. Halloran",
        '"Owen  Tran","owen@example.org","PGY 2","Categorical","Dr. Halloran"\r\n',
        "\ufeffName,Email,PGY,Track,Advisor\nOwen Tran,owen@example.org,R2,Categorical,Dr. Halloran",
        "advisor;track;PGY-Level;E-Mail;Resident\nDr. Halloran;Categorical;2;owen@example.org;Owen Tran",
        "Last name,First name,pgy,email,track,advisor\nTran,Owen,2,mailto:owen@example.org,Categorical,Dr. Halloran",
        "pager\tname\temail\tpgy\ttrack\tadvisor\n99\tOwen Tran\towen@example.org\t2\tCategorical\tDr. Halloran",
        "\n\nOwen Tran,owen@example.org,2,Categorical,Dr. Halloran\n , ,\n",
        "\u00a0Owen\u00a0Tran\u200b,owen@example.org,2,Categorical,Dr. Halloran",
    ],
)
def test_one_resident_however_it_is_written(text: str):
    assert parts(text) == [GOOD]
    assert not errors(text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (",owen@example.org,2", {1: ("The name is missing.",)}),
        ("Owen,,", {1: ("The PGY level is missing.",)}),
        ("Owen,,0", {1: ("PGY is a level from 1 to 7, not “0”.",)}),
        ("Owen,,8", {1: ("PGY is a level from 1 to 7, not “8”.",)}),
        ("Owen,,two", {1: ("PGY is a level from 1 to 7, not “two”.",)}),
        ("Owen,,٢", {1: ("PGY is a level from 1 to 7, not “٢”.",)}),
        ("Owen,no-at-sign,2", {1: ("“no-at-sign” is not an address.",)}),
        ("Owen,o@e.org,2\nIvy,O@E.org,1", {2: ("The same address as in row 1.",)}),
        ("Owen,,2\nowen,,1", {2: ("The same name, and no address either, as in row 1.",)}),
        ('"Owen\nTran",,2\nIvy,,9', {1: ("The name has a line break in it.",), 2: ("PGY is a level from 1 to 7, not “9”.",)}),
        ("Ow\x00en,,2", {1: ("The name has a character in it that cannot be seen. Write it again.",)}),
        ("Owen\u202e,,2", {1: ("The name has a character in it that cannot be seen. Write it again.",)}),
        ("Ow\ufffden,,2", {1: ("The name has a character in it that could not be read. Write it again.",)}),
        (f"{'x' * 121},,2", {1: ("Keep the name under 120 characters.",)}),
        (f"Owen,,2,{'x' * 61}", {1: ("Keep the track under 60 characters.",)}),
        ("name,pgy\nOwen,2\n\nIvy,9", {4: ("PGY is a level from 1 to 7, not “9”.",)}),
        ("Ow\u2028en,,2", {1: ("The name has a character in it that cannot be seen. Write it again.",)}),
        (",,2\n,,3", {1: ("The name is missing.",), 2: ("The name is missing.",)}),
        (f"Owen,,{'9' * 41}", {1: (f"PGY is a level from 1 to 7, not “{'9' * 39}…”.",)}),
        (f"{'x' * 120},,2,{'y' * 60}", {}),
        ('Owen,,2,Cat,"Dr. H\nIvy,,1', {1: ("A quotation mark is opened here and never closed, so nothing below is read.",)}),
        ('Ivy,,1\n"Owen,,2\nNoah,,3', {2: ("A quotation mark is opened here and never closed, so nothing below is read.",)}),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_row(text: str, wrong: dict[int, tuple[str, ...]]):
    assert errors(text) == wrong


def test_a_comma_too_many():
    (wrong,) = errors("Tran, Owen, o@e.org, 2, Cat, Dr. H").values()
    assert wrong[0] == "It has 6 cells, not 5. Put quotation marks round a comma in a name."


@pytest.mark.parametrize("name", ["=cmd()|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)"])
def test_a_formula_is_text(name: str):
    (row,) = read_table(f'"{name}",,2').rows
    assert (row.name, row.errors, row.said) == (name, (), "Kept as text; it is never run.")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "There is no row in it."),
        (" ,,\n\n", "There is no row in it."),
        ("name,pgy", "Below the names of the columns there is no row."),
        ("email,pgy\no@e.org,2", "No column is called name."),
        ("name,email,mail\nOwen,o@e.org,x@e.org", "Two columns are called email. Leave one of them out."),
        ("Owen,,1\n" * (MOST_ROWS + 1), "These are 1,001 rows; at most 1,000 are taken at once. Paste them in parts."),
        ("Owen,,1\n" * 10_000, "These are 10,000 rows; at most 1,000 are taken at once. Paste them in parts."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_whole(text: str, wrong: str):
    table = read_table(text)
    assert (table.wrong, table.rows) == (wrong, ())


def test_as_many_as_are_taken():
    assert len(read_table("".join(f"R{n},r{n}@e.org,1\n" for n in range(MOST_ROWS))).rows) == MOST_ROWS


def test_it_says_how_it_read():
    assert read_table("Owen;;2").how == (
        "No first row of names, so read as name, email, PGY, track, advisor; cells divided by semicolons."
    )
    assert read_table("name,pgy,pager\nOwen,2,99").how == (
        "The first row names the columns; cells divided by commas. Not read: pager."
    )


def test_a_line_break_behind_the_last_cell_is_no_open_quotation():
    assert [one[0] for one in parts('Owen,,2,Cat,"Dr. H\n"\nIvy,,1')] == ["Owen", "Ivy"]


def test_most_rows_say_what_divides_the_cells():
    assert [one[0] for one in parts("Tran, O., Jr., x;o@e.org;2\nIvy;i@e.org;1\nNoah;n@e.org;3")] == [
        "Tran, O., Jr., x",
        "Ivy",
        "Noah",
    ]


@pytest.mark.parametrize("text", ["Mail,,2", "Track,t@e.org,2", "First,first@e.org,2,Track"])
def test_somebody_called_like_a_column_is_a_resident(text: str):
    assert [one[0] for one in parts(text)] == [text.split(",")[0]]


def test_lines_as_an_old_spreadsheet_ends_them():
    assert [one[0] for one in parts("Owen,,2\rIvy,,1\r")] == ["Owen", "Ivy"]


def test_a_mark_before_a_quoted_cell_is_not_part_of_it():
    assert parts('\ufeff"Tran, Owen",,2')[0][0] == "Tran, Owen"


def test_quotation_marks_inside_a_name_stay():
    assert parts('Owen "Bud" Tran\t\t2')[0][0] == 'Owen "Bud" Tran'
    assert parts('"Owen ""Bud"" Tran",,2')[0][0] == 'Owen "Bud" Tran'
    assert parts('Owen\t\t2\tCat\t "Bud" Halloran')[0][4] == '"Bud" Halloran'


@pytest.mark.parametrize(
    ("data", "text", "name"),
    [
        ("Zoë".encode(), "Zoë", "UTF-8"),
        ("Zoë".encode("utf-8-sig"), "Zoë", "UTF-8"),
        ("Zoë".encode("utf-16"), "Zoë", "UTF-16"),
        ("\ufeffZoë".encode("utf-16-be"), "Zoë", "UTF-16"),
        ("Zoë,zoe@e.org".encode("utf-16-le"), "Zoë,zoe@e.org", "UTF-16"),
        ("Zoë,zoe@e.org".encode("utf-16-be"), "Zoë,zoe@e.org", "UTF-16"),
        ("Zoë – “Z”".encode("windows-1252"), "Zoë – “Z”", "Windows-1252"),
        (b"\x81\xff", "\ufffdÿ", "Windows-1252"),
        (b"", "", "UTF-8"),
    ],
)
def test_encodings(data: bytes, text: str, name: str):
    assert decoded(data) == (text, name)


def test_two_spellings_of_one_name():
    assert key(" DR.  Halloran") == key("dr. halloran") == key("Ｄｒ. Halloran")
