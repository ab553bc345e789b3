"""manage.py import_xlsx: an Excel file checked, kept for a colleague, or written into the registry,
from the command line."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from certifications.imports import applying, checking, staging
from certifications.imports.preview import moved
from certifications.imports.shape.layout import ChosenSheet
from certifications.imports.sources import sheets_of
from certifications.imports.stored import as_looked
from certifications.models import Import, ImportKind, Round, RowOutcome
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User
from ocop_registry.excel.reading import Unreadable, read
from ocop_registry.places.models import Place, PlaceLevel

NOTHING = {"read": 0, **dict.fromkeys(RowOutcome.values, 0)}


class Command(BaseCommand):
    help = (
        "Đọc một tệp Excel. --dry-run chỉ kiểm tra; --apply ghi các dòng đúng trong một lần; không"
        " có cả hai thì giữ lại để đồng nghiệp xem và ghi trên trang quản trị. Mã thoát 1 khi không"
        " đọc được tệp."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="tệp .xlsx hoặc .csv")
        parser.add_argument("--kind", required=True, choices=ImportKind.values, help="loại tệp")
        parser.add_argument(
            "--province",
            help="mã tỉnh hiện nay, ví dụ 19; không ghi thì địa bàn của từng dòng quyết định",
        )
        parser.add_argument("--round", help="mã định danh của đợt, với hồ sơ và kết quả")
        parser.add_argument(
            "--by", help="tên đăng nhập của người nạp tệp; không ghi thì là Hệ thống"
        )
        parser.add_argument("--approved-by", help="tên đăng nhập của người ghi tệp, khác người nạp")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không giữ gì")
        what.add_argument("--apply", action="store_true", help="ghi các dòng đúng vào sổ")
        parser.add_argument(
            "--confirm",
            type=int,
            help="phiên bản của bản xem trước đã xem, khi sổ đăng ký đã thay đổi từ lần trước",
        )
        parser.add_argument("--json", action="store_true", help="báo cáo dạng JSON")
        parser.add_argument(
            "--columns", action="append", default=[],
            help="cột của tệp đọc là gì, ví dụ B=product,C=producer,D=address+commune,E= (không đọc);"
            " nhiều trang thì ghi tên trang trước: Na Rì:B=product",
        )  # fmt: skip
        parser.add_argument(
            "--header", action="append", default=[],
            help="dòng tiêu đề khi máy không tự thấy, ví dụ 4 hoặc 4-5; nhiều trang thì Na Rì:4-5",
        )  # fmt: skip
        parser.add_argument(
            "--answer", action="append", default=[],
            help="trả lời câu hỏi về cả một cột, ví dụ I.month_first=month; nhiều trang thì Na Rì:I…",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._run(options)
        except Unreadable as error:
            report = {
                **NOTHING,
                "errors": [{"sheet": "", "cell": "", "code": error.code, "detail": str(error)}],
            }
            self._tell(report, options)
            raise CommandError(str(error)) from error
        except checking.ChangedSincePreview as changed:
            self._tell(_report(changed.imported), options)
            raise CommandError(
                f"{' '.join(changed.reasons)} Đã xem thì chạy lại với --confirm"
                f" {changed.imported.version}."
            ) from changed
        except Refused as error:
            raise CommandError(" ".join(error.reasons)) from error
        except PermissionDenied as error:
            raise CommandError(str(error) or _no_right(options)) from error
        self._tell(report, options)
        if report.pop("waits", False):
            raise CommandError(
                "Chưa đọc được dòng nào: tệp đã được giữ lại, chỉ tiêu đề và cột ở trang quản trị, mục"
                " “Cách đọc tệp”; hoặc chạy lại với --header, --columns."
            )

    def _run(self, options: dict[str, Any]) -> dict[str, Any]:
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"Không mở được {path}: {error.strerror}.") from error
        round_ = _round(options["round"])
        province = round_.place if round_ else _province(options["province"])
        by, approver = _user(options["by"]), _user(options["approved_by"])
        given: dict[str, Any] = {"province": province, "by": by, "round_": round_}
        told = chosen_of(
            content, path.name, options["columns"], options["header"], options["answer"]
        )
        if told:
            given["chosen"] = told
        if options["dry_run"]:
            run = staging.dry_run(content, path.name, options["kind"], **given)
            return {
                **run.counts,
                "errors": checking.errors(run.rows),
                "notes": run.reading.notes,
                "questions": _questions(run.reading.columns),
            }
        imported = staging.stage(content, path.name, options["kind"], **given)
        if options["apply"]:
            something = imported.counts["created"] or imported.counts["changed"]
            if not imported.counts["read"]:
                return _report(imported)
            imported = (
                applying.apply(
                    imported,
                    by=approver or by,
                    version=options["confirm"],
                    progress=self._progress(options),
                )
                if something
                else staging.discard(imported, by=by)  # nothing to wait for
            )
        return _report(imported)

    def _progress(self, options: dict[str, Any]) -> applying.Progress | None:
        if options["json"] or not sys.stderr.isatty():
            return None
        return lambda done, total: self.stderr.write(f"\r{done}/{total}", ending="")

    def _tell(self, report: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            "Đọc {read} dòng: thêm mới {created}, thay đổi {changed}, giữ nguyên {unchanged}, chưa"
            " ghi được {refused}.".format(**report)
        )
        for note in report.get("notes", ()):
            self.stdout.write(f"  {note}")
        for one in report.get("questions", ()):
            self.stdout.write(f"  Hỏi một lần, trang “{one['sheet']}”: {one['label']}")
            for value, label in one["options"]:
                self.stdout.write(f"    --answer {one['key']}={value}  {label}")
        for sentence in report.get("changed_since", ()):
            self.stdout.write(f"  Đã đổi từ lúc xem trước: {sentence}")
        for error in report["errors"]:
            self.stdout.write(f"  {error['sheet']} {error['cell']}: {error['detail']}")
        if "uid" in report:
            self.stdout.write(f"Tệp nhập {report['uid']}: {report['status']}.")


def _report(imported: Import) -> dict[str, Any]:
    return {
        **imported.counts,
        "errors": checking.errors(as_looked(row) for row in imported.rows.exclude(faults=[])),
        "notes": imported.faults,
        "questions": _questions(imported.columns),
        "version": imported.version,
        "changed_since": [one.sentence for one in moved(imported)],
        "uid": imported.uid,
        **({"waits": True} if _waits(imported) else {}),
        "status": imported.get_status_display().lower(),
    }


def _questions(columns: dict[str, Any]) -> list[dict[str, Any]]:
    """What is asked of whole columns and not answered yet."""
    return [
        {"sheet": sheet, **{name: one[name] for name in ("key", "label", "options")}}
        for sheet, found in columns.items()
        for one in found.get("questions", ())
        if not one["chosen"]
    ]


def _waits(imported: Import) -> bool:
    """Whether nothing was read because a person must name its header or columns first."""
    unclear = (not found["header"] or found.get("waits") for found in imported.columns.values())
    return not imported.counts["read"] and any(unclear)


def _no_right(options: dict[str, Any]) -> str:
    """Who may not, and what to do: one sentence."""
    names = [options[name] for name in ("by", "approved_by") if options[name]]
    return (
        f"Tài khoản {' hoặc '.join(names)} không có quyền nạp hay ghi tệp loại này cho địa bàn đó:"
        " hãy chọn người có quyền với --by và --approved-by."
    )


def chosen_of(
    content: bytes, name: str, columns: list[str], headers: list[str], answers: list[str]
) -> dict[str, ChosenSheet]:
    """What was chosen at the command line, by sheet: "Trang: B=product,C=" for one, without a name
    for all of them."""
    if not (columns or headers or answers):
        return {}
    found = {}
    for sheet in (one.name for one in sheets_of(read(content, name))):
        targets = dict(_pairs(sheet, columns, "cột"))
        told = dict(_pairs(sheet, answers, "câu trả lời"))
        rows = [one for text in headers if (one := _of_sheet(sheet, text)) is not None]
        header = _header(rows[-1]) if rows else None
        if targets or told or header:
            found[sheet] = ChosenSheet(targets, header, told)
    return found


def _of_sheet(sheet: str, text: str) -> str | None:
    """What an option says for a sheet; None when it speaks of another one."""
    named, found, rest = text.rpartition(":")
    return rest if not found or named.strip() == sheet else None


def _pairs(sheet: str, texts: list[str], what: str) -> Iterator[tuple[str, str]]:
    for text in texts:
        for pair in (_of_sheet(sheet, text) or "").split(","):
            name, found, value = pair.partition("=")
            if pair.strip() and not found:
                raise CommandError(f"Không đọc được {what} “{pair}”: ghi như B=product.")
            if pair.strip():
                yield name.strip().upper() if what == "cột" else name.strip(), value.strip()


def _header(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not (first.strip().isdigit() and (last or first).strip().isdigit()):
        raise CommandError(f"Không đọc được dòng tiêu đề “{text}”: ghi như 4 hoặc 4-5.")
    return int(first), int(last or first)


def _province(code: str | None) -> Place | None:
    if not code:
        return None
    found = Place.objects.filter(level=PlaceLevel.PROVINCE, valid_until=None, code=code).first()
    if found is None:
        raise CommandError(f"Không có tỉnh, thành phố hiện nay nào có mã {code}.")
    return found


def _round(uid: str | None) -> Round | None:
    if not uid:
        return None
    found = Round.objects.select_related("place", "scheme").filter(uid=uid).first()
    if found is None:
        raise CommandError(f"Không có đợt nào có mã định danh {uid}.")
    return found


def _user(name: str | None) -> User | None:
    if not name:
        return None
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise CommandError(f"Không có tài khoản nào tên {name}.")
    return found
