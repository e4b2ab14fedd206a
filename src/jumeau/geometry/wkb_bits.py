"""Words and floats straight from bytes: what numba has no function for.

Apart from the kernels that use it, so that those can be imported without numba.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


def unaligned_load(bits: int) -> Any:
    """Return a function that reads an unsigned word of so many bits at any address."""

    @intrinsic
    def load(typing_context: Any, data: Any, position: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            array = context.make_array(signature.args[0])(context, builder, args[0])
            address = builder.gep(array.data, [args[1]])
            word = ir.IntType(bits)
            return builder.load(builder.bitcast(address, word.as_pointer()), align=1)

        result = types.uint64 if bits == 64 else types.uint32
        return result(data, types.int64), generate

    return load


def swap(bits: int) -> Any:
    """Return a function that turns the bytes of a word round."""

    @intrinsic
    def swap(typing_context: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.bswap(args[0])

        kind = types.uint64 if bits == 64 else types.uint32
        return kind(kind), generate

    return swap


@intrinsic
def bits_as_float(typing_context: Any, value: Any) -> Any:
    """Return the float whose bits these are."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.DoubleType())

    return types.float64(types.uint64), generate
