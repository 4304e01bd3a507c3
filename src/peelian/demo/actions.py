"""The actions of the demo force: what people owe, what they said of it, and whether it worked."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from peelian.apps.improvement.origins import Origin
from peelian.demo.names import CONTACT_ID
from peelian.demo.signals import Signal
from peelian.pipeline.organisation import ROOT

Action = dict[str, Any]

STANDARD = "attendance_immediate_in_standard"
PRIORITY = "attendance_priority_in_standard"
CALLS = "calls_999_within_10_seconds"
REPORT = "Police performance: Getting a grip"


def planted_actions(signals: Iterable[Signal], today: date) -> list[Action]:
    """What `create_demo_actions` takes: actions in every state, some late, one that was put off, one closed
    whose measure moved, one closed whose measure did not, and one closed whose measure got worse. Days that
    are due are counted from `today`.
    """
    found = {signal.id: signal for signal in signals}
    rota, arrivals = found["rota_change"].unit, found["arrivals_stopped"].unit

    def on(days: int) -> date:
        return today + timedelta(days=days)

    def said(days: int, by: str, words: str, **more: Any) -> dict[str, Any]:
        return {"on": more.pop("day", None) or on(days), "by": by, "words": words, **more}

    def topic(label: str) -> Origin:
        return Origin("hot_topic", label=label)

    def recommendation(number: int) -> Origin:
        label = f"{REPORT}, recommendation {number}"
        return Origin("recommendation", f"demo-recommendation:{number}", label)

    return [
        {
            "reference": "demo-1", "title": "Move a car from each early shift to the late shift",
            "details": "Calls peak between 16:00 and 20:00, and the early shift ends at 15:00.",
            "unit": rota, "owner": "inspector", "opened_on": date(2025, 1, 6), "due": date(2025, 4, 30),
            "success": "More immediate incidents attended within the standard, and no fewer priority ones.",
            "measure": STANDARD, "question": "responding_to_the_public", "origin": recommendation(4),
            "updates": [
                said(0, "inspector", "The staff associations agree.", day=date(2025, 1, 20), move="start"),
                said(0, "inspector", "The rota began on 3 February.", day=date(2025, 2, 3)),
                said(0, "inspector", "It runs in both teams.", day=date(2025, 4, 14), move="submit"),
                said(0, "chief", "Both teams’ rosters seen, and the chart moved.", day=date(2025, 4, 22),
                     move="sign_off"),
            ],
        },
        {
            "reference": "demo-2", "title": "Ask response teams to book off at scene, not at the station",
            "unit": ROOT, "owner": "inspector", "opened_on": date(2025, 5, 12), "due": date(2025, 9, 30),
            "success": "More priority incidents attended within the standard.",
            "measure": PRIORITY, "question": "responding_to_the_public",
            "origin": topic("Priority incidents"),
            "updates": [
                said(0, "inspector", "Briefed at every parade.", day=date(2025, 6, 2), move="start"),
                said(0, "inspector", "All teams were briefed.", day=date(2025, 9, 19), move="submit"),
                said(0, "chief", "The briefing was given to every team.", day=date(2025, 9, 29),
                     move="sign_off"),
            ],
        },
        {
            "reference": "demo-3", "title": "Train ten more call takers for 999",
            "unit": CONTACT_ID, "owner": "sergeant", "opened_on": date(2025, 3, 3),
            "due": date(2025, 8, 31), "success": "Nine in ten 999 calls answered within 10 seconds.",
            "measure": CALLS, "question": "answering_calls", "origin": recommendation(2),
            "updates": [
                said(0, "sergeant", "Four have begun.", day=date(2025, 4, 7), move="start"),
                said(0, "sergeant", "Ten are trained.", day=date(2025, 8, 11), move="submit"),
                said(0, "chief", "The training records of all ten seen.", day=date(2025, 8, 25),
                     move="sign_off"),
            ],
        },
        {
            "reference": "demo-4", "title": "Find out why arrivals are not recorded",
            "details": "Attendance times rest on one incident in ten since arrivals stopped being recorded.",
            "unit": arrivals, "owner": "inspector", "opened_on": on(-80), "due": on(-42),
            "success": "Arrivals recorded for 19 incidents in 20.", "measure": "arrival_recorded",
            "question": "relying_on_our_data", "origin": topic("Arrivals not recorded"),
            "updates": [
                said(-70, "inspector", "The button was left off the new handsets.", move="start"),
                said(-45, "chief", "The supplier needs another month.", due=on(-12)),
                said(-20, "inspector", "The supplier has sent a new version to test."),
            ],
        },
        {
            "reference": "demo-5", "title": "Put a sergeant in the control room at peak hours",
            "unit": CONTACT_ID, "owner": "sergeant", "opened_on": on(-60), "due": on(6), "measure": CALLS,
            "question": "answering_calls", "success": "Fewer calls wait longer than a minute.",
            "origin": topic("999 calls wait in a queue"),
            "updates": [said(-40, "sergeant", "Two of five days are covered.", move="start")],
        },
        {
            "reference": "demo-6", "title": "Review the demand that is resolved without a deployment",
            "unit": ROOT, "owner": "analyst", "opened_on": on(-50), "due": on(35),
            "measure": "resolved_without_deployment", "origin": recommendation(7),
            "updates": [said(-44, "analyst", "A sample of 200 incidents is drawn.", move="start")],
        },
        {
            "reference": "demo-7", "title": "Publish what stop and search finds, by outcome",
            "unit": ROOT, "owner": "chief", "opened_on": on(-30), "due": on(60),
            "measure": "stop_search_outcome_linked", "question": "powers_and_fairness",
            "origin": recommendation(9),
        },
        {
            "reference": "demo-8", "title": "Check a tenth of downgraded incidents each month",
            "unit": rota, "owner": "sergeant", "opened_on": on(-90), "due": on(-5),
            "measure": "downgraded_from_immediate",
            "updates": [
                said(-60, "sergeant", "Thirty are checked each month.", move="start"),
                said(-8, "sergeant", "Three months are done, and the finding is written up.", move="submit"),
            ],
        },
        {
            "reference": "demo-9", "title": "Agree with the ambulance service who goes to concern for safety",
            "unit": ROOT, "owner": "chief", "opened_on": on(-200), "due": on(-105),
            "origin": topic("Concern for safety"),
            "updates": [
                said(-180, "chief", "The first meeting was held.", move="start"),
                said(-110, "chief", "They ask to wait for their new chief executive.", due=on(-40)),
                said(-45, "chief", "The paper goes to their board next month.", due=on(20)),
            ],
        },
        {
            "reference": "demo-10", "title": "Give every new constable a named tutor",
            "unit": rota, "owner": "inspector", "opened_on": on(-25), "due": on(11),
            "success": "No constable in their first year without a tutor.",
            "question": "supporting_the_workforce",
        },
        {
            "reference": "demo-11", "title": "Buy a second radio mast", "unit": arrivals,
            "owner": "inspector", "opened_on": on(-150), "due": on(-30),
            "updates": [
                said(-140, "inspector", "Two quotations came in.", move="start"),
                said(-100, "chief", "The national programme covers it from the spring.", move="cancel"),
            ],
        },
        {
            "reference": "demo-12", "title": "Say on the website how long a 101 call waits",
            "unit": CONTACT_ID, "owner": "sergeant", "opened_on": on(-120), "due": on(-70),
            "question": "answering_calls",
            "updates": [
                said(-100, "sergeant", "The page is drafted.", move="start"),
                said(-80, "sergeant", "The page is published.", move="submit"),
                said(-79, "chief", "It shows last month’s figure only: show the last year.", move="refuse"),
                said(-73, "sergeant", "It shows the last year.", move="submit"),
                said(-72, "chief", "The page is right.", move="sign_off"),
            ],
        },
        {
            "reference": "demo-13", "title": "Tell victims when their case is closed, and why",
            "unit": ROOT, "owner": "inspector", "opened_on": on(-45), "due": on(14),
            "question": "serving_victims", "origin": recommendation(11),
            "updates": [said(-9, "inspector", "A letter is agreed with victim support.", move="start")],
        },
        {
            "reference": "demo-14", "title": "Read the thematic review of neighbourhood policing",
            "unit": rota, "owner": "constable", "opened_on": on(-10), "due": on(18),
            "origin": topic("Neighbourhood policing"),
        },
    ]  # fmt: skip
