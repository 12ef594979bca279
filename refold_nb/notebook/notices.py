"""Failures in words: what happened, at which field, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from refold_nb.api import errors

_TITLES: dict[type[Exception], tuple[str, str | None]] = {
    errors.MissingCredentials: ("Credentials are missing.", "secret"),
    errors.AuthenticationError: ("Refold did not accept the credentials.", "secret"),
    errors.PermissionDenied: ("These credentials may not do this.", "secret"),
    errors.ApplicationNotFound: ("Refold knows no such application.", "slug"),
    errors.NotFound: ("Refold did not find it.", None),
    errors.BadRequest: ("Refold did not take the request.", None),
    errors.RateLimited: ("Too fast: nothing was done.", None),
    errors.OutcomeUnknown: ("It is not known whether the draft was created.", None),
    errors.ConnectFailed: ("No connection: nothing was sent.", None),
    errors.UnexpectedAnswer: ("That was no answer of Refold's.", None),
    errors.ServerError: ("Refold, or a proxy before it, failed.", None),
    errors.HistoryError: ("The history could not be used.", None),
    errors.InvalidRequest: ("Not sent.", None),
}
_ADVICE: dict[type[Exception], str] = {
    errors.AuthenticationError: "Look under Connection: type the key or token again, then Test connection.",
    errors.MissingCredentials: "Type the API key or session token under Connection, or choose the sandbox.",
    errors.ApplicationNotFound: "Pick one from the list at Application, or leave it empty.",
    errors.ConnectFailed: "Check the network and the base URL, then create again: that is safe.",
    errors.RateLimited: "Create again in a moment: that is safe.",
    errors.OutcomeUnknown: "It is kept under Not settled: settle it there rather than create it again.",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One failure: a title, lines of text, and the field that it belongs to, if any."""

    title: str
    lines: tuple[str, ...]
    field: str | None = None


def notice_of(error: BaseException) -> Notice:
    """Say what an exception means to the person at the form."""
    kind = next((kind for kind in type(error).__mro__ if kind in _TITLES), None)
    if kind is None:
        if isinstance(error, errors.RefoldError):
            return Notice("That did not work.", (str(error),))
        told = f"{type(error).__name__}: {error}"
        return Notice(
            "Something went wrong in refold_nb itself.", (told, "Please report it, with these words.")
        )
    title, field = _TITLES[kind]
    field = getattr(error, "field", None) or field
    if isinstance(error, errors.NotFound) and "account" in error.message.lower():
        title, field = "Refold knows no such linked account.", "linked_account_id"
    lines = [str(error), _ADVICE.get(kind, "")]
    request_id = getattr(error, "request_id", None)
    if request_id and request_id not in lines[0]:
        lines.append(f"Request id for Refold's support: {request_id}.")
    return Notice(title, tuple(line for line in lines if line), field)
