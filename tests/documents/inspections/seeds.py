"""Every fact that a reader should find in the five seeds. Facts only: the documents stay beside the checkout."""

COUNCIL = "National Police Chiefs' Council"
FORCES, CHIEFS, OFFICE = ("forces",), ("chief constables",), ("Home Office",)
BOTH = ("Home Office", COUNCIL)

# number, owners, due, how many bullets: as the report has them
REPORT = {
    "1a": ((COUNCIL,), "2024-01-31", 2),
    "1b": (BOTH, "2024-01-31", 0),
    "1c": (BOTH, "2024-07-31", 0),
    "1d": (OFFICE, "2025-01-31", 0),
    "2": (FORCES, "2024-01-31", 2),
    "3": (FORCES, "2024-01-31", 0),
    "4a": ((COUNCIL,), "2024-01-31", 0),
    "4b": ((COUNCIL,), "2024-07-31", 0),
    "5a": ((COUNCIL,), "2024-01-31", 0),
    "5b": ((COUNCIL,), "2024-07-31", 0),
    "6": (CHIEFS, "2024-01-31", 2),
}
# number: words that its text has, and words that it has not
TEXTS = {
    "1a": ("agree a standard approach", "principles"),
    "1b": ("a set of principles", "pilot"),
    "1c": ("should pilot the collection", "roll out"),
    "1d": ("should roll out", "pilot"),
    "2": ("Processes should cover", "proactive"),
    "3": ("mandatory annual psychological screening", "Processes"),
    "4a": ("identify all performance frameworks", "timescale"),
    "4b": ("implement a national performance framework", "map all"),
    "5a": ("map all analytical capacity", "timescale"),
    "5b": ("address the gaps identified", "framework"),
    "6": ("a culture of evaluation", "exit interviews"),
}
OURS = ("2", "3", "6")

SEEDS = {
    "000_75baed50e54a8e82.txt": {
        "force": "Cheshire", "body_title": "PCC", "commissioner": "John Dwyer", "chief_constable": None,
        "report_title": "PEEL Spotlight - Police performance: Getting a grip", "report_portal_id": None,
        "inspection_type": "national", "published": "2023-07-07", "responded": None, "grade": None,
        "summary": ("The opinion held by HMICFRS", "sharing this between forces."),
        "force_response": None,
        "commissioner_response": ("I acknowledge", "from the outset."),
        "findings": OURS, "numbered": False, "portal_ids": {}, "due": {},
        "force_answers": {},
        "commissioner_answers": {"2": "exit interviews", "3": "wellbeing van", "6": "benefits realisation toolkit"},
        "others": {"2": False, "3": False, "6": False},
        "practices": {
            ("Re-entry schemes", "implemented"), ("Drop-in counselling", "implemented"),
            ("Benefits realisation toolkit", "implemented"),
        },
        "flags": set(),
    },
    "001_3a6c317f0342ce7c.txt": {
        "force": "Staffordshire", "body_title": "PCC", "commissioner": "Ben Adams", "chief_constable": "Chris Noble",
        "report_title": "Police performance: Getting a grip", "report_portal_id": None,
        "inspection_type": "national", "published": None, "responded": None, "grade": None,
        "summary": ("Firstly", "being let down."),
        "force_response": ("The force welcomes", "Police Uplift Programme."),
        "commissioner_response": ("I welcome this report", "continuous improvement."),
        "findings": tuple(REPORT), "numbered": True, "portal_ids": {}, "due": {},
        "force_answers": {"2": "stay interviews", "3": "Musculoskeletal", "6": "Annual Delivery Plans"},
        "commissioner_answers": {},
        "others": {**dict.fromkeys(REPORT), "2": False, "3": False, "6": False},
        "practices": {
            ("Stay interviews", "implemented"), ("Musculoskeletal assessments", "planned"),
            ("4-week wellbeing bus tour", "planned"), ("Annual Delivery Plans", "implemented"),
            ("Data Enabled Policing programme", None), ("Performance strategy", None),
        },
        "flags": {"wording_difference"},
    },
    "002_b829d74d2cf6c046.txt": {
        "force": "Cambridgeshire", "body_title": "PCC", "commissioner": "Darryl Preston", "chief_constable": None,
        "report_title": "PEEL spotlight report Police performance - Getting a grip", "report_portal_id": None,
        "inspection_type": "national", "published": "2023-07-07", "responded": "2023-08-31", "grade": None,
        "summary": None, "force_response": None,
        "commissioner_response": ("Under Section 55(5)", "efficiency and legitimacy."),
        "findings": tuple(REPORT), "numbered": True, "portal_ids": {}, "due": {"6": (None, "By January 4")},
        "force_answers": {
            **{number: "This recommendation is for the" for number in REPORT if number not in OURS},
            "2": "Pathways Policy", "3": "Wellbeing Hub", "6": "force performance team",
        },
        "commissioner_answers": {},
        "others": {number: number not in OURS for number in REPORT},
        "practices": {
            ("Employee Assistance Programme (EAP)", None), ("Peer Supporters", None), ("Chaplaincy visits", None),
            ("Wellbeing Hub on SharePoint", None), ("HSE Individual Stress Risk Assessment", None),
            ("Trauma Risk Management (TRiM) Assessors", None), ("National Leavers Framework", "implemented"),
            ("Compassion Fatigue project", "being_introduced"), ("Mind over Mountains initiative", "being_introduced"),
            ("Emotional Survival for Police Officers (ESPO)", "piloted"), ("Trauma informed practice training", "planned"),
            ("Bedfordshire, Cambridgeshire, Hertfordshire (BCH) Pathways Policy", "implemented"),
            ("Health and Wellbeing co-ordinator", None), ("‘My Pause Point conversation’ process", None),
            ("OHU proactive visits", "implemented"),
        },
        "flags": {"probable_slip", "wording_difference"},
    },
    "003_71948449d87dcf69.txt": {
        "force": "Avon and Somerset", "body_title": "PCC", "commissioner": None, "chief_constable": None,
        "report_title": "POLICE PERFORMANCE – GETTING A GRIP", "report_portal_id": None,
        "inspection_type": "national", "published": "2023-07-07", "responded": "2023-09-01", "grade": None,
        "summary": None, "force_response": None,
        "commissioner_response": ("The report highlighted", "audits mentioned."),
        "findings": OURS, "numbered": True, "portal_ids": {}, "due": {},
        "force_answers": {"2": "exit questionnaire", "3": "Trauma Risk Management", "6": "(IPQR)"},
        "commissioner_answers": {},
        "others": {"2": False, "3": False, "6": False},
        "practices": {
            ("Online exit questionnaire", "implemented"), ("Qlik App", "implemented"), ("Rejoiner scheme", "implemented"),
            ("Career Aspiration Survey", "implemented"), ("Case management tracker", "implemented"),
            ("Trauma Risk Management (TRiM) Programme", "implemented"),
            ("Operational Improvement Board", "being_introduced"),
        },
        "flags": {"late_response", "deadline_wording"},
    },
    "004_d83c91559d582434.txt": {
        "force": "Cumbria", "body_title": "PFCC", "commissioner": None, "chief_constable": None,
        "report_title": "PEEL Spotlight - Police performance: Getting a grip", "report_portal_id": "28138",
        "inspection_type": "national", "published": "2023-07-07", "responded": None, "grade": None,
        "summary": ("This report focuses", "if they don’t."),
        "force_response": ("“The Constabulary has recently", "to our communities.”"),
        "commissioner_response": ("Cumbria’s Police", "recommendations within.”"),
        "findings": OURS, "numbered": True, "portal_ids": {"2": "28191", "3": "28234", "6": "28281"}, "due": {},
        "force_answers": {}, "commissioner_answers": {}, "others": dict.fromkeys(OURS),
        "practices": {("Retention strategy", None)},
        "flags": {"citation"},
    },
}  # fmt: skip
