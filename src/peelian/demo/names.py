"""Invented places, and name parts common enough to name nobody."""

FORCE = "Aldermere Constabulary"
FORCE_ID = "ALD"
CONTACT_ID = "CON"

# No police force, district or town bears these names; no two share their first three letters.
PLACES = tuple(
    """
    Wynmouth Thurlstock Brackenholt Calderhythe Ottersley Merrowby Stanbeck Larkminster Hexcombe
    Pellingwick Coldharrow Fennimoor Gorsehampton Ibbersea Kestrelby Mossgarth Netherquay Polwater
    Quillstead Rushmarden Saltreach Tamberley Ulverwick Vexhampton Wrenbourne Yaxholme Amblestoke
    Bellowmere Cressfold Elmscar Foxhythe Gullhaven Hollowby Ironstoke Juniperley Kilnworth Lostwater
    Duskworth Embermoor Vennmarsh Nightingford Zealholt
    """.split()  # noqa: SIM905
)

STREETS = tuple(
    f"{name} {kind}"
    for kind in ("Road", "Street", "Lane", "Close", "Avenue")
    for name in (
        "Church",
        "Mill",
        "Station",
        "Orchard",
        "Chapel",
        "Meadow",
        "School",
        "Bridge",
        "Park",
        "Quarry",
    )
)

INITIALS = "ABCDEFGHIJKLMNOPRSTVWYZ"

SURNAMES = tuple(
    """
    Adams Ahmed Ali Allen Anderson Andrews Armstrong Atkinson Bailey Baker Ball Barker Barnes Begum Bell
    Bennett Booth Bradley Brooks Brown Burton Butler Campbell Carter Chapman Clark Clarke Cole Collins
    Cook Cooper Cox Davies Davis Dixon Edwards Ellis Evans Fisher Foster Fox Gibson Gordon Graham Grant
    Gray Green Griffiths Hall Hamilton Harris Harrison Harvey Hill Holmes Hughes Hunt Hunter Hussain
    Jackson James Jenkins Johnson Jones Kaur Kelly Kennedy Khan King Knight Lawrence Lee Lewis Lloyd
    Marshall Martin Mason Matthews Miller Mills Mitchell Moore Morgan Morris Murphy Murray Okafor Owen
    Palmer Parker Patel Pearson Phillips Powell Price Reid Reynolds Richards Richardson Roberts Robinson
    Rogers Rose Russell Ryan Scott Shah Shaw Simpson Singh Smith Stevens Stewart Sutton Taylor Thomas
    Thompson Turner Walker Walsh Ward Watson Webb White Wilkinson Williams Williamson Wilson Wood Wright
    Young
    """.split()  # noqa: SIM905
)
