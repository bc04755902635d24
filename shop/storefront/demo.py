"""The demo: three shops in three currencies, with zero, two and three decimal places, and what they sell."""

from dataclasses import dataclass, replace

from shop.catalog.types import Drawing, ProductFields, one_variant
from shop.payments.types import ManualPayment


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """One product of the demo. `drawing` is motif, palette and backdrop."""

    handle: str
    title: str
    price_minor: int
    description: str
    on_hand: int
    drawing: str

    @property
    def fields(self) -> ProductFields:
        """What staff would fill in."""
        motif, palette, backdrop = self.drawing.split()
        fields = one_variant(self.title, self.price_minor, sku=self.handle.upper(), on_hand=self.on_hand)
        return replace(fields, description=self.description, drawing=Drawing(motif, palette, backdrop))


@dataclass(frozen=True, slots=True)
class DemoShop:
    """One shop of the demo. `pod_number` is where it opens when there is such a pod."""

    handle: str
    name: str
    owner_name: str
    country: str
    currency: str
    pod_number: int
    products: tuple[DemoProduct, ...]

    @property
    def owner_email(self) -> str:
        """Who signs in to the admin."""
        return f"owner@{self.handle}.example"


OPERATOR_EMAIL = "operator@podium.example"
OPERATOR_NAME = "Robin"

MANUAL_PAYMENT = ManualPayment(
    is_on=True,
    name="Bank transfer",
    instructions="Pay within seven days and write the order's number with it.\nThis is a demo: there is no account.",
)


ALDERSUND = DemoShop(
    handle="aldersund",
    name="Aldersund",
    owner_name="Ingrid Moen",
    country="NO",
    currency="EUR",
    pod_number=1,
    products=(
        DemoProduct(
            "odde-stool", "Odde stool", 12900,
            "Three turned legs and a seat you can stand on. Oiled oak, 45 cm high, made to be scratched and mended.",
            on_hand=14, drawing="stool oak clay",
        ),
        DemoProduct(
            "vik-wall-light", "Vik wall light", 14500,
            "A ring of brass with the light behind it. For halls, beds and reading chairs, with a cord or without.",
            on_hand=9, drawing="sconce brass sand",
        ),
        DemoProduct(
            "tarn-floor-lamp", "Tarn floor lamp", 34000,
            "A tall stem that bends over your shoulder. The shade turns, the light stays on the page.",
            on_hand=6, drawing="floor-lamp ink blue",
        ),
        DemoProduct(
            "mane-paper-globe", "Måne paper globe", 9200,
            "Sixty centimetres of folded paper. It comes flat and opens in a minute.",
            on_hand=20, drawing="globe chalk dusk",
        ),
        DemoProduct(
            "fjell-pendant", "Fjell pendant", 23900,
            "A bell of spun steel for above the table. It hangs low and lights the food, not the ceiling.",
            on_hand=8, drawing="pendant rust sage",
        ),
        DemoProduct(
            "skog-table-lamp", "Skog table lamp", 18900,
            "A low dome of spun steel on a tapered foot. The light falls on the table and stays out of your eyes.",
            on_hand=12, drawing="dome-lamp moss sand",
        ),
    ),
)  # fmt: skip

KUMO = DemoShop(
    handle="kumo",
    name="Kumo Pottery",
    owner_name="Haruka Ito",
    country="JP",
    currency="JPY",
    pod_number=1,
    products=(
        DemoProduct(
            "sake-bottle", "Sake bottle", 5200,
            "Holds two small cups' worth and pours without a drop. Fits a warm water bath.",
            on_hand=16, drawing="bottle plum fog",
        ),
        DemoProduct(
            "branch-vase", "Branch vase", 7400,
            "A heavy foot and a narrow neck, for one branch that leans.",
            on_hand=10, drawing="vase cobalt sand",
        ),
        DemoProduct(
            "supper-plate", "Supper plate", 4800,
            "Twenty-four centimetres, with a rim that keeps the sauce. Stacks without chipping.",
            on_hand=24, drawing="plate celadon clay",
        ),
        DemoProduct(
            "evening-teapot", "Evening teapot", 9800,
            "Holds three cups. The lid stays on when you pour, and the strainer is part of the pot.",
            on_hand=7, drawing="teapot ink sage",
        ),
        DemoProduct(
            "rice-bowl", "Rice bowl", 3200,
            "Thrown thin, glazed by dipping. No two rims are the same.",
            on_hand=40, drawing="bowl celadon blue",
        ),
    ),
)  # fmt: skip

QAHWA = DemoShop(
    handle="qahwa",
    name="Bayt Qahwa",
    owner_name="Noura Al-Sabah",
    country="KW",
    currency="KWD",
    pod_number=2,
    products=(
        DemoProduct(
            "tea-glass", "Tea glass", 1750,
            "Thin at the lip, heavy at the foot, so it stays where you put it.",
            on_hand=60, drawing="glass rust sand",
        ),
        DemoProduct(
            "morning-cup", "Morning cup", 3250,
            "A wide cup with a saucer that holds a date or two.",
            on_hand=30, drawing="cup sky clay",
        ),
        DemoProduct(
            "hand-mill", "Hand mill", 18500,
            "Steel burrs in a walnut box. Twelve settings, from Turkish to filter.",
            on_hand=8, drawing="grinder oak dusk",
        ),
        DemoProduct(
            "cardamom-blend", "Cardamom blend, 250 g", 4125,
            "Light roast from Yemen with green cardamom, ground to order.",
            on_hand=45, drawing="coffee-bag moss fog",
        ),
        DemoProduct(
            "brass-dallah", "Brass dallah", 24750,
            "Beaten by hand, tinned inside. Pours eight small cups, and the lid does not rattle.",
            on_hand=5, drawing="dallah brass blue",
        ),
    ),
)  # fmt: skip

SHOPS = (ALDERSUND, KUMO, QAHWA)
