"""Addresses of the program side."""

from django.urls import path

from programs.views import alerts, exports, help, invitations, joining, mine, people, programs, roster, sharing

urlpatterns = [
    path("new/", programs.program_new, name="program_new"),
    path("second-factor/", programs.second_factor, name="second_factor"),
    path("mine/", joining.my_programs, name="my_programs"),
    path("mine/<int:enrollment_id>/", sharing.sharing, name="sharing"),
    path("mine/<int:enrollment_id>/switch/", sharing.sharing_switch, name="sharing_switch"),
    path("mine/<int:enrollment_id>/answer/", sharing.sharing_answer, name="sharing_answer"),
    path("mine/<int:enrollment_id>/help/", sharing.sharing_help, name="sharing_help"),
    path("mine/<int:enrollment_id>/count/", mine.meeting_count, name="meeting_count"),
    path("mine/<int:enrollment_id>/count/<str:day>/", mine.meeting_uncount, name="meeting_uncount"),
    path("mine/<int:enrollment_id>/looks/", joining.my_looks, name="my_looks"),
    path("mine/<int:enrollment_id>/leave/", joining.program_leave, name="program_leave"),
    path("join/<str:token>/", joining.join, name="join"),
    path("<int:program_id>/", roster.roster, name="roster"),
    path("<int:program_id>/advisors/", roster.roster_by_advisor, name="roster_by_advisor"),
    path("<int:program_id>/advisors/<int:advisor_id>/", people.advisor_edit, name="advisor_edit"),
    path("<int:program_id>/alerts/", alerts.alerts, name="alerts"),
    path("<int:program_id>/alerts/mute/", alerts.alert_mute, name="alert_mute"),
    path("<int:program_id>/alerts/<int:muted_id>/unmute/", alerts.alert_unmute, name="alert_unmute"),
    path("<int:program_id>/help/<int:help_id>/", help.help_answer, name="help_answer"),
    path("<int:program_id>/exports/", exports.exports, name="exports"),
    path("<int:program_id>/exports/roster.csv", exports.roster_csv, name="roster_csv"),
    path("<int:program_id>/exports/advising.csv", exports.advising_csv, name="advising_csv"),
    path("<int:program_id>/exports/aggregate/", exports.aggregate, name="aggregate"),
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
