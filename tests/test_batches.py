from hypothesis import given
from hypothesis import strategies as st

from guides.batches import in_batches


@given(values=st.lists(st.integers()), size=st.integers(1, 9))
def test_batches_are_the_values_in_their_order_so_many_at_a_time(values, size):
    batches = list(in_batches(iter(values), size))
    assert [value for batch in batches for value in batch] == values
    assert all(len(batch) == size for batch in batches[:-1])
    assert all(1 <= len(batch) <= size for batch in batches)
