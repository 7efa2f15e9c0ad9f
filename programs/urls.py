"""Addresses of the program side."""

from django.urls import path

from programs.views import invitations, joining, people, programs, roster

urlpatterns = [
    path("new/", programs.program_new, name="program_new"),
    path("second-factor/", programs.second_factor, name="second_factor"),
    path("mine/", joining.my_programs, name="my_programs"),
    path("mine/<int:enrollment_id>/looks/", joining.my_looks, name="my_looks"),
    path("mine/<int:enrollment_id>/leave/", joining.program_leave, name="program_leave"),
    path("join/<str:token>/", joining.join, name="join"),
    path("<int:program_id>/", roster.roster, name="roster"),
    path("<int:program_id>/advisors/", roster.roster_by_advisor, name="roster_by_advisor"),
    path("<int:program_id>/advisors/<int:advisor_id>/", people.advisor_edit, name="advisor_edit"),
    path("<int:program_id>/roster.csv", roster.roster_csv, name="roster_csv"),
    path("<int:program_id>/who-looked/", roster.who_looked, name="who_looked"),
    path("<int:program_id>/name/", programs.program_edit, name="program_edit"),
    path("<int:program_id>/people/new/", people.enrollment_new, name="enrollment_new"),
    path("<int:program_id>/people/<int:enrollment_id>/", people.enrollment_edit, name="enrollment_edit"),
    path(
        "<int:program_id>/people/<int:enrollment_id>/remove/",
        people.enrollment_remove,
        name="enrollment_remove",
    ),
    path(
        "<int:program_id>/people/<int:enrollment_id>/invite/",
        invitations.enrollment_invite,
        name="enrollment_invite",
    ),
    path("<int:program_id>/invitations/", invitations.invitations, name="invitations"),
    path("<int:program_id>/invitations/everyone/", invitations.invite_everyone, name="invite_everyone"),
    path("<int:program_id>/invitations/colleague/", invitations.invite_colleague, name="invite_colleague"),
    path("<int:program_id>/invitations/links/", invitations.invitation_links, name="invitation_links"),
    path(
        "<int:program_id>/invitations/<int:invitation_id>/revoke/",
        invitations.invitation_revoke,
        name="invitation_revoke",
    ),
    path("<int:program_id>/staff/<int:staff_id>/end/", invitations.staff_end, name="staff_end"),
]
