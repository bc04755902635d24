"""A small library of books, defined twice: shop-owned, and as plain Django models.

The same statements run on both must give the same answers: a shop's rows among other shops' rows on one side, a
database that holds nothing else on the other.
"""

from types import SimpleNamespace
from typing import Any

from django.db import models


def define(*, label: str, base: Any, foreign_key: Any, one_to_one: Any, key: tuple[str, ...]) -> SimpleNamespace:
    """Return the five models on the given bases; `key` is what every unique key begins with."""

    class Author(base):  # type: ignore[misc]
        name = models.CharField(max_length=40)
        born = models.IntegerField(null=True)
        mentor = foreign_key("self", null=True, on_delete=models.SET_NULL, related_name="pupils")

        class Meta:
            app_label = label
            constraints = [models.UniqueConstraint(fields=[*key, "name"], name=f"{label}_author_name_once")]

    class Passport(base):  # type: ignore[misc]
        author = one_to_one(Author, on_delete=models.CASCADE, related_name="passport")
        number = models.CharField(max_length=20)

        class Meta:
            app_label = label

    class Tag(base):  # type: ignore[misc]
        word = models.CharField(max_length=20)

        class Meta:
            app_label = label
            constraints = [models.UniqueConstraint(fields=[*key, "word"], name=f"{label}_tag_word_once")]

    class Book(base):  # type: ignore[misc]
        title = models.CharField(max_length=40)
        pages = models.IntegerField(default=100)
        author = foreign_key(Author, null=True, on_delete=models.CASCADE, related_name="books")
        tags = models.ManyToManyField(Tag, through=f"{label}.Label", related_name="books")

        class Meta:
            app_label = label

    class Label(base):  # type: ignore[misc]
        book = foreign_key(Book, on_delete=models.CASCADE, related_name="labels")
        tag = foreign_key(Tag, on_delete=models.CASCADE, related_name="labels")
        weight = models.IntegerField(default=1)

        class Meta:
            app_label = label
            constraints = [models.UniqueConstraint(fields=[*key, "book", "tag"], name=f"{label}_label_once")]

    return SimpleNamespace(Author=Author, Passport=Passport, Tag=Tag, Book=Book, Label=Label)
