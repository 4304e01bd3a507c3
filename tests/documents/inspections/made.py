"""Made-up documents in the layouts that forces and commissioners use, with all that a reader should find."""

from tests.documents.inspections.forms import Blocks

Facts = dict[str, object]

RECORD: Blocks = [
    ("h", "Essex PFCC response to HMICFRS inspection"),
    ("table", [
        ["Force", "Essex Police"],
        ["Police, Fire and Crime Commissioner", "Rowan Ashdown"],
        ["Chief Constable", "Mr Idris Fell QPM"],
        ["Title of inspection", "Calls for service: a review of how forces answer"],
        ["Type of inspection", "National thematic"],
        ["Date published", "12 March 2020"],
        ["Date of response", "6 May 2020"],
        ["Summary of report", "Inspectors looked at how forces answer calls.\nThey found that many callers wait too long."],
        ["Grade", ""],
    ]),
    ("p", "The recommendations and the answers to them follow."),
    ("table", [
        ["No.", "Recommendation", "Owner", "Due date", "Force response", "PFCC comments"],
        ["1", "Forces should publish how long callers wait.", "ACC Contact", "By 30 September 2020",
         "Accepted. The force has introduced a call dashboard.", "I will read the figures each month."],
        ["2", "The College of Policing should revise its guidance on call handling.", "", "December 2020",
         "This recommendation is for the College of Policing.", ""],
        ["3", "Chief constables should make sure that call handlers are trained.", "", "Within six months",
         "Training is to be rolled out in the autumn.", "Supported."],
    ]),
]  # fmt: skip
RECORD_FACTS: Facts = {
    "force": "Essex", "body_title": "PFCC", "commissioner": "Rowan Ashdown", "chief_constable": "Idris Fell",
    "report_title": "Calls for service: a review of how forces answer", "report_portal_id": None, "inspection_type": "national",
    "published": "2020-03-12", "responded": "2020-05-06", "grade": None,
    "findings": [
        ("recommendation", "1", None, ("forces",), "2020-09-30", True, True, False),
        ("recommendation", "2", None, ("College of Policing",), "2020-12-31", True, False, True),
        ("recommendation", "3", None, ("chief constables",), None, True, True, False),
    ],
    "flags": set(),
}  # fmt: skip

LETTER: Blocks = [
    ("p", "Office of the Kent Police and Crime Commissioner"),
    ("p", "Sutton Road, Maidstone"),
    ("p", "The Rt Hon A Minister MP"),
    ("p", "Home Secretary"),
    ("p", "24 October 2014"),
    ("p", "Dear Home Secretary"),
    ("p", "HMIC Report: Core policing - an inspection into crime prevention"),
    (
        "p",
        "I write under section 55 of the Police Act 1996 about the report which HMIC published on 4 September 2014. It looked at all 43 forces.",
    ),
    (
        "p",
        "I welcome the report and have asked the Chief Constable to act on it. Her comments are in the appendix below.",
    ),
    ("p", "Yours sincerely"),
    ("p", "Marian Thwaite"),
    ("p", "Police and Crime Commissioner for Kent"),
    ("h", "Appendix A"),
    ("h", "Kent Police’s response to the recommendations"),
    (
        "p",
        "Recommendation 1: Not later than 31 March 2015, all forces should adopt a written strategy which:",
    ),
    ("li", "sets out how crime is prevented; and"),
    ("li", "says who is responsible."),
    (
        "p",
        "Response: A strategy was adopted in June. The force has launched the Safer Streets Programme, which is being piloted in two districts.",
    ),
    (
        "p",
        "Recommendation 2: By September 2015, the College of Policing and the Home Office should set a standard for it.",
    ),
    ("p", "Response: This recommendation is not for the force."),
    (
        "p",
        "Recommendation 3: With immediate effect, chief constables should stop recording attendance by hand.",
    ),
    ("p", "Response: We do not propose to act on this, since none is recorded by hand."),
]
LETTER_FACTS: Facts = {
    "force": "Kent", "body_title": "PCC", "commissioner": "Marian Thwaite", "chief_constable": None,
    "report_title": "Core policing - an inspection into crime prevention", "report_portal_id": None, "inspection_type": "national",
    "published": "2014-09-04", "responded": "2014-10-24", "grade": None,
    "findings": [
        ("recommendation", "1", None, ("forces",), "2015-03-31", True, False, False),
        ("recommendation", "2", None, ("College of Policing", "Home Office"), "2015-09-30", True, False, True),
        ("recommendation", "3", None, ("chief constables",), None, True, False, False),
    ],
    "flags": set(),
}  # fmt: skip

PAGE: Blocks = [
    ("h", "Commissioner’s response to HMICFRS report: Ten years of stalking"),
    ("h", "1. Police & Crime Commissioner comments"),
    ("p", "I welcome this report. The following sections say how the force addresses its recommendations."),
    ("p", "I have asked the Chief Constable for his view on the report, and he has stated:"),
    ("p", "We accept every recommendation, and have begun work on each of them with our partners."),
    ("p", "Tomos Greenhalgh, Chief Constable of Surrey Police"),
    ("h", "2. Recommendations"),
    ("h", "Recommendation 1"),
    ("p", "By 27 September 2024, chief constables should make sure that risk is assessed at the first call."),
    ("h", "Surrey Police response"),
    ("p", "Risk is assessed at the first call since May. A stalking clinic is to be launched in the spring."),
    ("h", "Recommendation 2"),
    (
        "p",
        "Within three months of the publication of this report, the Home Office should consult on the law.",
    ),
    ("h", "Surrey Police response"),
    ("p", "This recommendation is for the Home Office."),
    ("p", "Signed: Hester Vance, Police and Crime Commissioner for Surrey"),
    ("p", "Report published 28 June 2024. Response published on 20 August 2024."),
]
PAGE_FACTS: Facts = {
    "force": "Surrey", "body_title": "PCC", "commissioner": "Hester Vance", "chief_constable": "Tomos Greenhalgh",
    "report_title": "Ten years of stalking", "report_portal_id": None, "inspection_type": "national",
    "published": "2024-06-28", "responded": "2024-08-20", "grade": None,
    "findings": [
        ("recommendation", "1", None, ("chief constables",), "2024-09-27", True, False, False),
        ("recommendation", "2", None, ("Home Office",), "2024-09-28", True, False, True),
    ],
    "flags": set(),
}  # fmt: skip

LOCAL: Blocks = [
    (
        "h",
        "Response of the Police and Crime Commissioner for Humberside to PEEL 2021/22: An inspection of Humberside Police",
    ),
    ("p", "Report published: 29 November 2022"),
    ("p", "Date of response: 1 February 2023"),
    ("h", "Cause of concern"),
    ("p", "Humberside Police does not record rape as it should, so that victims are let down."),
    ("h", "Recommendations"),
    ("p", "Within six months, Humberside Police should:"),
    ("li", "record every report within a day; and"),
    ("li", "tell each victim what was decided."),
    ("h", "Commissioner’s comments"),
    ("p", "I regard this as the most serious part of the report and I have asked for an update each month."),
    ("h", "Areas for improvement"),
    ("li", "The force should improve how it answers calls."),
    ("li", "The force needs to understand its demand."),
]
LOCAL_FACTS: Facts = {
    "force": "Humberside", "body_title": "PCC", "commissioner": None, "chief_constable": None,
    "report_title": "PEEL 2021/22: An inspection of Humberside Police", "report_portal_id": None, "inspection_type": "local",
    "published": "2022-11-29", "responded": "2023-02-01", "grade": None,
    "findings": [
        ("cause_of_concern", None, None, (), None, False, False, None),
        ("recommendation", None, None, ("Humberside Police",), None, False, False, None),
        ("area_for_improvement", None, None, ("the force",), None, False, False, None),
        ("area_for_improvement", None, None, ("the force",), None, False, False, None),
    ],
    "flags": {"late_response"},
}  # fmt: skip

WELSH: Blocks = [
    (
        "p",
        "Swyddfa Comisiynydd Heddlu a Throseddu Gogledd Cymru / Office of the Police and Crime Commissioner North Wales",
    ),
    ("p", "Inspection title: PEEL: Police legitimacy 2017 – An inspection of North Wales Police"),
    ("p", "Date published: 12/12/2017"),
    ("p", "Overall judgement: Good"),
    ("p", "Area for improvement 1"),
    ("p", "The force should make sure that it records the grounds of each search."),
    ("p", "Chief Constable’s response: Searches are now reviewed each week by supervisors."),
    ("p", "PCC’s response: I shall look at this in my Strategic Executive Board."),
    ("p", "Area for improvement 2"),
    ("p", "The force should improve how it plans for its people."),
    ("p", "Chief Constable’s response: A workforce plan has been published."),
    ("p", "PCC’s response: I welcome the plan."),
    ("p", "Gwilym Parry"),
    ("p", "Police and Crime Commissioner for North Wales"),
    ("p", "Date: 30 January 2018"),
]
WELSH_FACTS: Facts = {
    "force": "North Wales", "body_title": "PCC", "commissioner": "Gwilym Parry", "chief_constable": None,
    "report_title": "PEEL: Police legitimacy 2017 – An inspection of North Wales Police", "report_portal_id": None,
    "inspection_type": "local", "published": "2017-12-12", "responded": "2018-01-30", "grade": "Good",
    "findings": [
        ("area_for_improvement", "1", None, ("the force",), None, True, True, False),
        ("area_for_improvement", "2", None, ("the force",), None, True, True, False),
    ],
    "flags": set(),
}  # fmt: skip

MAYOR: Blocks = [
    (
        "h",
        "MOPAC response to HMICFRS: An inspection of the Metropolitan Police Service’s response to lessons",
    ),
    ("p", "Published on 22 March 2022 by HMICFRS. Dated 10 May 2022."),
    (
        "p",
        "Sophia Marchbank, Deputy Mayor for Policing and Crime, responds on behalf of the Mayor of London.",
    ),
    ("p", "Commissioner of the Metropolitan Police: Sir Aubrey Holt"),
    ("h", "Recommendation 1 (#27411)"),
    (
        "p",
        "Within six months, the Metropolitan Police Service should establish a process to vet its people again.",
    ),
    ("h", "MPS response"),
    ("p", "Vetting is being renewed for all ranks."),
    ("h", "MOPAC response"),
    ("p", "I am content with this progress."),
    ("h", "Recommendation 2 (#27412)"),
    ("p", "By 31 March 2023, the Metropolitan Police Service should:"),
    ("li", "link its systems; and"),
    ("li", "retire the old ones."),
    ("h", "MPS response"),
    ("p", "A programme has been set up."),
    ("h", "MOPAC response"),
    ("p", "I will follow it in the oversight board."),
]
MAYOR_FACTS: Facts = {
    "force": "Metropolitan Police", "body_title": "Mayor", "commissioner": "Sophia Marchbank", "chief_constable": "Sir Aubrey Holt",
    "report_title": "An inspection of the Metropolitan Police Service’s response to lessons", "report_portal_id": None,
    "inspection_type": "local", "published": "2022-03-22", "responded": "2022-05-10", "grade": None,
    "findings": [
        ("recommendation", "1", "27411", ("Metropolitan Police Service",), None, True, True, False),
        ("recommendation", "2", "27412", ("Metropolitan Police Service",), "2023-03-31", True, True, False),
    ],
    "flags": set(),
}  # fmt: skip

AUTHORITY: Blocks = [
    ("h", "City of London Police Authority Board"),
    ("h", "HMIC report: Stop and search powers – response of the City of London Police Authority"),
    ("table", [
        ["Report title", "Stop and search powers: are the police using them effectively and fairly?"],
        ["Publication date", "9 July 2013"],
        ["National", "X"],
    ]),
    ("table", [
        ["Ref", "HMIC recommendation", "Action", "Lead", "Target date", "Status"],
        ["R1", "Chief constables and the College of Policing should establish what effective use is.",
         "The force takes part in the work of the College.", "Uniformed Policing", "31/03/2014", "In progress"],
        ["R2", "Chief constables should make sure that officers are supervised.",
         "Supervisors review one search a month.", "Uniformed Policing", "January 2014", "Closed"],
    ]),
]  # fmt: skip
AUTHORITY_FACTS: Facts = {
    "force": "City of London", "body_title": "Police Authority", "commissioner": None, "chief_constable": None,
    "report_title": "Stop and search powers: are the police using them effectively and fairly?", "report_portal_id": None,
    "inspection_type": "national", "published": "2013-07-09", "responded": None, "grade": None,
    "findings": [
        ("recommendation", "1", None, ("chief constables", "College of Policing"), "2014-03-31", True, False, False),
        ("recommendation", "2", None, ("chief constables",), "2014-01-31", True, False, False),
    ],
    "flags": set(),
}  # fmt: skip

COMBINED: Blocks = [
    ("h", "West Yorkshire Combined Authority"),
    (
        "h",
        "Mayor of West Yorkshire’s response to HMICFRS report: Custody in West Yorkshire, an unannounced inspection",
    ),
    ("p", "Report published 5 December 2023"),
    ("h", "Accelerated cause of concern 1"),
    ("p", "Detainees with care needs are not observed as they should be."),
    ("p", "Response: The constabulary has introduced a new observation log in every suite."),
    ("h", "Cause of concern 2"),
    ("p", "The governance of the use of force is not good enough."),
    ("p", "Response: A scrutiny panel has been established."),
    ("h", "Area for improvement 1"),
    ("p", "West Yorkshire Police should improve its cells."),
    ("p", "Response: Work is planned."),
]
COMBINED_FACTS: Facts = {
    "force": "West Yorkshire", "body_title": "Mayor", "commissioner": None, "chief_constable": None,
    "report_title": "Custody in West Yorkshire, an unannounced inspection", "report_portal_id": None, "inspection_type": "local",
    "published": "2023-12-05", "responded": None, "grade": None,
    "findings": [
        ("accelerated_cause_of_concern", "1", None, (), None, True, False, False),
        ("cause_of_concern", "2", None, (), None, True, False, False),
        ("area_for_improvement", "1", None, ("West Yorkshire Police",), None, True, False, False),
    ],
    "flags": set(),
}  # fmt: skip

FORM: Blocks = [
    ("p", "Dyfed-Powys Police and Crime Commissioner"),
    ("p", "Response to HMICFRS publication"),
    ("p", "Name of report: State of readiness – public order policing"),
    ("p", "Report published: 11 March 2021"),
    ("p", "Police force: Dyfed-Powys Police"),
    ("p", "Police and Crime Commissioner: Non Bevan-Rees"),
    ("p", "Chief Constable: Dr Rhodri Lloyd"),
    ("p", "Response date: 5th May 2021"),
    ("p", "National or local: National"),
    ("h", "Key findings"),
    ("p", "Forces plan well for protests, and share too little of what they learn."),
    ("h", "Recommendation One"),
    (
        "p",
        "By 30 June 2022, the National Police Chiefs’ Council, working with the College of Policing, should share what was learned.",
    ),
    ("h", "Recommendation Two"),
    ("p", "By December 2022, forces should have enough trained officers."),
    ("h", "Force response"),
    ("p", "The force has enough trained officers, and will keep the number under review."),
    ("h", "Commissioner response"),
    ("p", "I am assured by what the Chief Constable reports and I will hold him to account for it."),
]
FORM_FACTS: Facts = {
    "force": "Dyfed-Powys", "body_title": "PCC", "commissioner": "Non Bevan-Rees", "chief_constable": "Dr Rhodri Lloyd",
    "report_title": "State of readiness – public order policing", "report_portal_id": None, "inspection_type": "national",
    "published": "2021-03-11", "responded": "2021-05-05", "grade": None,
    "findings": [
        ("recommendation", "1", None, ("National Police Chiefs' Council", "College of Policing"), "2022-06-30", False, False, None),
        ("recommendation", "2", None, ("forces",), "2022-12-31", False, False, None),
    ],
    "flags": set(),
}  # fmt: skip

MADE: dict[str, tuple[Blocks, Facts]] = {
    "record": (RECORD, RECORD_FACTS),
    "letter": (LETTER, LETTER_FACTS),
    "page": (PAGE, PAGE_FACTS),
    "local": (LOCAL, LOCAL_FACTS),
    "welsh": (WELSH, WELSH_FACTS),
    "mayor": (MAYOR, MAYOR_FACTS),
    "authority": (AUTHORITY, AUTHORITY_FACTS),
    "combined": (COMBINED, COMBINED_FACTS),
    "form": (FORM, FORM_FACTS),
}
