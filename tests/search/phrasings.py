"""What readers type, and where it must lead: chosen from what the pages say, before any tuning.

Two rules decided what is expected. Whoever tells their state ("seller wont reply") is best
served by its situation; whoever asks for knowledge ("refund times") by the section that holds
it. Two places stand in one row only where they say the same thing to the same reader.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrasing:
    """A query as typed, and the paths of which any may be the first hit."""

    query: str
    expected: tuple[str, ...]


# Nothing told but the wish: each of these says at once how it is done.
HOW_TO_CANCEL = (
    "/guides/cancel-payment/#quick-answer",
    "/guides/cancel-payment/#cancel-steps",
    "/situations/just-ordered/",
    "/situations/not-shipped/",
)
ORDERED = ("/situations/just-ordered/", "/situations/not-shipped/")
REFUND_TIMES = ("/guides/refunds/#how-long",)
WAITING = ("/situations/waiting-for-refund/",)
CHARGE = ("/situations/pending-charge/",)
PENDING = ("/situations/payment-pending/",)
NO_BUTTON = ("/situations/no-cancel-button/",)
SILENT = ("/situations/seller-silent/",)
# Before shipping, the section and the situation hold the same message and the same next steps.
SAYS_NO = ("/situations/seller-refuses/", "/guides/special-orders/#seller-refuses")
SHIPPED = ("/situations/already-shipped/",)
NOT_ARRIVED = ("/situations/not-arrived/",)
# The reasons, the deadline and the evidence of a dispute stand in both, word for word.
DISPUTE = ("/situations/not-arrived/", "/guides/shipped-orders/#not-arrived")
ARRIVED = ("/situations/arrived-not-confirmed/",)
CONFIRMED = ("/situations/receipt-confirmed/",)
REFUSE = ("/guides/shipped-orders/#refuse-delivery",)
RETURN = ("/guides/shipped-orders/#return-item",)
SOME_ITEMS = ("/situations/only-some-items/",)
SEVERAL = ("/situations/several-sellers/",)
WANTS_IT = ("/situations/changed-my-mind/",)
FEES = ("/guides/refunds/#fees",)
AFTER = ("/guides/refunds/#after-canceling",)
OFTEN = ("/guides/refunds/#cancel-often",)

# Whole questions, as asked.
QUESTIONS = (
    Phrasing("Can I still cancel?", ("/wizards/cancel-payment/", *HOW_TO_CANCEL)),
    Phrasing("how do i cancel my order", HOW_TO_CANCEL),
    Phrasing("How do I cancel an order in the app?", ("/guides/cancel-payment/#cancel-steps",)),
    Phrasing("how to cancel on the website", ("/guides/cancel-payment/#cancel-steps",)),
    Phrasing("Can I stop a payment?", ("/guides/cancel-payment/#payment-or-order",)),
    Phrasing(
        "what is the difference between canceling the payment and canceling the order",
        ("/guides/cancel-payment/#payment-or-order",),
    ),
    Phrasing("How long does a refund take?", REFUND_TIMES),
    Phrasing("how many days until the refund is on my card", REFUND_TIMES),
    Phrasing("is paypal faster than a credit card", REFUND_TIMES),
    Phrasing("when do i get my money back after i canceled", (*REFUND_TIMES, *WAITING)),
    Phrasing("Where is my money?", WAITING),
    Phrasing("when does the refund start", ("/guides/refunds/#when-it-starts",)),
    Phrasing("what happens after I cancel?", AFTER),
    Phrasing("does the seller get told when i cancel", AFTER),
    Phrasing("do I get an email when it is canceled", (*AFTER, *WAITING)),
    Phrasing("Does canceling cost anything?", FEES),
    Phrasing("do i get the shipping back too if i cancel", FEES),
    Phrasing("can they ban my account if i cancel too many orders", OFTEN),
    Phrasing(
        "why is there no cancel button",
        ("/guides/cancel-payment/#button-missing", *NO_BUTTON),
    ),
    Phrasing(
        "what should I write to the seller so that he cancels",
        ("/guides/cancel-payment/#ask-seller", *NO_BUTTON),
    ),
    Phrasing("what if the seller doesn't answer?", SILENT),
    Phrasing("can i cancel just one item of my order", SOME_ITEMS),
    Phrasing("can I cancel after it has shipped?", SHIPPED),
    Phrasing("how do I refuse a delivery", REFUSE),
    Phrasing("do I have to pay for shipping when I return an item", RETURN),
    Phrasing("my package never came, can I get a refund?", NOT_ARRIVED),
    Phrasing(
        "What do I need to check before I confirm receipt?",
        ("/guides/shipped-orders/#before-confirming",),
    ),
    Phrasing(
        "can I still get a refund after I confirmed receipt",
        (*CONFIRMED, "/guides/shipped-orders/#receipt-confirmed"),
    ),
    Phrasing("can I undo a cancellation", WANTS_IT),
    Phrasing("What does the order screen say?", ("/wizards/cancel-payment/order=unsure/",)),
)

# Worried people tell their story, or half of it.
STORIES = (
    Phrasing("i ordered by mistake a few minutes ago", ("/situations/just-ordered/",)),
    Phrasing("just ordered want to cancel", ("/situations/just-ordered/",)),
    Phrasing("bought the wrong size can i stop it before it ships", HOW_TO_CANCEL),
    Phrasing("hasnt shipped yet", ("/situations/not-shipped/",)),
    Phrasing("ordered days ago still not shipped", HOW_TO_CANCEL),
    Phrasing("cant find cancel order", NO_BUTTON),
    Phrasing("button is gone", NO_BUTTON),
    Phrasing("asked seller 2 days ago no reply", SILENT),
    Phrasing("seller refuses to cancel", SAYS_NO),
    Phrasing("its shipped and the seller wont cancel", ("/situations/seller-refuses-shipped/",)),
    Phrasing("parcel arrived dont want it", ARRIVED),
    Phrasing("i confirmed receipt by accident", CONFIRMED),
    Phrasing("i refused the parcel", ("/situations/refused-parcel/",)),
    Phrasing("delivery takes too long", NOT_ARRIVED),
    Phrasing("buyer protection runs out soon", DISPUTE),
    Phrasing("order from several sellers only want to cancel one", SEVERAL),
    Phrasing("canceled but i want it after all", WANTS_IT),
    Phrasing("canceled the order but still charged", CHARGE),
    Phrasing(
        "how long until the pending charge disappears",
        (*CHARGE, "/guides/special-orders/#payment-pending"),
    ),
    Phrasing("payment still pending can i cancel", PENDING),
    Phrasing("no refund yet", WAITING),
    Phrasing("keep the parcel", ("/guides/shipped-orders/#keep-it",)),
    Phrasing("check before buying", ("/guides/before-you-buy/#check-first",)),
    Phrasing("cart instead of buy now", ("/guides/before-you-buy/#use-cart",)),
    Phrasing("order separately", ("/guides/before-you-buy/#order-separately",)),
    Phrasing("escrow", ("/guides/cancel-payment/#five-moments",)),
)

# What the order screen says, or what a reader calls it.
LABELS = (
    Phrasing("awaiting shipment", ORDERED),
    Phrasing("Awaiting Shipment", ORDERED),
    Phrasing("in transit", SHIPPED),
    Phrasing("Shipped", SHIPPED),
    Phrasing("it says in transit", SHIPPED),
    Phrasing("Payment processing", PENDING),
    Phrasing("Pending", PENDING),
    Phrasing("processing", PENDING),
    Phrasing("Order Canceled", WAITING),
    Phrasing("order cancelled", WAITING),
    Phrasing("no cancel button", NO_BUTTON),
    Phrasing("awaiting shipment no cancel button", NO_BUTTON),
    Phrasing("contact seller", ("/guides/cancel-payment/#ask-seller", *NO_BUTTON)),
    Phrasing("item not received", DISPUTE),
    Phrasing(
        "buyer's remorse",
        ("/situations/seller-refuses-shipped/", "/guides/special-orders/#seller-refuses"),
    ),
)

# Thumbs: letters dropped, doubled, swapped, or written as they sound.
MISSPELLINGS = (
    Phrasing("cancle my oder", HOW_TO_CANCEL),
    Phrasing("refnd paypall", REFUND_TIMES),
    Phrasing("how long dose a refund taek", REFUND_TIMES),
    Phrasing("credit crad refund", REFUND_TIMES),
    Phrasing("bank tranfer", REFUND_TIMES),
    Phrasing("appel pay", REFUND_TIMES),
    Phrasing("no cancle buton", NO_BUTTON),
    Phrasing("awaitng shipmnt", ORDERED),
    Phrasing("in tranzit", SHIPPED),
    Phrasing("alredy shiped", SHIPPED),
    Phrasing("paymnet procesing", PENDING),
    Phrasing("pendding", PENDING),
    Phrasing("seler dosnt anwser", SILENT),
    Phrasing("selller refusses", SAYS_NO),
    Phrasing("confrimed reciept", CONFIRMED),
    Phrasing("arived not confirmd", ARRIVED),
    Phrasing("parsel hasnt arrived", NOT_ARRIVED),
    Phrasing("item not recieved", DISPUTE),
    Phrasing("refuse delivrey", REFUSE),
    Phrasing("retrun item", RETURN),
    Phrasing("onyl some itmes", SOME_ITEMS),
    Phrasing("sevral selers", SEVERAL),
    Phrasing("wating for refudn", WAITING),
    Phrasing("still see a chrage", CHARGE),
    Phrasing("cancelation fee", FEES),
    Phrasing("penaltys", FEES),
    Phrasing("buyer protecton dispute evidance", DISPUTE),
)

# Words that readers have and the pages have not.
SYNONYMS = (
    Phrasing("money back how long", REFUND_TIMES),
    Phrasing("reimbursement time", REFUND_TIMES),
    Phrasing("visa refund", REFUND_TIMES),
    Phrasing("wire transfer", REFUND_TIMES),
    Phrasing("gpay", REFUND_TIMES),
    Phrasing("vendor not responding", SILENT),
    Phrasing("shop wont reply", SILENT),
    Phrasing("merchant declined cancellation", SAYS_NO),
    Phrasing("multiple vendors", SEVERAL),
    Phrasing("partial cancellation", SOME_ITEMS),
    Phrasing("order dispatched", SHIPPED),
    Phrasing("not dispatched yet", ("/situations/not-shipped/",)),
    Phrasing("on its way", SHIPPED),
    Phrasing("lost package", NOT_ARRIVED),
    Phrasing("delayed", NOT_ARRIVED),
    Phrasing("package delivered not confirmed", ARRIVED),
    Phrasing("i already rejected the package", ("/situations/refused-parcel/",)),
    Phrasing("tell the courier i dont want it", REFUSE),
    Phrasing("send back item", RETURN),
    Phrasing("proof for the dispute", DISPUTE),
    Phrasing("charged twice", CHARGE),
    Phrasing("uncancel my order", WANTS_IT),
    Phrasing("greyed out button", NO_BUTTON),
    Phrasing("account blocked", OFTEN),
    Phrasing("purchased by accident just now", ("/situations/just-ordered/",)),
)

# Typed so far.
PREFIXES = (
    Phrasing("canc", HOW_TO_CANCEL),
    Phrasing("refund to pay", REFUND_TIMES),
    Phrasing("how long ref", REFUND_TIMES),
    Phrasing("awaiting sh", ORDERED),
    Phrasing("in tra", SHIPPED),
    Phrasing("payment pend", PENDING),
    Phrasing("no cancel but", NO_BUTTON),
    Phrasing("several sel", SEVERAL),
    Phrasing("confirmed rec", CONFIRMED),
    Phrasing("refuse the deliv", REFUSE),
    Phrasing("waiting for my ref", WAITING),
)

# Read out on the phone, or copied from a chat.
CODES = (
    Phrasing("S-07", SHIPPED),
    Phrasing("s07", SHIPPED),
    Phrasing("s-14", WAITING),
    Phrasing("S03", NO_BUTTON),
    Phrasing("S-17", NOT_ARRIVED),
)

# Other forms of a word, other orders of words.
FORMS = (
    Phrasing("refunds times", REFUND_TIMES),
    Phrasing("card refund days", REFUND_TIMES),
    Phrasing("paypal how long refund", REFUND_TIMES),
    Phrasing("cancellation fees and penalties", FEES),
    Phrasing("canceling often", OFTEN),
    Phrasing("returning an item", RETURN),
    Phrasing("refusing deliveries", REFUSE),
    Phrasing("items only some cancel", SOME_ITEMS),
    Phrasing("sellers several", SEVERAL),
    Phrasing("receipt confirmed", CONFIRMED),
    Phrasing("shipped already", SHIPPED),
    Phrasing("seller not answering", SILENT),
)

PHRASINGS = (
    *QUESTIONS,
    *STORIES,
    *LABELS,
    *MISSPELLINGS,
    *SYNONYMS,
    *PREFIXES,
    *CODES,
    *FORMS,
)
