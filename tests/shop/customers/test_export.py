"""Every customer of a shop as CSV: read again it is what it was, and no spreadsheet runs a cell."""

import csv
import io
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.addresses import LONGEST, Address
from shop.csv_cells import original
from shop.customers import api as customers
from shop.customers import exporting
from shop.customers.customers_csv import COLUMNS, write_customers
from shop.customers.rules import distinct_tags
from shop.customers.types import Customer, SavedAddress
from tests.shop.customers.people import add
from tests.shop.selling import ABROAD, HOME, STAFF

ADDRESS_COLUMNS = COLUMNS[9:]
RUN = tuple("=+-@\t\r\n＝＋－＠")
NASTY = '=HYPERLINK("http://evil.example")\r\n\'+1'

TEXT = st.text(
    st.one_of(
        st.sampled_from("=+-@\t\r\n'\",; ＝"), st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
    ),
    max_size=12,
)
ADDRESSES = st.builds(Address, **dict.fromkeys(LONGEST, TEXT))
TAGS = st.lists(TEXT, max_size=3).map(distinct_tags)


@st.composite
def people(draw: st.DrawFn) -> Customer:
    addresses = draw(st.lists(ADDRESSES, max_size=3))
    return Customer(
        id=1,
        email=draw(TEXT),
        name=draw(TEXT),
        phone=draw(TEXT),
        note=draw(TEXT),
        language=draw(st.sampled_from(["", "nb"])),
        tags=draw(TAGS),
        addresses=tuple(SavedAddress(1, 1, each, is_default=False, version=1) for each in addresses),
        accepts_email=draw(st.booleans()),
        accepts_sms=draw(st.booleans()),
        created_at=datetime(2026, 11, 25, 16, 0, tzinfo=UTC),
        version=1,
    )


def _read(text: str) -> list[dict[str, str]]:
    """Read a file as somebody would who knows how texts are kept harmless."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [{column: original(cell) for column, cell in row.items()} for row in rows]


@given(st.lists(people(), max_size=3))
def test_what_is_written_is_read_again_exactly(written: list[Customer]) -> None:
    file = io.StringIO(newline="")
    assert write_customers(file, written) == len(written)
    rows = iter(_read(file.getvalue()))
    for each in written:
        row = next(rows)
        texts = [row[column] for column in ("Email", "Name", "Phone", "Language", "Tags", "Note")]
        assert texts == [each.email, each.name, each.phone, each.language, ", ".join(each.tags), each.note]
        assert distinct_tags([row["Tags"]]) == each.tags
        assert (row["Accepts Email Marketing"] == "yes", row["Accepts SMS Marketing"] == "yes") == (
            each.accepts_email,
            each.accepts_sms,
        )
        for place, saved in enumerate(each.addresses):
            row = row if place == 0 else next(rows)
            told = asdict(saved.address)
            assert sorted(row[column] for column in ADDRESS_COLUMNS) == sorted(told.values())
            assert (row["Email"], row["City"], row["Region"]) == (each.email, told["city"], told["region"])
    assert next(rows, None) is None


@given(people())
def test_no_cell_begins_with_what_a_spreadsheet_runs(each: Customer) -> None:
    file = io.StringIO(newline="")
    write_customers(file, [each])
    for row in csv.reader(io.StringIO(file.getvalue(), newline="")):
        assert not any(cell.startswith(RUN) for cell in row)


def test_a_shops_customers_are_written_with_all_addresses(shop: Shop) -> None:
    solveig = add(name="Solveig Aas", phone="+47 55123456", note=NASTY, tags=("vip", "=2+3"))
    bo = add("bo@b.no")
    with acting_as(STAFF):
        for address in (HOME, ABROAD):
            customers.add_address(solveig, address)
    file = io.StringIO(newline="")
    assert customers.export_customers(file) == 2
    assert "\r\n'=HYPERLINK" not in file.getvalue().replace('"', "")
    first, further, last = _read(file.getvalue())
    kept = customers.customer_by_id(solveig)
    assert (first["Email"], first["Note"], first["Phone"], first["Tags"]) == (
        "solveig@example.no",
        kept.note,
        "+47 55123456",
        "=2+3, vip",
    )
    assert (first["Address1"], first["Country Code"]) == (HOME.line1, "NO")
    assert (further["Email"], further["Name"], further["City"]) == ("solveig@example.no", "", "Turin")
    assert (last["Email"], last["City"]) == (customers.customer_by_id(bo).email, "")


def test_the_next_batch_begins_where_the_last_one_ended(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        add(f"c{number}@b.no")
    monkeypatch.setattr(exporting, "BATCH", 2)
    file = io.StringIO(newline="")
    assert customers.export_customers(file) == 5
    assert [row["Email"] for row in _read(file.getvalue())] == [f"c{number}@b.no" for number in range(5)]


def test_the_command_writes_a_file_whole(shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(name="Solveig Aas")
    path = tmp_path / "customers.csv"
    path.write_text("old")
    call_command("export_customers", shop.handle, str(path))
    assert capsys.readouterr().out == f"1 customer written to {path}.\n"
    assert [row["Name"] for row in _read(path.read_text(newline=""))] == ["Solveig Aas"]
    assert list(tmp_path.iterdir()) == [path]


def test_the_command_writes_to_the_terminal(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    add(name="Solveig Aas")
    call_command("export_customers", shop.handle)
    assert [row["Name"] for row in _read(capsys.readouterr().out)] == ["Solveig Aas"]


def test_the_command_refuses_in_one_sentence_and_leaves_no_file(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("export_customers", "nowhere", str(tmp_path / "customers.csv"))
    with pytest.raises(CommandError, match="No such file"):
        call_command("export_customers", shop.handle, str(tmp_path / "missing" / "customers.csv"))
    assert list(tmp_path.iterdir()) == []
