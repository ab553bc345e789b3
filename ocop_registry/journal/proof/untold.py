"""What the journal does not tell, and why: the one list. A test fails for a table that is neither a
subject, nor a part of one, nor here; and for a subject's field that no line holds and that is not here.
"""

# Parts of a subject: told within its line, under the name by which the subject reaches them.
PARTS: dict[str, tuple[str, ...]] = {
    "accounts.User": ("roles_held",),
    "products.Product": ("images", "standards", "channels"),
    "products.PointOfSale": ("products",),
}

_FILES = (
    "loaded from the files of the release, which say what it must be; the act tells their checksum"
)
_JOURNAL = "the journal itself: `verify_journal` recomputes it"
_REGISTER = "follows from the tables: `rebuild_register --check` compares it"
_WORK = "work in progress: nothing follows from it until an act reads it"
_MACHINE = "the running of the site: says nothing of the registry"
_RIGHTS = "not used: rights follow from the roles held"
TABLES: dict[str, str] = {
    "accounts.User_groups": _RIGHTS,
    "accounts.User_user_permissions": _RIGHTS,
    "admin.LogEntry": "not written: acts are told in the journal",
    "auth.Group": _RIGHTS,
    "auth.Group_permissions": _RIGHTS,
    "auth.Permission": _RIGHTS,
    "axes.AccessAttempt": _MACHINE,
    "axes.AccessAttemptExpiration": _MACHINE,
    "axes.AccessFailureLog": _MACHINE,
    "axes.AccessLog": _MACHINE,
    "certifications.ColumnMemory": _WORK,
    "certifications.ImportRow": _WORK,
    "certifications.Import_mended_by": "who mended a draft: no act, asked when it is written",
    "certifications.ResultDraft": _WORK,
    "certifications.RowMatter": _WORK,
    "certifications.Scheme": _FILES,
    "certifications.Scorecard": _FILES,
    "certifications.SheetHistory": "the history of a sheet before it is closed; the closed one is told",
    "certifications.StagedRow": "rows of old lists as they were read; what was made of them is told",
    "contenttypes.ContentType": _MACHINE,
    "django_tasks_database.DBTaskResult": _MACHINE,
    "jobs.Job": _MACHINE,
    "jobs.JobWorker": _MACHINE,
    "journal.JournalEntry": _JOURNAL,
    "journal.JournalHead": _JOURNAL,
    "journal.JournalLine": _JOURNAL,
    "journal.MergedSubject": "written by acts of merging only, whose lines tell what was merged",
    "journal.PrivateChange": _JOURNAL,
    "journal.PublicChange": _JOURNAL,
    "journal.PublishedHead": "signed: `verify_journal` checks each against its entry",
    "journal.SubjectSalt": _JOURNAL,
    "places.Place": _FILES,
    "places.Succession": _FILES,
    "products.ProductSet": _FILES,
    "products.CertificationToday": _REGISTER,
    "products.ProducerToday": _REGISTER,
    "products.ProductToday": _REGISTER,
    "products.PublicCard": _REGISTER,
    "products.PublicCode": _REGISTER,
    "products.PublicEntry": _REGISTER,
    "products.PublicPlace": _REGISTER,
    "products.PublicState": _REGISTER,
    "products.PublicWord": _REGISTER,
    "products.RegisterDay": _REGISTER,
    "sessions.Session": _MACHINE,
}

# Columns of rows of before, filled by a migration: not compared until an act tells them.
MIGRATED: dict[str, str] = {
    "certifications.Round.before_grounds": "rounds approved before grounds were asked for (0009)",
}

_FOLLOWS = "follows from the name; computed anew and compared"
FIELDS: dict[str, str] = {
    "accounts.User.last_login": "the moment of the last sign-in",
    "accounts.User.link_nonce": "part of every link's token: who holds it holds the link",
    "accounts.User.password": "not even its hash may be kept; that it was set is told",
    "accounts.User.told_until": "what its owner has read of the journal",
    "certifications.PreparedAct.record": "how to take a merge back: the rows as its lines tell them",
    "producers.Producer.search_key": _FOLLOWS,
    "producers.Producer.sort_key": _FOLLOWS,
    "products.Product.search_key": _FOLLOWS,
    "products.Product.sort_key": _FOLLOWS,
}
