"""The libraries of two shops: the same ids and shapes, different contents, so any row that leaks shows."""

from typing import Any

SIZES = {"a": 1, "b": 1000}
"""What the numbers of each shop are multiplied with."""


def fill(library: Any, name: str) -> None:
    """Write the library of shop "a" or "b"."""
    m, size = library, SIZES[name]
    authors = [m.Author(id=i, name=f"{name}-author-{i}", born=(1900 + i) * size) for i in range(1, 6)]
    m.Author.objects.bulk_create(authors)
    for pupil, mentor in ((2, 1), (3, 1), (4, 2)):
        m.Author.objects.filter(pk=pupil).update(mentor_id=mentor)
    m.Passport.objects.bulk_create(
        [m.Passport(id=i, author_id=i, number=f"{name}-{i:04}") for i in (1, 2, 4 if name == "a" else 5)]
    )
    m.Tag.objects.bulk_create([m.Tag(id=i, word=f"{name}-tag-{i}") for i in range(1, 5)])
    books = [
        m.Book(id=i, title=f"{name}-book-{i}", pages=i * 10 * size, author_id=(i % 4) + 1 if i < 9 else None)
        for i in range(1, 11 if name == "a" else 9)
    ]
    m.Book.objects.bulk_create(books)
    pairs = [(1, 1), (1, 2), (2, 1), (3, 3), (5, 2)] + ([(4, 1)] if name == "a" else [(6, 3), (6, 4)])
    m.Label.objects.bulk_create(
        [m.Label(id=i, book_id=book, tag_id=tag, weight=i * size) for i, (book, tag) in enumerate(pairs, 1)]
    )


def dump(library: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the current shop's library; labels without their ids, which the database hands out."""
    m = library
    return {
        "authors": sorted(m.Author.objects.values_list("id", "name", "born", "mentor_id")),
        "passports": sorted(m.Passport.objects.values_list("id", "author_id", "number")),
        "tags": sorted(m.Tag.objects.values_list("id", "word")),
        "books": sorted(m.Book.objects.values_list("id", "title", "pages", "author_id"), key=lambda row: row[0]),
        "labels": sorted(m.Label.objects.values_list("book_id", "tag_id", "weight")),
    }
