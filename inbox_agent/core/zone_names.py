"""The words behind zones, as tables: abbreviations, regions, and places that stand for a clock.

A US region word means the clock people there live by, so it maps to the IANA zone of the region
(tz database 2025b). Places are those with residency programs, and some that applicants live in.
"""

from __future__ import annotations

NEW_YORK, CHICAGO = "America/New_York", "America/Chicago"
DENVER, LOS_ANGELES = "America/Denver", "America/Los_Angeles"
PHOENIX, HONOLULU, ANCHORAGE = "America/Phoenix", "Pacific/Honolulu", "America/Anchorage"
PUERTO_RICO = "America/Puerto_Rico"

ABBREVIATIONS: dict[str, tuple[str, str]] = {
    "ET": (NEW_YORK, ""), "EST": (NEW_YORK, "standard"), "EDT": (NEW_YORK, "daylight"),
    "CT": (CHICAGO, ""), "CST": (CHICAGO, "standard"), "CDT": (CHICAGO, "daylight"),
    "MT": (DENVER, ""), "MST": (DENVER, "standard"), "MDT": (DENVER, "daylight"),
    "PT": (LOS_ANGELES, ""), "PST": (LOS_ANGELES, "standard"), "PDT": (LOS_ANGELES, "daylight"),
    "AKT": (ANCHORAGE, ""), "AKST": (ANCHORAGE, "standard"), "AKDT": (ANCHORAGE, "daylight"),
    "HST": (HONOLULU, ""), "HT": (HONOLULU, ""), "AST": (PUERTO_RICO, ""),
    "CHST": ("Pacific/Guam", ""), "UTC": ("UTC", ""), "GMT": ("UTC", ""), "Z": ("UTC", ""),
    "CET": ("Europe/Berlin", ""), "CEST": ("Europe/Berlin", ""), "EET": ("Europe/Athens", ""),
    "PKT": ("Asia/Karachi", ""), "BST": ("Europe/London", ""), "WAT": ("Africa/Lagos", ""),
    "IST": ("Asia/Kolkata", ""), "GST": ("Asia/Dubai", ""), "EAT": ("Africa/Nairobi", ""),
}  # fmt: skip
"""Abbreviation -> (zone, the season that it claims)."""

REGIONS: dict[str, str] = {
    "eastern": NEW_YORK, "central": CHICAGO, "mountain": DENVER, "pacific": LOS_ANGELES,
    "alaska": ANCHORAGE, "alaskan": ANCHORAGE, "hawaii": HONOLULU, "hawaiian": HONOLULU,
    "hawai'i": HONOLULU, "hawaii-aleutian": HONOLULU, "atlantic": PUERTO_RICO,
    "chamorro": "Pacific/Guam",
    "este": NEW_YORK, "centro": CHICAGO, "montaña": DENVER, "pacífico": LOS_ANGELES,
}  # fmt: skip
"""A region's word, as in "Eastern", "Eastern Time", "Eastern Standard Time", "hora del este"."""

_PLACES_BY_ZONE: dict[str, str] = {
    NEW_YORK: "new york|nyc|boston|philadelphia|pittsburgh|buffalo|rochester|syracuse|albany|"
    "worcester|springfield|hartford|new haven|providence|newark|camden|trenton|baltimore|"
    "washington dc|washington d.c|dc|norfolk|richmond|charlottesville|roanoke|charlotte|raleigh|"
    "durham|greenville|winston-salem|columbia|charleston|savannah|augusta|atlanta|macon|"
    "jacksonville|orlando|tampa|miami|gainesville|tallahassee|cleveland|cincinnati|toledo|dayton|"
    "akron|youngstown|ann arbor|burlington|bangor|manchester|wilmington|morgantown|huntington|"
    "georgia|ohio|pennsylvania|new jersey|connecticut|massachusetts|maryland|delaware|virginia|"
    "north carolina|south carolina|west virginia|maine|vermont|new hampshire|rhode island|"
    "florida|east coast|knoxville",
    "America/Detroit": "detroit|flint|lansing|grand rapids|kalamazoo|saginaw|michigan",
    "America/Indiana/Indianapolis": "indianapolis|fort wayne|indiana",
    "America/Kentucky/Louisville": "louisville|lexington|kentucky",
    CHICAGO: "chicago|milwaukee|madison|minneapolis|st. paul|st paul|duluth|des moines|iowa city|"
    "st. louis|st louis|kansas city|omaha|lincoln|wichita|tulsa|oklahoma city|dallas|fort worth|"
    "houston|galveston|austin|san antonio|lubbock|amarillo|corpus christi|mcallen|new orleans|"
    "baton rouge|shreveport|monroe|lafayette|little rock|memphis|nashville|birmingham|mobile|"
    "huntsville|montgomery|jackson|tupelo|peoria|rockford|fargo|sioux falls|grand forks|gary|"
    "illinois|wisconsin|minnesota|iowa|missouri|arkansas|louisiana|mississippi|alabama|oklahoma|"
    "texas|kansas|nebraska|tennessee",
    DENVER: "denver|greeley|aurora|colorado springs|fort collins|pueblo|albuquerque|santa fe|"
    "el paso|salt lake city|salt lake|provo|billings|missoula|bozeman|cheyenne|casper|rapid city|"
    "colorado|new mexico|utah|montana|wyoming",
    "America/Boise": "boise|idaho",
    PHOENIX: "phoenix|tucson|scottsdale|mesa|flagstaff|yuma|arizona",
    LOS_ANGELES: "los angeles|san francisco|san diego|sacramento|fresno|bakersfield|riverside|"
    "oakland|san jose|irvine|modesto|stockton|las vegas|reno|portland|eugene|seattle|spokane|"
    "tacoma|yakima|california|nevada|oregon|washington state|west coast",
    ANCHORAGE: "anchorage|fairbanks|juneau|alaska",
    HONOLULU: "honolulu|hilo|hawaii|hawai'i|oahu",
    PUERTO_RICO: "puerto rico|san juan|ponce|bayamon|bayamón|mayaguez|mayagüez|caguas|isla",
    "Asia/Amman": "amman|jordan", "Asia/Karachi": "karachi|lahore|islamabad|pakistan",
    "Asia/Kolkata": "delhi|new delhi|mumbai|chennai|bangalore|kolkata|hyderabad|india|indian",
    "Africa/Cairo": "cairo|egypt", "Africa/Lagos": "lagos|abuja|nigeria",
    "Asia/Riyadh": "riyadh|jeddah|saudi", "Asia/Dubai": "dubai|abu dhabi|uae",
    "Asia/Kathmandu": "kathmandu|nepal", "Asia/Manila": "manila|philippines",
    "Asia/Dhaka": "dhaka|bangladesh", "Asia/Beirut": "beirut|lebanon", "Asia/Baghdad": "baghdad",
    "Asia/Damascus": "damascus", "Asia/Khartoum": "khartoum|sudan", "Asia/Tehran": "tehran",
    "Europe/London": "london|uk", "Europe/Istanbul": "istanbul|turkey", "Asia/Jerusalem": "israel",
    "America/Bogota": "bogota|bogotá|colombia", "America/Caracas": "caracas",
    "America/Mexico_City": "mexico city", "America/Lima": "lima", "America/Sao_Paulo": "brazil",
    "Africa/Johannesburg": "johannesburg|cape town|durban|south africa",
    "Africa/Accra": "accra|ghana", "Europe/Dublin": "dublin|ireland",
    "Africa/Nairobi": "nairobi|kenya", "Africa/Addis_Ababa": "addis ababa|ethiopia",
    "Europe/Kyiv": "kyiv|lviv|ukraine", "Europe/Berlin": "berlin|germany",
    "Asia/Tbilisi": "tbilisi", "Asia/Yerevan": "yerevan", "Asia/Shanghai": "china|beijing|shanghai",
    "Australia/Sydney": "sydney|melbourne",
    "America/Argentina/Buenos_Aires": "buenos aires|argentina",
    "America/Grenada": "grenada", "America/Toronto": "toronto|ontario",
}  # fmt: skip

PLACES: dict[str, str] = {
    place: zone for zone, places in _PLACES_BY_ZONE.items() for place in places.split("|")
}
"""A place whose name may stand before "time" or "hours" ("Boise time")."""

TWO_ZONES = frozenset(
    ("indiana", "tennessee", "kentucky", "florida", "texas", "michigan", "kansas", "nebraska",
     "idaho", "oregon", "columbia", "portland", "jackson", "aurora", "springfield", "rochester",
     "greenville", "monroe", "augusta", "columbus", "burlington", "manchester", "lincoln",
     "wilmington", "jacksonville", "lafayette", "riverside", "stockton", "richmond", "lexington")
)  # fmt: skip
"""States in two zones, and towns that several states have: the table has the likelier, and where
the program's zone is known, that one is meant."""

HOME = frozenset(
    (NEW_YORK, CHICAGO, DENVER, LOS_ANGELES, PHOENIX, HONOLULU, ANCHORAGE, PUERTO_RICO, "UTC",
     "America/Detroit", "America/Indiana/Indianapolis", "America/Kentucky/Louisville",
     "America/Boise", "Pacific/Guam", "America/Toronto")
)  # fmt: skip
OVERSEAS = frozenset({*PLACES.values(), *(zone for zone, _ in ABBREVIATIONS.values())} - HOME)
"""Zones that no program sits in: an hour given in one was worked out for the applicant."""

WINDOWS_HERE: dict[str, str] = {
    "sa western standard time": PUERTO_RICO,
    "us eastern standard time": "America/Indiana/Indianapolis",
    "atlantic standard time": PUERTO_RICO,
}
"""Windows names whose first IANA zone lies in another country than the programs."""
