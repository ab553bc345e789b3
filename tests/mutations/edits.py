"""Guards that no general pattern finds: each the exact text as it stands, and the text with a
switch. A text that is no longer there, or there twice, stops the run: the table follows the code."""

import re
from dataclasses import dataclass

from tests.mutations.guards import Guard


@dataclass(frozen=True)
class Edit:
    """`ON` in `armed` becomes the question whether this guard is the broken one. `names`: more than
    one guard, told apart by the code itself."""

    name: str
    kind: str
    path: str
    text: str
    armed: str
    names: tuple[str, ...] = ()


ROLES_TABLE = tuple(
    f"ALLOWED/{action}"
    for action in (
        *("view", "producer.edit", "product.edit", "target.edit", "round.edit"),
        *("application.edit", "result.enter", "round.approve", "decision.record"),
        *("template.edit", "certification.prepare", "certification.approve", "office.edit"),
        *("account.manage", "central"),
    )
)
PRIVACY_TABLE = tuple(
    f"FIELDS/{field}"
    for field in (
        *("tax_code", "registration_number", "address", "phone", "email", "representative_name"),
        *("representative_gender", "representative_ethnicity", "woman_led", "minority_led"),
        *("id", "version", "consent", "search_key", "sort_key"),
    )
)
# Fields that the journal keeps as digests (Producer, User).
DIGESTED = tuple(
    f"PRIVATE_FIELDS/{field}"
    for field in (
        *("tax_code", "registration_number", "phone", "email", "address", "representative_name"),
        *("representative_gender", "representative_ethnicity", "woman_led", "minority_led"),
    )
)

PERMISSIONS = "ocop_registry/accounts/permissions.py"
ACCOUNTS = "ocop_registry/staff/accounts/account_admin.py"
MANAGING = "ocop_registry/accounts/managing.py"
SIGNED = "certifications/decisions/signed_copies.py"

EDITS = [
    Edit(
        "scoped_choice", "permission", "ocop_registry/staff/acts/act_admin.py",
        'kwargs.setdefault("queryset", related.get_queryset(request))',
        'kwargs.setdefault("queryset", db_field.remote_field.model._base_manager.all() if ON else related.get_queryset(request))',
    ),
    Edit(
        "ALLOWED", "permission", PERMISSIONS,
        "today, allowed = clock.today(), ALLOWED[action]",
        'today, allowed = clock.today(), frozenset(Role.values) if _switch.on("ALLOWED/" + action) else ALLOWED[action]',
        ROLES_TABLE,
    ),
    Edit("role in force today", "permission", PERMISSIONS,
         "if role.role in allowed and role.on(today)]", "if role.role in allowed and (ON or role.on(today))]"),
    Edit("account open", "permission", PERMISSIONS,
         "or not user.is_active:\n        return NOWHERE", "or not (ON or user.is_active):\n        return NOWHERE"),
    Edit("manages accounts", "permission", PERMISSIONS,
         "for role in held if role.manages_accounts]", "for role in held if ON or role.manages_accounts]"),
    Edit("covers", "permission", PERMISSIONS,
         "return self.everywhere or (province is not None", "return ON or self.everywhere or (province is not None"),
    Edit("limit", "permission", PERMISSIONS,
         'return queryset if self.everywhere else queryset.filter(**{f"{field}__in": self.provinces})',
         'return queryset if ON or self.everywhere else queryset.filter(**{f"{field}__in": self.provinces})'),
    Edit("limit_units", "permission", PERMISSIONS,
         "return queryset if self.everywhere else queryset.filter(belongs_to(path",
         "return queryset if ON or self.everywhere else queryset.filter(belongs_to(path"),
    Edit("administrators are out of reach", "permission", MANAGING,
         'User.objects.filter(own, is_superuser=False)', 'User.objects.filter(own, **({} if ON else {"is_superuser": False}))'),
    Edit("accounts with a role elsewhere are out of reach", "permission", MANAGING,
         'pk__in=outside.values("user")', 'pk__in=[] if ON else outside.values("user")'),
    Edit("ministry role", "permission", MANAGING, "if role == Role.MINISTRY:", "if not ON and role == Role.MINISTRY:"),
    Edit("own roles", "permission", "ocop_registry/staff/accounts/role_forms.py", "return obj is not None and obj.pk ==", "return not ON and obj is not None and obj.pk =="),
    Edit("superuser field", "permission", ACCOUNTS,
         '        if request.user.is_superuser:\n            names.append("is_superuser")',
         '        if ON or request.user.is_superuser:\n            names.append("is_superuser")'),
    Edit("link of a closed account", "permission", "ocop_registry/staff/accounts/sign_in.py",
         "user is not None and user.is_active", "user is not None and (ON or user.is_active)"),
    Edit("FIELDS", "privacy", "producers/privacy.py",
         "privacy = FIELDS.get(field, Privacy.OFFICE)",
         'privacy = Privacy.PUBLIC if _switch.on("FIELDS/" + field) else FIELDS.get(field, Privacy.OFFICE)',
         PRIVACY_TABLE),
    Edit("PRIVATE_FIELDS", "privacy", "producers/models.py", "    PRIVACY: ClassVar", "    PRIVACY: ClassVar", DIGESTED),
    Edit("business", "privacy", "producers/privacy.py", "return producer.is_business or", "return ON or producer.is_business or"),
    Edit("digest", "privacy", "ocop_registry/journal/lines.py",
         "if name in self.private and plain(value)", "if not ON and name in self.private and plain(value)"),
    Edit("held copy", "privacy", SIGNED,
         "        return decision.public_file or None\n    return None",
         "        return decision.public_file or None\n    return (decision.file or None) if ON else None"),
    Edit("covered copy", "privacy", SIGNED,
         "if decision.file_state == FileState.PUBLIC:", "if decision.file_state == FileState.PUBLIC or (ON and decision.file_state == FileState.REDACTED):"),
    Edit("file link of a held copy", "privacy", "certifications/register/cards.py",
         'if decision.file_state in {"public", "redacted"}', 'if ON or decision.file_state in {"public", "redacted"}'),
    Edit("another asked to undo", "people", "certifications/staff/imports/scoped.py",
         "(asked is not None and not same_person(user, asked))",
         "(asked is not None and (ON or not same_person(user, asked)))"),
    Edit("another approved", "people", "ocop_registry/accounts/hands.py",
         "    if person is not None and other is not None and person.pk == other.pk:\n        return True\n",
         "    if ON:\n        return False\n    if person is not None and other is not None and person.pk == other.pk:\n        return True\n"),
    Edit("tied to the other", "people", "ocop_registry/accounts/hands.py",
         "    if person is None or other is None:\n        return \"\"\n",
         "    if ON or person is None or other is None:\n        return \"\"\n"),
    Edit("signed in", "request", "ocop_registry/api/staff.py",
         "    permission_classes = (IsAuthenticated,)\n",
         "    permission_classes = (IsAuthenticated,)\n\n    def get_permissions(self):\n        return [] if ON else super().get_permissions()\n\n"),
    Edit("csrf", "request", "ocop_registry/api/staff.py",
         "    def authenticate_header(",
         "    def enforce_csrf(self, request):\n        return None if ON else super().enforce_csrf(request)\n\n    def authenticate_header("),
]  # fmt: skip


def apply(source: str, path: str) -> tuple[str, list[Guard]]:
    """The module with the switches of this table, and their guards. Raises LookupError when a text
    is not there exactly once."""
    guards = []
    for edit in EDITS:
        if edit.path != path:
            continue
        if source.count(edit.text) != 1:
            found = source.count(edit.text)
            raise LookupError(f"{path}: {edit.name!r} stands there {found} times, not once.")
        line = source[: source.index(edit.text)].count("\n") + 1
        name = f"{path}:{edit.name}"
        source = source.replace(edit.text, re.sub(r"\bON\b", f"_switch.on({name!r})", edit.armed))
        guards += [Guard(one, edit.kind, line) for one in edit.names or (name,)]
    return source, guards
