"""Who is given what: written out, not worked out. An address that is not here fails the walk.

What is said of each later part is in its own file, with the records it makes to walk past.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from tests.apps.walk import (
    of_actions,
    of_documents,
    of_findings,
    of_judgements,
    of_meetings,
    of_packs,
    of_plans,
    of_practices,
    of_requests,
    of_responses,
)
from tests.apps.walk.visits import (
    ADMINISTRATORS,
    ANALYSTS,
    ANYBODY,
    AUDITORS,
    LOADERS,
    MEASURE,
    NOBODY,
    NOTE_HERE,
    NOTE_THERE,
    NOTERS,
    OUT,
    PROPORTION,
    READ_HERE,
    READ_THERE,
    SEE_HERE,
    SEE_THERE,
    SEERS,
    SIGNED_IN,
    Ids,
    Visit,
)

PARTS = (
    of_actions, of_requests, of_plans, of_meetings, of_judgements, of_packs, of_findings, of_documents,
    of_responses, of_practices,
)  # fmt: skip


def expectations(ids: Ids) -> dict[str, list[Visit]]:
    """What every named address gives, for ids of a unit, of another unit, of people and of nothing."""
    here, there = quote(ids.here, safe=""), quote(ids.there, safe="")

    def everywhere(path: str) -> list[Visit]:
        more = "&" if "?" in path else "?"
        return [
            Visit(path, SEERS),
            Visit(f"{path}{more}unit={here}", SEE_HERE),
            Visit(f"{path}{more}unit={there}", SEE_THERE),
            Visit(f"{path}{more}unit=no-such-unit", SIGNED_IN, 404),
        ]

    def of_people(pattern: str) -> list[Visit]:
        return [
            *(Visit(pattern.format(quote(ids.people[name], safe="")), to) for name, to in READ_HERE.items()),
            Visit(pattern.format(quote(ids.elsewhere, safe="")), READ_THERE),
            Visit(pattern.format("nobody-of-that-name"), NOBODY),
        ]

    home = Visit("/", SEERS | ADMINISTRATORS | AUDITORS)
    return {
        "performance:overview": [home, *everywhere("/?search=")[1:]],
        "performance:changes": [
            *everywhere("/changes/"), Visit("/changes/?kind=concern&new=1&level=team", SEERS)
        ],
        "performance:changes_csv": everywhere("/changes.csv"),
        "performance:digest": [
            Visit("/changes/digest/", SEERS),
            *(
                Visit("/changes/digest/", SEERS, method="post",
                      data={"every": "daily", "unit": unit, "kinds": "everything"})
                for unit in (ids.here, ids.there, "no-such-unit")
            ),
            Visit("/changes/digest/", SEERS, method="post",
                  data={"every": "off", "unit": ids.here, "kinds": "everything"}),
        ],
        "performance:digest_preview": [Visit("/changes/digest/preview", SEERS)],
        "performance:question": [
            *everywhere("/questions/responding_to_the_public/"),
            Visit("/questions/not-asked/", SIGNED_IN, 404),
        ],
        "performance:measure": [
            *everywhere(f"/measures/{MEASURE}/"),
            Visit("/measures/no-such-measure/", SIGNED_IN, 404),
            Visit(f"/measures/{MEASURE}/?by=urban_rural", SEERS),
            Visit(f"/measures/{MEASURE}/?by=person_id", SEERS, 404),
        ],
        "performance:compare": [
            *everywhere(f"/measures/{MEASURE}/compare/"),
            *everywhere(f"/measures/{PROPORTION}/compare/?level=team"),
            Visit("/measures/no-such-measure/compare/", SIGNED_IN, 404),
        ],
        "performance:compare_chart": [
            Visit(f"/measures/{PROPORTION}/compare/funnel.svg?unit={here}", SEE_HERE, 404),  # nothing below
            Visit(f"/measures/{PROPORTION}/compare/funnel.svg?unit={there}", SEE_THERE, 404),
            Visit(f"/measures/{PROPORTION}/compare/funnel.png?unit=no-such-unit", SIGNED_IN, 404),
        ],
        "performance:compare_values": everywhere(f"/measures/{PROPORTION}/compare/values.csv?level=team"),
        "performance:definition": [
            Visit(f"/measures/{MEASURE}/definition/", SEERS),
            Visit("/measures/no-such-measure/definition/", SEERS, 404),
        ],
        "performance:person": of_people(f"/measures/{MEASURE}/people/{{}}/"),
        "performance:chart": [
            *everywhere(f"/measures/{MEASURE}/chart.svg"),
            *of_people(f"/measures/{MEASURE}/chart.svg?person={{}}"),
            Visit(f"/measures/{MEASURE}/chart.pdf?unit={there}", SEE_THERE),
            *of_people(f"/measures/{MEASURE}/chart.pptx?person={{}}"),
        ],
        "performance:values": [
            *everywhere(f"/measures/{MEASURE}/values.csv"),
            *of_people(f"/measures/{MEASURE}/values.csv?person={{}}"),
            *of_people(f"/measures/{MEASURE}/values.xlsx?person={{}}&unit={here}"),
        ],
        "performance:attendance": everywhere("/attendance/"),
        "performance:data": [Visit("/data/", SEERS)],
        "performance:source": [
            Visit("/data/incidents/", SEERS), Visit("/data/no-such-source/", SEERS, 404)
        ],
        "performance:rejected": [
            Visit("/data/incidents/rejected/", SEERS),
            Visit("/data/incidents/rejected/?load=no-such-load", SEERS, 404),
            Visit("/data/no-such-source/rejected/", SEERS, 404),
        ],
        "organisation:units": [Visit("/units/", SEERS)],
        "organisation:unit": [
            Visit(f"/units/{here}/", SEE_HERE),
            Visit(f"/units/{there}/", SEE_THERE),
            Visit("/units/no-such-unit/", SIGNED_IN, 404),
        ],
        **of_notes(ids, everywhere),
        **of_accounts(ids),
        **of_the_record(),
        **of_signing_in(),
        **of_the_service(),
        **of_the_api(ids),
        **{name: visits for part in PARTS for name, visits in part.expectations(ids).items()},
    }  # fmt: skip


def of_notes(ids: Ids, everywhere: Callable[[str], list[Visit]]) -> dict[str, list[Visit]]:
    """Notes on charts: read by who sees the unit, written by leaders, judged by analysts."""
    here, there_ = quote(ids.here, safe=""), quote(ids.there, safe="")
    new, rises = f"/measures/{MEASURE}/notes/new/", "/measures/attendance_immediate_in_standard/suggestion/"
    event = {"kind": "event", "day": "2025-03-03", "reason": "A new rota"}
    why = {"reason": "It was another unit"}
    decided = {"decision": "decline", "day": "2025-02-01", "reason": "Nobody knows why"}

    def withdraw(note: int, to: frozenset[str], **more: Any) -> Visit:
        return Visit(f"/notes/{note}/withdraw/", to, **more)

    return {
        "performance:history": everywhere(f"/measures/{MEASURE}/history/"),
        "performance:notes": [
            Visit("/notes/", SEERS),
            Visit(f"/notes/?unit={there_}", SEERS),
            Visit("/notes/?unit=no-such-unit&measure=none", SEERS),
        ],
        "performance:note_new": [
            Visit(new, NOTERS | {"chief"}),
            Visit(f"{new}?unit={here}", NOTE_HERE),
            Visit(f"{new}?unit={there_}", NOTE_THERE),
            Visit(f"{new}?unit=no-such-unit", SIGNED_IN, 404),
            Visit(f"{new}?unit={here}", NOTE_HERE, method="post", data=event),
        ],
        "performance:note_withdraw": [
            withdraw(ids.event_there, NOTE_THERE),
            withdraw(ids.event_there, NOTE_THERE, method="post", data=why),
            withdraw(ids.ghost_here, ANALYSTS),
            withdraw(ids.ghost_here, ANALYSTS, method="post", data=why),
            withdraw(0, SIGNED_IN, status=404),
        ],
        "performance:suggestion": [
            Visit(f"{rises}?unit=WYN", ANALYSTS),
            Visit(f"{rises}?unit=WYN", ANALYSTS, method="post", data=decided),
            Visit(f"{rises}?unit={there_}", ANALYSTS | {"analyst there"}, 404),
            Visit(f"{rises}?unit=no-such-unit", SIGNED_IN, 404),
        ],
    }


def of_accounts(ids: Ids) -> dict[str, list[Visit]]:
    """Pages of those who keep accounts. Units are chosen there, so all are named."""
    page = f"/accounts/{ids.account}/"

    def kept(path: str, **more: Any) -> Visit:
        return Visit(path, ADMINISTRATORS, shows_units=True, **more)

    given = {"role": "board-secretary", "unit": ids.here, "reason": "To keep the board"}
    return {
        "access:accounts": [kept("/accounts/"), kept("/accounts/?q=walk")],
        "access:account_new": [kept("/accounts/new/"), kept("/accounts/new/", method="post")],
        "access:account_detail": [kept(page), kept("/accounts/no-such-account/", status=404)],
        "access:account_change": [
            Visit(f"{page}change/", SIGNED_IN, 405),
            kept(f"{page}change/", method="post", data={"is_active": "no"}),
            Visit("/accounts/walk-administrator/change/", NOBODY, method="post", data={"is_active": "no"}),
        ],
        "access:account_email": [
            kept(f"{page}email/"),
            kept(f"{page}email/", method="post", data={"email": "walk@constabulary.example"}),
            kept("/accounts/no-such-account/email/", status=404),
        ],
        "access:grant_new": [
            kept(f"{page}grants/new/"),
            kept(f"{page}grants/new/", method="post", data=given),
            Visit("/accounts/walk-administrator/grants/new/", NOBODY, method="post", data=given),
        ],
        "access:reset_sign_in": [
            kept(f"{page}reset-sign-in/"),
            Visit("/accounts/walk-administrator/reset-sign-in/", NOBODY),
            kept(f"{page}reset-sign-in/", method="post", data={"reason": "They lost their phone"}),
            Visit("/accounts/walk-administrator/reset-sign-in/", NOBODY, method="post",
                  data={"reason": "I lost my phone"}),
        ],
        "access:grant_end": [
            kept(f"{page}grants/{ids.grant}/end/"),
            kept(f"{page}grants/{ids.grant}/end/", method="post", data={"reason": "They have moved"}),
            kept(f"{page}grants/0/end/", status=404),
            Visit(f"/accounts/walk-administrator/grants/{ids.own_grant}/end/", NOBODY, method="post",
                  data={"reason": "I have moved"}),
        ],
    }  # fmt: skip


def of_the_record() -> dict[str, list[Visit]]:
    """Pages of auditors."""
    return {
        "access:audit": [Visit("/audit/", AUDITORS), Visit("/audit/?actor=walk", AUDITORS)],
        "access:audit_verify": [
            Visit("/audit/verify/", SIGNED_IN, 405), Visit("/audit/verify/", AUDITORS, method="post")
        ],
        "access:audit_csv": [Visit("/audit.csv", AUDITORS)],
    }  # fmt: skip


def of_signing_in() -> dict[str, list[Visit]]:
    """Signing in, and one's own account: everybody's own, whoever they are."""

    def own(path: str, status: int = 200, **more: Any) -> Visit:
        return Visit(path, SIGNED_IN, status, **more)

    way_in, account = [Visit("/sign-in", OUT, refused=302)], [own("/account/", shows_units=True)]
    return {
        "access:sign_in": way_in,
        "account_login": way_in,
        "access:sign_out": [own("/sign-out", 405)],
        "access:provider": [Visit("/sign-in/provider", OUT, 404, refused=302)],
        "openid_connect_callback": [Visit("/sign-in/provider/return", ANYBODY, 404)],
        "mfa_authenticate": [Visit("/sign-in/second-factor", NOBODY, refused=302)],
        "mfa_login_webauthn": [Visit("/sign-in/passkey", NOBODY, refused=302)],
        "access:account": account,
        "mfa_index": account,
        "mfa_list_webauthn": account,
        "access:change_password": [own("/account/password")],
        "access:sign_out_everywhere": [own("/account/sign-out-everywhere", 405)],
        "access:set_up_factor": [own("/account/second-factor/")],
        "mfa_activate_totp": [own("/account/second-factor/app", 302)],
        "mfa_deactivate_totp": [own("/account/second-factor/app/remove", 404)],
        "mfa_add_webauthn": [own("/account/second-factor/passkey", 302)],
        "mfa_remove_webauthn": [own("/account/second-factor/passkey/1/remove", 302)],
        "mfa_view_recovery_codes": [own("/account/second-factor/codes", 404)],
        "mfa_generate_recovery_codes": [own("/account/second-factor/codes/new", 302)],
        "mfa_download_recovery_codes": [own("/account/second-factor/codes/download", 404)],
        "account_reauthenticate": [own("/account/confirm/password")],
        "mfa_reauthenticate": [own("/account/confirm/code", 302)],
        "mfa_reauthenticate_webauthn": [own("/account/confirm/passkey", 302)],
        "access:tokens": [own("/account/tokens/", shows_units=True)],
    }


def of_the_service() -> dict[str, list[Visit]]:
    """What a machine that watches the service asks."""
    return {
        "site:health": [Visit("/health", ANYBODY)],
        "site:ready": [Visit("/ready", ANYBODY)],
    }


def of_the_api(ids: Ids) -> dict[str, list[Visit]]:
    """The API, asked with a session; what a token adds to that is in `test_tokens.py`."""
    here, there = quote(ids.here, safe=""), quote(ids.there, safe="")

    def api(path: str, to: frozenset[str] = SEERS, status: int = 200, **more: Any) -> Visit:
        return Visit(f"/api/v1/{path}", to, status, out=401, **more)

    def of_units(path: str) -> list[Visit]:
        return [
            api(path),
            api(f"{path}&unit={here}", SEE_HERE),
            api(f"{path}&unit={there}", SEE_THERE),
            api(f"{path}&unit=no-such-unit", SEERS, 404),
            *(api(f"{path}&person={quote(ids.people[name])}", to) for name, to in READ_HERE.items()),
            api(f"{path}&person={quote(ids.elsewhere)}", READ_THERE),
            api(f"{path}&person=nobody-of-that-name", NOBODY),
        ]

    return {
        "api:openapi-json": [api("openapi.json", ANYBODY)],
        "api:docs": [Visit("/api/v1/docs", SIGNED_IN)],
        "api:api-root": [api("", ANYBODY, 404)],
        "api:missing": [api("no-such-thing", ANYBODY, 404)],
        "api:units": [api("units")],
        "api:themes": [api("framework/themes")],
        "api:questions": [api("framework/questions")],
        "api:measures": [api("framework/measures")],
        "api:standards": [api("framework/standards")],
        "api:sources": [api("sources")],
        "api:source": [api("sources/incidents"), api("sources/no-such-source", SEERS, 404)],
        "api:loads": [api("loads"), api("loads?source=no-such-source", SEERS, 404)],
        "api:load": [api("loads/no-such-load", SEERS, 404)],
        "api:values": of_units(f"values?measure={MEASURE}"),
        "api:verdicts": of_units(f"verdicts?measure={MEASURE}"),
        "api:changes": [
            api("changes"),
            api(f"changes?unit={here}&kind=concern", SEE_HERE),
            api(f"changes?unit={there}", SEE_THERE),
            api("changes?unit=no-such-unit", SIGNED_IN, 404),
        ],
        "api:annotations": [
            api("annotations"),
            api(f"annotations?all=true&unit={here}", SEE_HERE),
            api(f"annotations?unit={there}", SEE_THERE),
            api("annotations?unit=no-such-unit", SEERS, 404),
            api("annotations?measure=no-such-measure", SEERS, 404),
        ],
        "api:rows": [
            api("sources/incidents/rows", ANYBODY, 405),
            api("sources/incidents/rows", LOADERS, 422, method="post", data={"not": "rows"}),
            api("sources/no-such-source/rows", LOADERS, 404, method="post", data={"not": "rows"}),
        ],
        "access:token_revoke": [
            Visit(f"/account/tokens/{ids.token}/revoke/", frozenset({"analyst"}), refused=404),
        ],
    }
