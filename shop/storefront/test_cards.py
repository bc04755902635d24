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
    ("4000 0000 0000 3006", _("approved; the bank vouches for you (3-D Secure)")),
    ("4000 0000 0000 3105", _("declined: 3-D Secure failed")),
    ("4000 0000 0000 3154", _("processed for some seconds, then approved")),
    ("4000 0000 0000 3204", _("processed for some seconds, then declined")),
    ("4000 0000 0000 3253", _("approved; disputed some seconds after the money was taken")),
    ("4000 0000 0000 3402", _("approved, but no money goes back to it")),
    ("4000 0000 0000 0341", _("approved, but the answer is lost on the way")),
)
