"""Fields say what to do, in the same words everywhere."""

import pytest
from django import forms


@pytest.mark.parametrize(
    ("field", "sent", "said"),
    [
        (forms.CharField(), "", "Please fill this in."),
        (forms.CharField(max_length=3), "four", "Keep this to 3 characters; it has 4."),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Choose one from the list."),
        (forms.IntegerField(), "some", "Write a whole number."),
        (forms.IntegerField(min_value=1), "0", "The least is 1."),
        (forms.IntegerField(max_value=9), "10", "The most is 9."),
        (forms.DateField(), "2027-02-31", "There is no such day."),
        (forms.TimeField(), "25:00", "There is no such time."),
        (forms.EmailField(), "ama", "This does not look like an email address."),
    ],
)
def test_a_field_says_what_it_cannot_take(field: forms.Field, sent: str, said: str) -> None:
    with pytest.raises(forms.ValidationError, match=said.replace(".", r"\.")):
        field.clean(sent)
