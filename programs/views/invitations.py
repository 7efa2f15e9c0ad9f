"""Invitations and roles: who is invited, who works on the roster, and taking either back."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.once import already_sent, remember
from programs import enrolling, inviting
from programs.access import staff_of_program
from programs.forms import SendForm, StaffInvitationForm, sent
from programs.models import Advisor, Enrollment, Invitation, Program
from programs.names import names_only
from web import clock
from web.http import SignedInRequest
from web.paging import paged

FRESH = "fresh_invitation_links"
LINKS_A_PAGE = 50


@require_GET
@staff_of_program
def invitations(request: SignedInRequest, program: Program) -> HttpResponse:
    """Who has no link yet, the links there are, and who works on the roster."""
    now = clock.now()
    links = Invitation.objects.listed(program).select_related(
        "enrollment", "advisor", "invited_by", "used_by"
    )
    links = links.defer(*names_only("invited_by", "used_by"))
    context = (
        paged(request, links.order_by("-created_at", "-pk"), LINKS_A_PAGE)
        | _frame(program)
        | {
            "waiting": Enrollment.objects.of(program).without_link(now).order_by("name", "pk"),
            "staff": program.staff.filter(ended_at__isnull=True)
            .select_related("user")
            .defer(*names_only("user"))
            .order_by("since", "pk"),
            "form": SendForm(),
        }
    )
    context["links"] = [(link, link.state(now)) for link in context["page_obj"]]
    return render(request, "programs/invitations.html", context)


@require_http_methods(["GET", "POST"])
@staff_of_program
def enrollment_invite(request: SignedInRequest, program: Program, enrollment_id: int) -> HttpResponse:
    """A link for one resident."""
    invited = Enrollment.objects.of(program).filter(status=Enrollment.Status.INVITED)
    resident = get_object_or_404(invited, pk=enrollment_id)
    form = SendForm(sent(request))
    if request.method == "POST" and form.is_valid():
        return make_links(request, program, form, [resident])
    context = _frame(program) | {"resident": resident, "form": form}
    return render(request, "programs/invite.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_of_program
def invite_everyone(request: SignedInRequest, program: Program) -> HttpResponse:
    """A link for each resident who has none."""
    form = SendForm(request.POST)
    if not form.is_valid():
        return redirect("invitations", program.pk)
    waiting = Enrollment.objects.of(program).without_link(clock.now()).order_by("name", "pk")
    return make_links(request, program, form, list(waiting))


@require_http_methods(["GET", "POST"])
@staff_of_program
def invite_colleague(request: SignedInRequest, program: Program) -> HttpResponse:
    """A link that gives a role in the program."""
    form = StaffInvitationForm(sent(request))
    if request.method == "POST" and form.is_valid():
        return make_links(request, program, form)
    context = _frame(program) | {"form": form}
    return render(request, "programs/invite_colleague.html", context, status=422 if form.is_bound else 200)


@require_GET
@staff_of_program
def invitation_links(request: SignedInRequest, program: Program) -> HttpResponse:
    """The links just made, this once: only their hashes are kept."""
    tokens = request.session.get(FRESH, {}).pop(str(program.pk), {})
    if tokens:
        request.session.modified = True
    made = (
        program.invitations.filter(pk__in=tokens)
        .select_related("enrollment", "advisor")
        .order_by("enrollment__name", "pk")
    )
    links = [(invitation, inviting.link(tokens[str(invitation.pk)])) for invitation in made]
    return render(request, "programs/invitation_links.html", _frame(program) | {"links": links})


@require_POST
@staff_of_program
def invitation_revoke(request: SignedInRequest, program: Program, invitation_id: int) -> HttpResponse:
    """The link stops working."""
    invitation = get_object_or_404(Invitation, program=program, pk=invitation_id)
    if inviting.revoke(invitation, request.user, clock.now()):
        messages.success(request, "The link no longer works.")
    return redirect("invitations", program.pk)


@require_http_methods(["GET", "POST"])
@staff_of_program
def staff_end(request: SignedInRequest, program: Program, staff_id: int) -> HttpResponse:
    """Take a role away; it ends with the next request."""
    working = program.staff.filter(ended_at__isnull=True).select_related("user", "program")
    role = get_object_or_404(working.defer(*names_only("user")), pk=staff_id)
    if request.method == "POST":
        if not enrolling.end_role(role, request.user, clock.now()):
            messages.error(request, "Somebody must keep the roster. Invite another coordinator first.")
        elif role.user_id == request.user.pk:
            messages.success(request, f"You no longer work on the roster of {program.name}.")
            return redirect("my_programs")
        else:
            messages.success(request, f"{role.user.get_full_name()} can no longer open the roster.")
        return redirect("invitations", program.pk)
    return render(request, "programs/staff_end.html", _frame(program) | {"role": role})


def _frame(program: Program) -> dict[str, object]:
    return {"program": program, "at": "invitations", "mails": settings.HAS_MAIL_SERVER}


def make_links(
    request: SignedInRequest,
    program: Program,
    form: SendForm,
    residents: list[Enrollment] | None = None,
    advisor: Advisor | None = None,
) -> HttpResponse:
    """Make links once, however often the form is sent, and show them."""
    where, now = reverse("invitation_links", args=[program.pk]), clock.now()
    with transaction.atomic():
        key = form.cleaned_data["key"]
        if already_sent(request.user, key) is not None:
            return redirect(where)
        if advisor is not None:
            tokens = inviting.invite_advisor(advisor, request.user, now)
        elif residents is not None:
            tokens = inviting.invite_residents(program, residents, request.user, now)
        else:
            role, email = form.cleaned_data["role"], form.cleaned_data["email"]
            tokens = inviting.invite_staff(program, role, email, request.user, now)
        remember(request.user, key, where)
    # The session holds them until they are shown, a moment from now.
    fresh = request.session.get(FRESH, {})
    request.session[FRESH] = fresh | {str(program.pk): {str(pk): token for pk, token in tokens.items()}}
    return redirect(where)
