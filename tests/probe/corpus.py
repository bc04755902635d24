"""ORM statements of every kind. Each takes a library and returns plain values that can be compared."""

from collections.abc import Callable
from typing import Any

from django.db.models import (
    Avg,
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Concat, Length, Lower, Rank, RowNumber, Upper

type Statement = Callable[[Any], Any]


def titles(books: Any) -> list[str]:
    return sorted(book.title for book in books)


def _rows(queryset: Any) -> list[Any]:
    return sorted(queryset, key=repr)


READS: dict[str, Statement] = {
    "all": lambda m: titles(m.Book.objects.all()),
    "get by pk": lambda m: m.Book.objects.get(pk=3).title,
    "get by unique": lambda m: m.Author.objects.get(name__endswith="-1").born,
    "filter": lambda m: titles(m.Book.objects.filter(pages__gte=40)),
    "exclude": lambda m: titles(m.Book.objects.exclude(author__id=2)),
    "or": lambda m: titles(m.Book.objects.filter(Q(pages__lt=30) | Q(author__born__gt=0, author__mentor=None))),
    "not": lambda m: titles(m.Book.objects.filter(~Q(author__mentor__id=1))),
    "xor": lambda m: titles(m.Book.objects.filter(Q(pages__gt=50) ^ Q(author_id=2))),
    "in list": lambda m: titles(m.Book.objects.filter(pk__in=[1, 2, 3, 99])),
    "in empty": lambda m: titles(m.Book.objects.filter(pk__in=[])),
    "is null": lambda m: titles(m.Book.objects.filter(author=None)),
    "forward join": lambda m: titles(m.Book.objects.filter(author__name__contains="author-2")),
    "two joins": lambda m: titles(m.Book.objects.filter(author__mentor__name__contains="author-1")),
    "left join to null": lambda m: titles(m.Book.objects.filter(author__passport=None)),
    "reverse join": lambda m: _rows(m.Author.objects.filter(books__pages__gt=20).values_list("name", flat=True)),
    "reverse one to one": lambda m: _rows(m.Author.objects.filter(passport__id__gt=0).values_list("id", flat=True)),
    "reverse null": lambda m: _rows(m.Author.objects.filter(books=None).values_list("id", flat=True)),
    "m2m": lambda m: titles(m.Book.objects.filter(tags__word__endswith="tag-1")),
    "m2m reverse": lambda m: _rows(
        m.Tag.objects.filter(books__pages__lte=30).distinct().values_list("word", flat=True)
    ),
    "m2m exclude": lambda m: titles(m.Book.objects.exclude(tags__id=1)),
    "m2m null": lambda m: titles(m.Book.objects.filter(tags=None)),
    "m2m twice": lambda m: titles(m.Book.objects.filter(tags__id=1).filter(tags__id=2)),
    "through": lambda m: _rows(m.Book.objects.filter(labels__weight__gt=1).values_list("title", "labels__weight")),
    "select_related": lambda m: _rows(
        (b.title, b.author and b.author.name, b.author and b.author.mentor and b.author.mentor.name)
        for b in m.Book.objects.select_related("author__mentor")
    ),
    "select_related reverse": lambda m: _rows(
        (a.name, getattr(getattr(a, "passport", None), "number", None))
        for a in m.Author.objects.select_related("passport")
    ),
    "prefetch reverse": lambda m: _rows(
        (a.name, titles(a.books.all())) for a in m.Author.objects.prefetch_related("books")
    ),
    "prefetch m2m": lambda m: _rows(
        (b.title, sorted(t.word for t in b.tags.all())) for b in m.Book.objects.prefetch_related("tags")
    ),
    "prefetch queryset": lambda m: _rows(
        (a.name, titles(a.long))
        for a in m.Author.objects.prefetch_related(
            Prefetch("books", m.Book.objects.filter(pages__gt=30), to_attr="long")
        )
    ),
    "prefetch sliced": lambda m: _rows(
        (a.name, titles(a.first_book))
        for a in m.Author.objects.prefetch_related(
            Prefetch("books", m.Book.objects.order_by("id")[:1], to_attr="first_book")
        )
    ),
    "prefetch nested": lambda m: _rows(
        (a.name, [(b.title, sorted(t.word for t in b.tags.all())) for b in a.books.order_by("id")])
        for a in m.Author.objects.prefetch_related("books__tags")
    ),
    "lazy forward": lambda m: m.Book.objects.get(pk=5).author.mentor.name,
    "lazy reverse": lambda m: titles(m.Author.objects.get(pk=2).books.all()),
    "lazy m2m": lambda m: sorted(t.word for t in m.Book.objects.get(pk=1).tags.all()),
    "lazy one to one": lambda m: m.Author.objects.get(pk=1).passport.number,
    "values": lambda m: _rows(m.Book.objects.values("title", "author__name", "author__mentor__name")),
    "values_list": lambda m: _rows(m.Book.objects.values_list("title", "tags__word")),
    "count": lambda m: m.Book.objects.count(),
    "count distinct": lambda m: m.Book.objects.filter(tags__id__gt=0).distinct().count(),
    "exists": lambda m: m.Book.objects.filter(pages=40).exists(),
    "first and last": lambda m: (m.Book.objects.order_by("pages").first().title, m.Book.objects.latest("pages").title),
    "slice": lambda m: [b.title for b in m.Book.objects.order_by("-pages")[2:5]],
    "aggregate": lambda m: m.Book.objects.aggregate(n=Count("id"), s=Sum("pages"), top=Max("pages"), low=Min("pages")),
    "aggregate over join": lambda m: m.Author.objects.aggregate(n=Count("books"), s=Sum("books__labels__weight")),
    "aggregate distinct": lambda m: m.Label.objects.aggregate(n=Count("tag", distinct=True), a=Avg("weight")),
    "annotate": lambda m: _rows(m.Author.objects.annotate(n=Count("books")).values_list("name", "n")),
    "annotate filter": lambda m: _rows(
        m.Author.objects.annotate(n=Count("books", filter=Q(books__pages__gt=40))).values_list("name", "n")
    ),
    "having": lambda m: _rows(m.Author.objects.annotate(n=Count("books")).filter(n__gt=1).values_list("name", "n")),
    "group by": lambda m: _rows(
        m.Book.objects.values("author__name").annotate(s=Sum("pages")).values_list("author__name", "s")
    ),
    "aggregate of annotation": lambda m: m.Author.objects.annotate(n=Count("books")).aggregate(most=Max("n")),
    "subquery": lambda m: _rows(
        m.Author.objects.annotate(
            longest=Subquery(m.Book.objects.filter(author=OuterRef("pk")).order_by("-pages").values("title")[:1])
        ).values_list("name", "longest")
    ),
    "in subquery": lambda m: titles(m.Book.objects.filter(author__in=m.Author.objects.filter(mentor=1))),
    "not in subquery": lambda m: titles(m.Book.objects.exclude(pk__in=m.Label.objects.values("book"))),
    "exists subquery": lambda m: _rows(
        m.Author.objects.filter(Exists(m.Book.objects.filter(author=OuterRef("pk"), pages__gt=60))).values_list("name")
    ),
    "not exists": lambda m: _rows(
        m.Author.objects.filter(~Exists(m.Passport.objects.filter(author=OuterRef("pk")))).values_list("name")
    ),
    "nested subquery": lambda m: titles(
        m.Book.objects.filter(author__in=m.Author.objects.filter(books__in=m.Book.objects.filter(tags__id=1)))
    ),
    "union": lambda m: titles(m.Book.objects.filter(pk=1).union(m.Book.objects.filter(pages__gt=60))),
    "union all": lambda m: titles(m.Book.objects.filter(pk=1).union(m.Book.objects.filter(pk__lt=3), all=True)),
    "union of models": lambda m: _rows(m.Book.objects.values_list("title").union(m.Tag.objects.values_list("word"))),
    "union ordered": lambda m: [
        b.id for b in m.Book.objects.filter(pk__lt=3).union(m.Book.objects.filter(pk__gt=6)).order_by("-id")[:3]
    ],
    "intersection": lambda m: titles(m.Book.objects.filter(pk__lt=6).intersection(m.Book.objects.filter(pk__gt=3))),
    "difference": lambda m: titles(m.Book.objects.filter(pk__lt=6).difference(m.Book.objects.filter(pk__gt=3))),
    "case": lambda m: _rows(
        m.Book.objects.annotate(
            size=Case(When(author__mentor=None, then=Value("own")), default=Value("school"))
        ).values_list("title", "size")
    ),
    "f across join": lambda m: titles(m.Book.objects.filter(pages__lt=F("author__born"))),
    "functions": lambda m: _rows(
        m.Book.objects.annotate(x=Concat(Upper("title"), Value("/"), Lower("author__name"))).values_list("x", flat=True)
    ),
    "coalesce": lambda m: _rows(m.Book.objects.annotate(x=Coalesce("author__name", Value("?"))).values_list("x")),
    "order by join": lambda m: [
        b.id for b in m.Book.objects.order_by(F("author__name").asc(nulls_last=True), "-pages")
    ],
    "window": lambda m: _rows(
        m.Book.objects.annotate(
            place=Window(Rank(), partition_by="author", order_by=F("pages").desc()),
        ).values_list("title", "place")
    ),
    "window filter": lambda m: _rows(
        m.Book.objects.annotate(row=Window(RowNumber(), partition_by="author_id", order_by="id"))
        .filter(row=1)
        .values_list("title")
    ),
    "filtered relation": lambda m: _rows(
        m.Author.objects.annotate(long=FilteredRelation("books", condition=Q(books__pages__gt=30))).values_list(
            "name", "long__title"
        )
    ),
    "distinct": lambda m: _rows(m.Book.objects.values_list("author__mentor", flat=True).distinct()),
    "defer": lambda m: titles(m.Book.objects.defer("pages")),
    "only then load": lambda m: m.Book.objects.only("title").get(pk=2).pages,
    "in_bulk": lambda m: sorted((k, v.title) for k, v in m.Book.objects.in_bulk([1, 2, 77]).items()),
    "iterator": lambda m: sorted(b.title for b in m.Book.objects.iterator(chunk_size=3)),
    "dates by length": lambda m: _rows(m.Tag.objects.annotate(n=Length("word")).values_list("n", flat=True)),
    "combined": lambda m: titles(m.Book.objects.filter(pk__lt=5) | m.Book.objects.filter(tags__id=2)),
    "and combined": lambda m: titles(m.Book.objects.filter(pk__lt=5) & m.Book.objects.filter(author_id=2)),
    "self join twice": lambda m: _rows(m.Author.objects.filter(pupils__pupils__id__gt=0).values_list("name")),
    "none": lambda m: titles(m.Book.objects.none()),
}


def _extended(m: Any) -> tuple[list[str], list[str]]:
    books = m.Book.objects.filter(pages__gt=20)
    first = titles(books)
    return first, titles(books.filter(author__passport__id__gt=0))


def _refreshed(m: Any) -> tuple[str, int]:
    book = m.Book.objects.get(pk=2)
    book.title = "changed here only"
    book.refresh_from_db()
    return book.title, book.pages


def _changed(model: Any, pk: int, **values: Any) -> None:
    row = model.objects.get(pk=pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _bulk_update(m: Any) -> int:
    books = list(m.Book.objects.filter(pages__gt=20))
    for book in books:
        book.title = book.title.upper()
    return int(m.Book.objects.bulk_update(books, ["title"]))


READS |= {"evaluated then extended": _extended, "refresh": _refreshed}


WRITES: dict[str, Statement] = {
    "save changed": lambda m: _changed(m.Book, 1, title="new", pages=7),
    "save new": lambda m: m.Book(id=901, title="made", author_id=1).save(),
    "create": lambda m: m.Tag.objects.create(id=902, word="made").word,
    "create through relation": lambda m: m.Author.objects.get(pk=1).books.create(id=903, title="made").title,
    "get_or_create there": lambda m: m.Tag.objects.get_or_create(id=1)[1],
    "get_or_create new": lambda m: m.Tag.objects.get_or_create(word="fresh", defaults={"id": 904})[1],
    "update_or_create there": lambda m: m.Author.objects.update_or_create(id=2, defaults={"born": 5})[1],
    "update_or_create new": lambda m: m.Author.objects.update_or_create(id=905, defaults={"name": "n"})[1],
    "update": lambda m: m.Book.objects.filter(pages__gt=30).update(pages=F("pages") + 1),
    "update all": lambda m: m.Book.objects.update(title="same"),
    "update over join": lambda m: m.Book.objects.filter(author__name__endswith="-2").update(pages=0),
    "update over reverse": lambda m: m.Author.objects.filter(books__pages__gt=60).update(born=None),
    "update from subquery": lambda m: m.Author.objects.update(
        born=Subquery(m.Book.objects.filter(author=OuterRef("pk")).order_by("id").values("pages")[:1])
    ),
    "update relation": lambda m: m.Book.objects.filter(pk__lt=3).update(author_id=5),
    "bulk_create": lambda m: len(m.Tag.objects.bulk_create([m.Tag(id=910 + i, word=f"t{i}") for i in range(3)])),
    "bulk_create ignoring": lambda m: len(
        m.Tag.objects.bulk_create([m.Tag(id=1, word="there"), m.Tag(id=920, word="not there")], ignore_conflicts=True)
    ),
    "upsert": lambda m: len(
        m.Tag.objects.bulk_create(
            [m.Tag(id=1, word="changed"), m.Tag(id=921, word="added")],
            update_conflicts=True,
            update_fields=["word"],
        )
    ),
    "bulk_update": _bulk_update,
    "delete row": lambda m: m.Label.objects.get(pk=1).delete()[0],
    "delete filtered": lambda m: m.Label.objects.filter(weight__gt=2).delete()[0],
    "delete cascade": lambda m: m.Author.objects.get(pk=2).delete()[0],
    "delete set null": lambda m: m.Author.objects.filter(pk=1).delete()[0],
    "delete over join": lambda m: m.Label.objects.filter(book__author__id=2).delete()[0],
    "delete all": lambda m: (m.Label.objects.all().delete()[0], m.Passport.objects.all().delete()[0]),
    "m2m add": lambda m: m.Book.objects.get(pk=7).tags.add(1, 2),
    "m2m remove": lambda m: m.Book.objects.get(pk=1).tags.remove(1),
    "m2m set": lambda m: m.Book.objects.get(pk=1).tags.set([3, 4]),
    "m2m clear": lambda m: m.Tag.objects.get(pk=1).books.clear(),
    "reverse set": lambda m: m.Author.objects.get(pk=5).books.add(*m.Book.objects.filter(pk__lt=3)),
    "reverse clear": lambda m: m.Author.objects.get(pk=2).books.clear(),
    "save update_fields": lambda m: m.Book(id=1, title="only this").save(update_fields=["title"]),
    "locked": lambda m: titles(m.Book.objects.select_for_update().filter(pk__lt=4)),
}
