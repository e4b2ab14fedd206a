import numpy as np
import pyarrow as pa
import pytest

from jumeau.io.arrow_values import numbers, texts


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32(), pa.int16(), pa.uint64()])
def test_numbers_of_every_width_with_gaps_and_slices(kind: pa.DataType) -> None:
    whole = pa.array([None, 1, 2, None, 4, 5, 6, 7, 8, 9, None], kind)
    column = pa.chunked_array([whole.slice(1, 9), whole.slice(9), whole.slice(0, 0)])
    nan = np.nan
    np.testing.assert_array_equal(numbers(column), [1, 2, nan, 4, 5, 6, 7, 8, 9, 9, nan])


def test_numbers_written_as_texts() -> None:
    column = pa.chunked_array([pa.array(["1,5", " 2 ", "haut", None, "1e3"])])
    np.testing.assert_array_equal(numbers(column), [1.5, 2, np.nan, np.nan, 1000])


def test_no_numbers_at_all() -> None:
    assert len(numbers(pa.chunked_array([], pa.float64()))) == 0
    assert np.isnan(numbers(pa.chunked_array([pa.nulls(3, pa.int32())]))).all()
    assert np.isnan(numbers(pa.chunked_array([pa.array([b"x"])]))).all()


def test_texts() -> None:
    column = pa.chunked_array([pa.array(["a", None]), pa.array([""])])
    assert texts(column).tolist() == ["a", "", ""]
    assert texts(pa.chunked_array([pa.array([1, None])])).tolist() == ["1", ""]
    repeated = pa.chunked_array([pa.array(["a", None, "a"]).dictionary_encode()])
    assert texts(repeated).tolist() == ["a", "", "a"]
