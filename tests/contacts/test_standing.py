"""Above, alongside or below, from a title and my own stage (P11)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from contacts.models import Contact
from contacts.standing import stands, title_in
from residents.models import Resident
from tests.making import person, welcomed


@pytest.mark.parametrize(
    ("title", "training", "where"),
    [
        ("PGY-4, chief resident", "PGY-2", "peer"),
        ("fourth-year student", "PGY-1", "junior"),
        ("MS4", "MS3", "peer"),
        ("PGY-1", "MS4", "senior"),
        ("chief CL fellow", "PGY-2", "senior"),
        ("intern", "fellow", "junior"),
        ("fellow", "fellow", "peer"),
        ("CL fellowship director", "fellow", "senior"),
        ("associate professor, residency director", "PGY-3", "senior"),
        ("attending", "attending", "peer"),
        ("PGY-2", "", "peer"),
        ("PharmD", "PGY-2", ""),
        ("international health", "PGY-2", ""),
        ("", "PGY-2", ""),
    ],
)
def test_p11_where_somebody_stands_follows_from_training(title: str, training: str, where: str) -> None:
    """P11: direction is derived from the training stage, theirs and mine."""
    assert stands(title, training) == where


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("PGY-4", "PGY-4"),
        ("the chief resident", "chief resident"),
        ("(chief fellow)", "chief fellow"),
        ("my attending", "attending"),
        ("third-year student", "third-year student"),
        ("professor of psychiatry", "professor of psychiatry"),
        ("chair of the department of surgery", "chair of the department of surgery"),
        ("CL fellow", "CL fellow"),
        ("third-year addiction psychiatry fellow", "third-year addiction psychiatry fellow"),
        ("cardiology attending", "cardiology attending"),
        ("associate program director for research", "associate program director for research"),
        ("mentors PGY-1", ""),
        ("supervises PGY-2", ""),
        ("trained as resident", ""),
        ("hiring fellow", ""),
        ("resident dinner was great", ""),
        ("her attending", ""),
        ("asked my resident", ""),
        ("the new intern", ""),
        ("student of the year award winner talk", ""),
        ("international health", ""),
        ("", ""),
    ],
)
def test_words_beside_a_name_that_are_a_title(words: str, title: str) -> None:
    assert title_in(words) == title


@pytest.mark.django_db
def test_p11_a_title_says_it_and_a_choice_beside_it_stays(ama, client_for) -> None:
    browser = client_for(welcomed(ama))
    Resident.objects.filter(user=ama).update(training_stage="PGY-2")
    new = {"direction": "senior", "cadence": "none", "title": "PGY-4"}
    browser.post(reverse("person_new"), {**new, "name": "Dr. Marisol Ruiz"})
    browser.post(reverse("person_new"), {**new, "name": "Tomas Old", "direction": "junior"})
    assert dict(Contact.objects.values_list("family_name", "direction")) == {"Ruiz": "peer", "Old": "junior"}
    grace = person(ama, "Dr. Grace Adeyemi")
    page = reverse("person_edit", args=[grace.pk, "details"])
    form = browser.get(page).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"title": "PGY-3", "tags": ""}
    assert browser.post(page, sent).status_code == 302
    grace.refresh_from_db()
    assert (grace.title, grace.direction) == ("PGY-3", "peer")
