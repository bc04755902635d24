"""The numbers of the Test gateway that the checkout offers to try. No other number is taken, so no real card is."""

from django.utils.translation import gettext_lazy as _

TEST_CARDS = (
    ("4242 4242 4242 4242", _("approved; address and security code match")),
    ("4000 0000 0000 0101", _("approved; the security code is wrong")),
    ("4000 0000 0000 0010", _("approved; the billing address is wrong")),
    ("4000 0000 0000 0036", _("approved; address and security code are wrong")),
    ("4000 0000 0000 0044", _("approved; the bank checked nothing")),
    ("4000 0000 0000 0002", _("declined by the bank")),
    ("4000 0000 0000 9995", _("declined: not enough money")),
    ("4000 0000 0000 0341", _("approved, but the answer is lost on the way")),
)
