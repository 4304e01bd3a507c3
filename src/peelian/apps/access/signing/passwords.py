"""What a password must be: long, not common, and not its owner's name."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from peelian.apps.access.models import Account
from peelian.framework.errors import UserError


def require_sound(password: str, account: Account) -> None:
    """UserError that says every rule a password breaks; the rules are the settings' own."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise UserError(f"choose another password. {' '.join(error.messages)}") from None
