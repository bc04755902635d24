"""The kinds of buyers, and how often each comes."""

from dataclasses import dataclass

from shop.addresses import Address

APPROVED = "4242 4242 4242 4242"
CODE_WRONG = "4000 0000 0000 0101"
NO_MONEY = "4000 0000 0000 9995"
DECLINED = "4000 0000 0000 0002"
LOST_ANSWER = "4000 0000 0000 0341"

MANUAL = "manual"
"""In the place of a card: pays later, as the shop tells them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of buyers. `cards` are tried one after the other; who has none leaves the cart where it is."""

    name: str
    weight: int
    about: str
    cards: tuple[str, ...] = (APPROVED,)
    most_lines: int = 1
    is_abroad: bool = False
    has_code: bool = False

    @property
    def means_to_buy(self) -> bool:
        """Whether they come to the checkout at all."""
        return bool(self.cards)


KINDS = (
    Kind("honest", 40, "one product, a good card, at home"),
    Kind("several", 15, "two or three products, some of them more than once", most_lines=3),
    Kind("window-shopper", 15, "fills a cart and leaves it", cards=()),
    Kind("abroad", 10, "has it sent to another country than the shop's, and pays the total shown then", is_abroad=True),
    Kind("second-card", 5, "the first card is declined, another one is taken", cards=(NO_MONEY, APPROVED)),
    Kind("declined", 4, "the card is declined, and they give up", cards=(DECLINED,)),
    Kind("wrong-code", 3, "a good card whose security code is wrong", cards=(CODE_WRONG,)),
    Kind("lost-answer", 3, "a good card, but the gateway's answer is lost on the way", cards=(LOST_ANSWER,)),
    Kind("code", 3, "tries a discount code, and buys with or without it", has_code=True),
    Kind(
        "manual",
        2,
        "pays later, as the shop tells them; where it takes no such payment, with a good card",
        cards=(MANUAL,),
    ),
)

PLACES = (
    Address("Solveig Aas", "Nygårdsgaten 91", "5008", "Bergen", "NO"),
    Address("Jonas Weber", "Torstraße 12", "10119", "Berlin", "DE"),
    Address("Giulia Bertolino", "Via Cibrario 40", "10144", "Torino", "IT"),
    Address("Haruka Ito", "1-2-3 Jinnan", "150-0041", "Tokyo", "JP"),
    Address("Noura Al-Sabah", "Salem Al Mubarak Street 8", "22001", "Salmiya", "KW"),
)
"""Where buyers live: those of the shop's country at home, all others abroad. Nobody real lives there."""


def place_for(kind: Kind, country: str, number: int) -> Address:
    """Return where the buyer with this number has it sent; where nobody lives at home, they buy from abroad."""
    fitting = [each for each in PLACES if (each.country != country) is kind.is_abroad] or list(PLACES)
    return fitting[number % len(fitting)]
