from django.apps import AppConfig


class CertificationsConfig(AppConfig):
    name = "certifications"
    verbose_name = "Đánh giá và chứng nhận"

    def ready(self) -> None:
        from certifications import (
            acts,  # noqa: F401  (declares this app's acts)
            guarding,
            maintenance,  # noqa: F401  (declares its jobs)
            register,
        )
        from certifications.certificates import (
            changes,  # noqa: F401  (declares its prepared acts)
            erasing,  # noqa: F401  (declares its prepared acts)
            held_back,
            on_certifications,  # noqa: F401  (declares its prepared acts)
        )
        from certifications.decisions import confirming  # noqa: F401  (declares its prepared acts)
        from certifications.imports import jobs  # noqa: F401  (declares its jobs)
        from certifications.merging import prepared  # noqa: F401  (declares its prepared acts)
        from certifications.models.triggers import TRIGGERS
        from certifications.papers import jobs as paper_jobs  # noqa: F401  (declares its jobs)
        from ocop_registry.database import triggers
        from ocop_registry.journal.acts import guards, projections

        triggers.register(*TRIGGERS)
        if register.project not in projections:
            projections.append(register.project)
        if guarding.guard not in guards:
            guards.append(guarding.guard)
        if held_back.unapproved not in guards:
            guards.append(held_back.unapproved)
