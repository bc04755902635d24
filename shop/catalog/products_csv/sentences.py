"""Plain words for a finding: where it is, what is wrong, what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.catalog.products_csv.types import Fault, Finding

_FAULTS: dict[Fault, str | Promise] = {
    Fault.NOT_UTF8: _("The file is not UTF-8. Save it as “CSV UTF-8” and try again."),
    Fault.WORKBOOK: _("This is a spreadsheet's own file. Save it as “CSV UTF-8” and try again."),
    Fault.EMPTY: _("The file is empty. Its first row names the columns."),
    Fault.NOT_COMMAS: _("The columns are not separated by commas. Save the file with commas and try again."),
    Fault.NO_SUCH_COLUMN: _("This column is missing. Add it, or export the products again."),
    Fault.COLUMN_TWICE: _("This column is there twice. Take one away."),
    Fault.TOO_MANY_COLUMNS: _("The file has more than %(detail)s columns. Take away those you do not need."),
    Fault.TOO_MANY_UNREADABLE: _(
        "More than %(detail)s rows are unreadable, so reading stopped. Export the file again."
    ),
    Fault.TOO_MANY_PRODUCTS: _("The file has more than %(detail)s products. Split it."),
    Fault.UNREADABLE: _(
        "This row cannot be read: a quotation mark is not closed, stands inside a cell without being doubled, or the "
        "row is far too long. Mend the quotation marks."
    ),
    Fault.CELLS_MISSING: _(
        "The row has fewer cells than there are columns (%(detail)s). Put cells with line breaks in quotation marks."
    ),
    Fault.CELLS_LEFT: _(
        "“%(value)s” stands outside of all named columns (%(detail)s). Put cells with commas in quotation marks."
    ),
    Fault.HANDLE_AGAIN: _(
        "“%(value)s” was there already, from line %(detail)s. Put all rows of a product together, or change the handle."
    ),
    Fault.SAME_OPTIONS: _("The variant of line %(detail)s has the same options. Change one of them or take it away."),
    Fault.TOO_MANY_VARIANTS: _("A product has at most %(detail)s variants. Split it."),
    Fault.TOO_MANY_PICTURES: _("A product has at most %(detail)s pictures. Take some away."),
    Fault.REQUIRED: _("Please fill this in."),
    Fault.TOO_LONG: _("This is longer than %(detail)s characters. Shorten it."),
    Fault.NOT_TEXT: _("“%(value)s” has signs that are not UTF-8 text. Save the file as “CSV UTF-8”, or type it again."),
    Fault.NOT_A_HANDLE: _(
        "“%(value)s” is not a handle. Use small letters, digits and single hyphens, like table-lamp."
    ),
    Fault.NOT_A_PRICE: _("“%(value)s” is not a price. Write digits and a dot, like %(detail)s, without a currency."),
    Fault.TOO_MANY_DIGITS: _("“%(value)s” has more than %(detail)s digits after the dot. Round it."),
    Fault.NOT_A_NUMBER: _("“%(value)s” is not a whole number. Write digits only."),
    Fault.OUT_OF_RANGE: _("“%(value)s” is out of range. Write a number in %(detail)s."),
    Fault.NOT_TRUE_OR_FALSE: _("“%(value)s” is neither true nor false. Write one of them."),
    Fault.NOT_ONE_OF: _("“%(value)s” is not known here. Write one of: %(detail)s."),
    Fault.NOT_AN_ADDRESS: _("“%(value)s” is not a web address. It begins with https:// and has no spaces."),
    Fault.TOO_MANY_TAGS: _("A product has at most %(detail)s tags. Take some away."),
    Fault.OPTION_WITHOUT_NAME: _("“%(value)s” is a value of an option without a name. Fill in %(detail)s."),
    Fault.OPTION_GAP: _("“%(value)s” comes after an option without a name. Fill in %(detail)s first."),
    Fault.OPTION_TWICE: _("Two options are called “%(value)s”. Rename one."),
    Fault.NOT_IN_FIRST_ROW: _(
        "“%(value)s” is not what the product's first row, line %(detail)s, says. Change it there and leave this empty."
    ),
    Fault.PICTURE_WITHOUT_ADDRESS: _(
        "The picture of this row has no address. Fill it in, or empty the picture's cells."
    ),
    Fault.COLUMN_UNKNOWN: _("This column is not known here. What it says is kept for export only."),
    Fault.HANDLE_CHANGED: _("“%(value)s” was read as %(detail)s."),
    Fault.PICTURE_AGAIN: _("The product has this picture already. The row's picture was left out."),
    Fault.NOTHING_IN_ROW: _("The row has neither a variant nor a picture. It was left out."),
}


def finding_sentence(finding: Finding) -> str:
    """Say where it is, what is wrong and what to do: "Line 7, Variant Price: “12,5” is not a price. …"."""
    sentence = str(_FAULTS[finding.fault]) % {"value": finding.value, "detail": finding.detail}
    place = {"line": finding.line, "column": finding.column, "sentence": sentence}
    if finding.column:
        return gettext("Line %(line)d, %(column)s: %(sentence)s") % place
    return gettext("Line %(line)d: %(sentence)s") % place
