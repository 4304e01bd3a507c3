"""Addresses of boards and their meetings, under boards/."""

from django.urls import include, path

from peelian.apps.boards import views_boards as boards
from peelian.apps.boards import views_calendar as calendar
from peelian.apps.boards import views_meetings as meetings
from peelian.apps.boards import views_public as public

of_a_meeting = [
    path("", meetings.meeting, name="meeting"),
    path("change/", meetings.meeting_change, name="meeting_change"),
    path("cancel/", meetings.meeting_cancel, name="meeting_cancel"),
    path("hold/", meetings.meeting_hold, name="meeting_hold"),
    path("approve/", meetings.meeting_approve, name="meeting_approve"),
    path("items/new/", meetings.item_new, name="item_new"),
    path("items/<int:item>/change/", meetings.item_change, name="item_change"),
    path("items/<int:item>/move/", meetings.item_move, name="item_move"),
    path("items/<int:item>/remove/", meetings.item_remove, name="item_remove"),
    path("papers/new/", meetings.paper_new, name="paper_new"),
    path("papers/<int:paper>/", meetings.paper, name="paper"),
    path("papers/<int:paper>/remove/", meetings.paper_remove, name="paper_remove"),
    path("attendance/", meetings.attendance, name="attendance"),
    path("minutes/", meetings.write_minutes, name="minutes"),
    path("decisions/new/", meetings.decision_new, name="decision_new"),
    path("meeting.ics", calendar.meeting_ics, name="meeting_ics"),
]
urlpatterns = [
    path("", boards.boards, name="boards"),
    path("new/", boards.board_new, name="board_new"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/off/", calendar.calendar_off, name="calendar_off"),
    path("calendar/<slug:secret>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("public/", public.public_meetings, name="public_meetings"),
    path("public/<slug:slug>/<int:meeting>/", public.public_meeting, name="public_meeting"),
    path("public/<slug:slug>/<int:meeting>/papers/<int:paper>/", public.public_paper, name="public_paper"),
    path("<slug:slug>/", boards.board, name="board"),
    path("<slug:slug>/change/", boards.board_change, name="board_change"),
    path("<slug:slug>/seats/", boards.seats, name="seats"),
    path("<slug:slug>/seats/new/", boards.seat_new, name="seat_new"),
    path("<slug:slug>/seats/<int:seat>/end/", boards.seat_end, name="seat_end"),
    path("<slug:slug>/questions/new/", boards.question_new, name="question_new"),
    path("<slug:slug>/questions/<int:asked>/owner/", boards.question_owner, name="question_owner"),
    path("<slug:slug>/questions/<int:asked>/move/", boards.question_move, name="question_move"),
    path("<slug:slug>/questions/<int:asked>/remove/", boards.question_remove, name="question_remove"),
    path("<slug:slug>/meetings/", meetings.meeting_list, name="meetings"),
    path("<slug:slug>/meetings.csv", meetings.meetings_csv, name="meetings_csv"),
    path("<slug:slug>/meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("<slug:slug>/meetings/year/", meetings.meetings_year, name="meetings_year"),
    path("<slug:slug>/meetings/<int:meeting>/", include(of_a_meeting)),
    path("<slug:slug>/decisions/", meetings.decisions, name="decisions"),
    path("<slug:slug>/decisions.csv", meetings.decisions_csv, name="decisions_csv"),
    path("<slug:slug>/decisions/<int:number>/action/", meetings.decision_action, name="decision_action"),
]
