"""Static files of a real installation: every name holds a hash of its content, so that browsers may
keep them for ever, also the files that scripts import from each other."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    # Without it a script would ask for "./autosave.js" by its plain name, which browsers keep only
    # for a short while: after an update an old part could meet a new one.
    support_js_module_import_aggregation = True
