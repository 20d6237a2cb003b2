"""Sets of entries as whole numbers, one bit for each: an operation takes microseconds for all.

An entry is a place, from 0. In the database sets stand in pieces, so that a change writes little
however many entries there are.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import zip_longest
from struct import pack, unpack

# Places in one piece: a piece of a common stem stays below what PostgreSQL keeps in a row.
PIECE = 8_192
_BYTES = PIECE // 8
# From so many places on a piece is stored bit by bit, below as a list.
_MANY = 48
# Up to so many pieces of bytes that are stored are read one by one into a number.
_FEW = 16

_ANYTHING = re.compile(rb"[^\0]")
# The places in each octet.
_PLACES = [tuple(at for at in range(8) if octet >> at & 1) for octet in range(256)]


def stored(places: Collection[int]) -> bytes:
    """Places of one piece as it stands in the database; at most 1024 bytes."""
    if len(places) < _MANY:
        return pack(f"<{len(places)}H", *sorted(places))
    piece = bytearray(_BYTES)
    for place in places:
        piece[place >> 3] |= 1 << (place & 7)
    return bytes(piece)


def places(piece: bytes) -> set[int]:
    """The places of one piece as it stands in the database."""
    if len(piece) < _BYTES:
        return set(_listed(piece))
    return set(members(int.from_bytes(piece, "little")))


def whole(pieces: Sequence[tuple[int, bytes]]) -> int:
    """The set of which these are the pieces, each with its number."""
    if sum(len(piece) for _, piece in pieces) <= _FEW:
        return of([number * PIECE + place for number, piece in pieces for place in places(piece)])
    last = max(number for number, _ in pieces)
    all_ = bytearray((last + 1) * _BYTES)
    for number, piece in pieces:
        start = number * _BYTES
        if len(piece) == _BYTES:
            all_[start : start + _BYTES] = piece
        else:
            for place in _listed(piece):
                all_[start + (place >> 3)] |= 1 << (place & 7)
    return int.from_bytes(all_, "little")


def changed(piece: bytes, changes: Mapping[int, bool]) -> bytes:
    """A piece, as it is stored, after places came (true) or went; costs their number."""
    if len(piece) < _BYTES and len(piece) // 2 + len(changes) < _MANY:
        own = set(_listed(piece))
        for place, comes in changes.items():
            (own.add if comes else own.discard)(place)
        return stored(own)
    octets = bytearray(piece if len(piece) == _BYTES else _BYTES)
    if len(piece) < _BYTES:
        changes = {**dict.fromkeys(_listed(piece), True), **changes}
    for place, comes in changes.items():
        if comes:
            octets[place >> 3] |= 1 << (place & 7)
        else:
            octets[place >> 3] &= ~(1 << (place & 7))
    bits = int.from_bytes(octets, "little")
    return bytes(octets) if bits.bit_count() >= _MANY else stored(members(bits))


def _listed(piece: bytes) -> tuple[int, ...]:
    return unpack(f"<{len(piece) // 2}H", piece)


def of(places: Collection[int]) -> int:
    """The set of some places."""
    octets = bytearray(max(places, default=-1) // 8 + 1)
    for place in places:
        octets[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(octets, "little")


def members(bits: int) -> list[int]:
    """The places in a set, in order."""
    octets = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    return [
        match.start() * 8 + place
        for match in _ANYTHING.finditer(octets)
        for place in _PLACES[match[0][0]]
    ]


def among(some: Iterable[int], bits: int) -> list[int]:
    """Those of a few places that are in a set."""
    octets = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    end = len(octets) * 8
    return [place for place in some if place < end and octets[place >> 3] >> (place & 7) & 1]


def either(all_: Iterable[int]) -> int:
    """Those that are in any of some sets."""
    found = 0
    for bits in all_:
        found |= bits
    return found


def without(some: int, others: int) -> int:
    """Those of ``some`` that are not in ``others``; many times faster than with ``~``."""
    return some ^ (some & others)


def valued(levels: Iterable[tuple[int, int]]) -> list[int]:
    """Numbers for sets that share nobody, as planes: the sets of whose number has each bit."""
    planes: list[int] = []
    for value, bits in levels:
        planes += [0] * (value.bit_length() - len(planes))
        for at in range(value.bit_length()):
            if value >> at & 1:
                planes[at] |= bits
    return planes


def added(some: Sequence[int], others: Sequence[int]) -> list[int]:
    """The sums of two numbers that everybody has, all as planes."""
    planes, carry = [], 0
    for one, other in zip_longest(some, others, fillvalue=0):
        differ = one ^ other
        planes.append(differ ^ carry)
        carry = (one & other) | (carry & differ)
    return [*planes, carry] if carry else planes


def best(bits: int, orders: Iterable[int], most: int) -> int:
    """The first ``most`` of a set: those in the first of ``orders`` before the others, and so on.

    Those who are in the same of them all are taken together, or that many would be too few.
    """
    taken, left = 0, bits.bit_count() - most
    if left <= 0:
        return bits
    for order in orders:
        first = bits & order
        if not first:
            continue
        rest = bits ^ first
        over = left - rest.bit_count()
        if over < 0:
            # More than enough without them all: these are in, some of the others are not.
            taken |= first
            bits = rest
        else:
            bits, left = first, over
            if not left:
                break
    return taken | bits
