"""Names of columns that the products with which people ask put into their exports, beside the questions.

KoboToolbox, ODK Central, Google Forms and Microsoft Forms. All in small letters. The first two have the same names in
every language; the last two speak the language of the account that made the form. Here are those that were seen in
files of such exports, or in programs that read them: of Google English, Vietnamese, Thai, French and Chinese; of
Microsoft English, Vietnamese and French. A name in another language is not guessed: the column is left out and named,
and the time stamp of Google is told by where it stands (`headings`).
"""

ENOUGH = 3
"""Names without which no line is a header: an id, a fact and a question."""

HEADER_WITHIN = 20
"""The header is one of so many rows that are not blank."""

INTERVIEW = {
    "interviewer": (
        "interviewer",
        "enumerator",
        "interviewer_name",
        "enumerator_name",
        "username",
        "submittername",
        "_submitted_by",
    ),
    "started": ("started", "start", "starttime", "start_time", "start time", "thời gian bắt đầu", "heure de début"),
    "ended": (
        *("ended", "end", "endtime", "end_time", "completion time", "thời gian hoàn thành", "heure de fin"),
        *("timestamp", "dấu thời gian", "ประทับเวลา", "horodateur", "时间戳记"),
    ),
}
"""What is known of an interview -> names of its column, the best first. When a form was sent is not its end: a
phone may send it days later."""

RECORDS = ("_uuid", "instanceid", "key", "_id", "id")
"""What tells one record from all others, the best first: it stands in for an id of the firm that is missing."""

NAMES_IN_PATHS = frozenset({"instanceid", *INTERVIEW["interviewer"], *INTERVIEW["started"], *INTERVIEW["ended"]})
"""Names that may stand in a group, such as `meta-instanceID`."""

WITHOUT_ID = frozenset({"timestamp", "dấu thời gian", "ประทับเวลา", "horodateur", "时间戳记"})
"""The first column of Google Forms, which numbers nothing: there a firm's row has to do for its id."""

MICROSOFT = frozenset({"completion time", "thời gian hoàn thành", "heure de fin"})
MICROSOFT_NAMES = {
    **dict.fromkeys(("name", "nom"), "interviewer"),
    **dict.fromkeys(("email", "last modified time", "language", "adresse de messagerie", "langue"), ""),
    **dict.fromkeys(("heure de la dernière modification", "total points", "quiz feedback", "grade posted time"), ""),
}
"""What else is no question where there is a column of a name above; the same names mean something else elsewhere."""

NO_QUESTIONS = frozenset(
    {
        # KoboToolbox
        "_submission_time",
        "_validation_status",
        "_notes",
        "_status",
        "__version__",
        "_version_",
        "_tags",
        "_index",
        "_attachments",
        "_geolocation",
        "_xform_id_string",
        "_bamboo_dataset_id",
        "formhub/uuid",
        "meta/rootuuid",
        "meta/deprecatedid",
        "today",
        "deviceid",
        "subscriberid",
        "simserial",
        "phonenumber",
        "phone_number",
        "audit",
        "audit_url",
        # ODK Central
        "submissiondate",
        "submitterid",
        "devicename",
        "attachmentspresent",
        "attachmentsexpected",
        "status",
        "reviewstate",
        "edits",
        "formversion",
        "isvalidated",
        "instancename",
        "meta-instancename",
        "meta/instancename",
        # Google Forms
        "email address",
        "địa chỉ email",
        "ที่อยู่อีเมล",
        "adresse e-mail",
        "score",
    }
)
