"""Collections: products that a merchant shows together."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection as pages show it. Forms carry `version`. `description` is HTML as it was written.

    `count` is how many products are in it, those that buyers do not see too.
    """

    id: int
    handle: str
    title: str
    description: str
    is_published: bool
    seo_title: str
    seo_description: str
    version: int
    count: int


@dataclass(frozen=True, slots=True)
class CollectionFields:
    """What staff fill in about a collection."""

    title: str
    description: str = ""
    is_published: bool = True
    seo_title: str = ""
    seo_description: str = ""

    @classmethod
    def of(cls, collection: Collection) -> Self:
        """Return a collection as it is, to be changed."""
        return cls(
            title=collection.title,
            description=collection.description,
            is_published=collection.is_published,
            seo_title=collection.seo_title,
            seo_description=collection.seo_description,
        )
