"""Which features of a layer an expression is true of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from jumeau.io.store import Payloads
    from jumeau.model.layer import Layer


def shown_rows(payloads: Payloads, layer: Layer) -> NDArray[np.bool_] | None:
    """Return which features (F,) a layer's filter lets through; None where it has none.

    Raises
    ------
    InputError
        As :func:`mask`.
    """
    return mask(payloads, layer, layer.filter) if layer.filter.strip() else None


def mask(payloads: Payloads, layer: Layer, text: str) -> NDArray[np.bool_]:
    """Return where an expression is true.

    Parameters
    ----------
    payloads : Payloads
        The project's store.
    layer : Layer
        A layer with a table; names are those of its fields and of its role's quantities.
    text : str
        CQL2 text.

    Returns
    -------
    (F,) bool array
        False where the expression is false and where a missing value leaves it open.

    Raises
    ------
    InputError
        ``expression.*``: what is not understood, where, and what is.
    """
    # Arrow's functions and the grammar are loaded by the first expression.
    import pyarrow as pa
    import pyarrow.compute as pc

    from jumeau.io.expressions.columns import Columns
    from jumeau.io.expressions.evaluating import evaluate
    from jumeau.io.expressions.parsing import parse

    expression = parse(text)
    columns = Columns(payloads, layer, text)
    truth = evaluate(expression.root, columns)
    if isinstance(truth, pa.Scalar):
        return np.full(columns.count, truth.as_py() is True)
    found = pc.fill_null(truth, fill_value=False)
    return np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)
