"""The step between a password, or the provider's word, and being signed in."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage

from peelian.apps.access.signing.factors import provider_asks


class FactorStage(AuthenticateStage):
    """Asks for the second factor that an account has, unless the force's provider asks for it."""

    def handle(self) -> tuple[Any, bool]:
        if provider_asks(self.request, self.login.user):
            return None, True
        answer: tuple[Any, bool] = super().handle()
        return answer
