import io
import tracemalloc
from collections.abc import Iterator

import pytest

from shop.catalog.products_csv.reading import read_products
from shop.catalog.products_csv.types import CsvProduct, CsvVariant
from shop.catalog.products_csv.writing import write_products

COUNT = 20_000
MOST_BYTES = 12_000_000
"""Twenty thousand handles with their lines, and one product; the file is more than three times that."""


class _Generated(io.RawIOBase):
    """A file that is made while it is read: one header, then products without end until COUNT."""

    def __init__(self) -> None:
        self.size = 0
        self._rest = b""
        self._rows = self._all_rows()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        chunk = self._rest or next(self._rows, b"")
        count = min(len(buffer), len(chunk))
        buffer[:count] = chunk[:count]
        self._rest = chunk[count:]
        self.size += count
        return count

    def _all_rows(self) -> Iterator[bytes]:
        yield b"Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant Price,Image Src\r\n"
        body = "<p>Soft.</p>" * 160 + "\n"
        for number in range(COUNT):
            yield f'p-{number},Product {number},"{body}",Size,S,12.50,https://p.example/{number}/1\r\n'.encode()
            yield f"p-{number},,,,M,13,https://p.example/{number}/2\r\n".encode()


@pytest.mark.slow
def test_twenty_thousand_products_are_read_in_bounded_memory() -> None:
    file = _Generated()
    tracemalloc.start()
    try:
        variants = pictures = 0
        for outcome in read_products(io.BufferedReader(file), exponent=2):  # type: ignore[arg-type]
            assert outcome.product is not None
            variants += len(outcome.product.variants)
            pictures += len(outcome.product.pictures)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (variants, pictures) == (2 * COUNT, 2 * COUNT)
    assert peak < MOST_BYTES
    assert file.size > 3 * MOST_BYTES


def test_products_are_written_as_they_come() -> None:
    class Counting(io.StringIO):
        written = 0

        def write(self, text: str, /) -> int:
            self.written += len(text)
            return len(text)

    file = Counting(newline="")
    seen: list[int] = []

    def products() -> Iterator[CsvProduct]:
        for number in range(3):
            seen.append(file.written)
            yield CsvProduct(f"p-{number}", "Lamp", (CsvVariant(1),))

    assert write_products(file, products(), exponent=2) == 3
    assert seen == sorted(set(seen))
