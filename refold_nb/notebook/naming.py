"""How a cell of this notebook says a client, so that code which is shown works as it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.api import RefoldError
from refold_nb.client import Refold

from .preview import literal
from .where import values_by_name

if TYPE_CHECKING:
    from .workbench import Workbench


def client_code(client: Refold, account: str | None = None) -> str:
    """Return an expression for a client, acting for ``account``: ``client``, ``wb.client``, ``Out[3].client``.

    A variable that holds it comes first, then a workbench; where there is neither, ``client`` it is.
    """
    from .workbench import Workbench

    values = values_by_name()
    held = [name for name, value in values.items() if isinstance(value, Refold) and value.core is client.core]
    benches = [
        f"{name}.client"
        for name, value in values.items()
        if isinstance(value, Workbench) and _stands_on(value, client)
    ]
    code = next(iter([*held, *reversed(benches)]), "client")
    if account is None or account == client.linked_account_id:
        return code
    return f"{code}.for_account({literal(account)})"


def _stands_on(bench: Workbench, client: Refold) -> bool:
    try:
        return bench.client.core is client.core
    except RefoldError:
        return False
