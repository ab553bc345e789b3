"""Signing in, changing one's password, and setting one by a printed link."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.urls import reverse_lazy

from ocop_registry.accounts.models import User
from ocop_registry.accounts.passwords import link_tokens, set_password


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": (
            "Tên đăng nhập hoặc mật khẩu không đúng (chữ hoa và chữ thường khác nhau). "
            "Quên mật khẩu: hãy nhờ người phụ trách tài khoản của văn phòng cấp đường dẫn đặt lại."
        ),
        "inactive": "Tài khoản này đã đóng.",
    }


class _JournalledSave:
    """The form's new password is set by an act."""

    user: User
    cleaned_data: dict[str, Any]
    by_link = False

    def save(self, commit: bool = True) -> User:
        set_password(self.user, self.cleaned_data["new_password1"], by_link=self.by_link)
        return self.user


class OwnPasswordForm(_JournalledSave, PasswordChangeForm):
    """Change of password by the person who knows the present one."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "Mật khẩu đang dùng không đúng. Hãy gõ lại.",
    }


class NewPasswordForm(_JournalledSave, SetPasswordForm):
    """Password set by whoever holds the link."""

    by_link = True


class ChangeOwnPassword(PasswordChangeView):
    form_class = OwnPasswordForm
    template_name = "staff/password.html"
    success_url = reverse_lazy("admin:password_change_done")

    def get_form(self, form_class: Any = None) -> OwnPasswordForm:
        form = super().get_form(form_class)
        # The request's lazy user is given up for a fresh row: a refused act must leave the
        # session's user as it was.
        form.user = User.objects.get(pk=self.request.user.pk)
        return form


class SetPasswordByLink(PasswordResetConfirmView):
    """The token leaves the address at once (Django keeps it in the session), so no referrer or
    history shows it."""

    form_class = NewPasswordForm
    token_generator = link_tokens
    template_name = "staff/set_password.html"
    success_url = reverse_lazy("admin:login")
    reset_url_token = "moi"

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None
