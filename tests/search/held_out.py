"""What readers type, kept apart from the table: nobody chooses words or numbers by it."""

from tests.search.phrasings import Phrasing

HELD_OUT = (
    Phrasing(
        "i just ordered the wrong size ten minutes ago how do i stop it",
        (
            "/situations/just-ordered/",
            "/guides/cancel-payment/#quick-answer",
            "/guides/cancel-payment/#cancel-steps",
            "/situations/not-shipped/",
        ),
    ),
    Phrasing(
        "my kid bought something on my phone and i dont want it what do i do",
        (
            "/situations/just-ordered/",
            "/guides/cancel-payment/#quick-answer",
            "/guides/cancel-payment/#cancel-steps",
            "/situations/not-shipped/",
        ),
    ),
    Phrasing(
        "seller told me he cant cancel because its already packed but it still isnt shipped",
        ("/situations/seller-refuses/", "/guides/special-orders/#seller-refuses"),
    ),
    Phrasing(
        "i wrote to the seller yesterday and still nothing back from him",
        ("/situations/seller-silent/", "/guides/cancel-payment/#ask-seller"),
    ),
    Phrasing(
        "i canceled on monday and the money still isnt back on my card",
        (
            "/situations/waiting-for-refund/",
            "/guides/refunds/#how-long",
            "/situations/pending-charge/",
            "/guides/refunds/#after-canceling",
        ),
    ),
    Phrasing(
        "my bank app still shows the aliexpress payment even though i canceled the order",
        (
            "/situations/pending-charge/",
            "/guides/special-orders/#payment-pending",
            "/situations/waiting-for-refund/",
        ),
    ),
    Phrasing(
        "its been two months and the package never came can i get my money back",
        ("/situations/not-arrived/", "/guides/shipped-orders/#not-arrived"),
    ),
    Phrasing(
        "they are bringing it tomorrow can i just not take it",
        ("/situations/already-shipped/", "/guides/shipped-orders/#refuse-delivery"),
    ),
    Phrasing(
        "i pressed confirm receipt by accident and the thing is broken",
        ("/situations/receipt-confirmed/", "/guides/shipped-orders/#receipt-confirmed"),
    ),
    Phrasing(
        "i ordered three things and only want to get rid of one of them",
        ("/situations/only-some-items/", "/guides/special-orders/#some-items"),
    ),
    Phrasing(
        "i bought from two different shops and paid once can i cancel just one shop",
        (
            "/situations/several-sellers/",
            "/guides/special-orders/#several-sellers",
            "/situations/only-some-items/",
        ),
    ),
    Phrasing(
        "i canceled the wrong order and want it back",
        ("/situations/changed-my-mind/", "/guides/special-orders/#changed-mind"),
    ),
    Phrasing(
        "parcel came today but i dont want it anymore how do i send it back",
        ("/situations/arrived-not-confirmed/", "/guides/shipped-orders/#return-item"),
    ),
    Phrasing("do i have to pay anything if i cancel", ("/guides/refunds/#fees",)),
    Phrasing(
        "will i get in trouble with aliexpress if i cancel too many orders",
        ("/guides/refunds/#cancel-often",),
    ),
    Phrasing(
        "how many days until paypal gives me the money back",
        ("/guides/refunds/#how-long", "/situations/waiting-for-refund/"),
    ),
    Phrasing(
        "i told the delivery guy to take it back and now im waiting for my money",
        ("/situations/refused-parcel/", "/guides/shipped-orders/#refuse-delivery"),
    ),
    Phrasing(
        "my payment hasnt gone through yet can i still stop it",
        (
            "/situations/payment-pending/",
            "/guides/special-orders/#payment-pending",
            "/guides/cancel-payment/#payment-or-order",
        ),
    ),
    Phrasing(
        "where do i find cancel order in the app",
        (
            "/guides/cancel-payment/#cancel-steps",
            "/situations/no-cancel-button/",
            "/guides/cancel-payment/#button-missing",
            "/situations/not-shipped/",
        ),
    ),
    Phrasing(
        "there was a cancel button this morning and now its gone",
        ("/situations/no-cancel-button/", "/guides/cancel-payment/#button-missing"),
    ),
    Phrasing(
        "who pays the shipping when i send something back",
        (
            "/guides/shipped-orders/#return-item",
            "/guides/refunds/#fees",
            "/situations/arrived-not-confirmed/",
        ),
    ),
    Phrasing(
        "can my bank call back the payment to aliexpress",
        ("/guides/cancel-payment/#payment-or-order",),
    ),
    Phrasing(
        "its already on the way from china and the seller refuses to cancel",
        ("/situations/seller-refuses-shipped/", "/guides/special-orders/#seller-refuses"),
    ),
    Phrasing(
        "should i press confirm receipt before i have checked if it works",
        ("/guides/shipped-orders/#before-confirming", "/situations/arrived-not-confirmed/"),
    ),
    Phrasing(
        "do the refund days count from when i pressed cancel",
        ("/guides/refunds/#when-it-starts", "/situations/waiting-for-refund/"),
    ),
    Phrasing(
        "cancle my order i odered it twice",
        (
            "/situations/just-ordered/",
            "/situations/not-shipped/",
            "/guides/cancel-payment/#quick-answer",
            "/guides/cancel-payment/#cancel-steps",
        ),
    ),
    Phrasing(
        "refudn still not on my acount",
        (
            "/situations/waiting-for-refund/",
            "/guides/refunds/#how-long",
            "/situations/pending-charge/",
        ),
    ),
    Phrasing(
        "seler not anwsering my mesage",
        ("/situations/seller-silent/", "/guides/cancel-payment/#ask-seller"),
    ),
    Phrasing(
        "alredy shiped can i stil cancel",
        ("/situations/already-shipped/", "/guides/shipped-orders/#after-shipping"),
    ),
    Phrasing(
        "confrimed reciept too early",
        ("/situations/receipt-confirmed/", "/guides/shipped-orders/#receipt-confirmed"),
    ),
    Phrasing(
        "no cancel buton on my ordr",
        ("/situations/no-cancel-button/", "/guides/cancel-payment/#button-missing"),
    ),
    Phrasing(
        "paymnet stil pendng",
        ("/situations/payment-pending/", "/guides/special-orders/#payment-pending"),
    ),
    Phrasing(
        "parcell never arived",
        ("/situations/not-arrived/", "/guides/shipped-orders/#not-arrived"),
    ),
    Phrasing(
        "how long for aple pay refnd",
        ("/guides/refunds/#how-long", "/situations/waiting-for-refund/"),
    ),
    Phrasing(
        "canel only one itme from my order",
        ("/situations/only-some-items/", "/guides/special-orders/#some-items"),
    ),
    Phrasing(
        "vendor is ghosting me",
        ("/situations/seller-silent/", "/guides/cancel-payment/#ask-seller"),
    ),
    Phrasing(
        "how long does reimbursement take",
        ("/guides/refunds/#how-long", "/situations/waiting-for-refund/"),
    ),
    Phrasing(
        "courier is at my door and i dont want this",
        ("/situations/already-shipped/", "/guides/shipped-orders/#refuse-delivery"),
    ),
    Phrasing(
        "how do i stop impulse shopping",
        ("/guides/before-you-buy/#use-cart", "/guides/before-you-buy/#check-first"),
    ),
    Phrasing(
        "my stuff got lost in the mail",
        ("/situations/not-arrived/", "/guides/shipped-orders/#not-arrived"),
    ),
    Phrasing(
        "will they fine me for backing out",
        ("/guides/refunds/#fees", "/guides/refunds/#cancel-often"),
    ),
    Phrasing(
        "merchant rejected my cancellation",
        (
            "/situations/seller-refuses/",
            "/situations/seller-refuses-shipped/",
            "/guides/special-orders/#seller-refuses",
        ),
    ),
    Phrasing(
        "i regret buying this and it hasnt been dispatched",
        (
            "/situations/not-shipped/",
            "/situations/just-ordered/",
            "/guides/cancel-payment/#quick-answer",
            "/guides/cancel-payment/#cancel-steps",
        ),
    ),
    Phrasing(
        "it says awaiting shipment can i cancel",
        (
            "/situations/not-shipped/",
            "/situations/just-ordered/",
            "/guides/cancel-payment/#quick-answer",
            "/guides/cancel-payment/#cancel-steps",
        ),
    ),
    Phrasing(
        "awaiting shipment but nothing to cancel with",
        (
            "/situations/no-cancel-button/",
            "/guides/cancel-payment/#button-missing",
            "/guides/cancel-payment/#ask-seller",
        ),
    ),
    Phrasing(
        "status processing what does that mean",
        ("/situations/payment-pending/", "/guides/special-orders/#payment-pending"),
    ),
    Phrasing(
        "it says shipped but i only ordered it an hour ago",
        ("/situations/already-shipped/", "/guides/shipped-orders/#after-shipping"),
    ),
    Phrasing(
        "in transit for six weeks now",
        ("/situations/not-arrived/", "/guides/shipped-orders/#not-arrived"),
    ),
    Phrasing(
        "shows order canceled but no money",
        (
            "/situations/waiting-for-refund/",
            "/situations/pending-charge/",
            "/guides/refunds/#after-canceling",
            "/guides/refunds/#how-long",
        ),
    ),
    Phrasing(
        "order canceled successfully what happens now",
        ("/guides/refunds/#after-canceling", "/situations/waiting-for-refund/"),
    ),
    Phrasing("not arri", ("/situations/not-arrived/", "/guides/shipped-orders/#not-arrived")),
    Phrasing(
        "confirm rec",
        (
            "/situations/receipt-confirmed/",
            "/situations/arrived-not-confirmed/",
            "/guides/shipped-orders/#before-confirming",
            "/guides/shipped-orders/#receipt-confirmed",
        ),
    ),
    Phrasing(
        "payment pend",
        ("/situations/payment-pending/", "/guides/special-orders/#payment-pending"),
    ),
    Phrasing("how long ref", ("/guides/refunds/#how-long", "/situations/waiting-for-refund/")),
    Phrasing(
        "several sel",
        ("/situations/several-sellers/", "/guides/special-orders/#several-sellers"),
    ),
    Phrasing(
        "dispute evidence",
        ("/situations/not-arrived/", "/guides/shipped-orders/#not-arrived"),
    ),
    Phrasing(
        "bank transfer refund",
        ("/guides/refunds/#how-long", "/situations/waiting-for-refund/"),
    ),
    Phrasing(
        "what to write to seller",
        (
            "/guides/cancel-payment/#ask-seller",
            "/situations/no-cancel-button/",
            "/situations/seller-refuses/",
            "/guides/special-orders/#seller-refuses",
        ),
    ),
    Phrasing(
        "check before buying",
        ("/guides/before-you-buy/#check-first", "/guides/before-you-buy/#know-the-rules"),
    ),
    Phrasing(
        "separate orders",
        (
            "/guides/before-you-buy/#order-separately",
            "/situations/several-sellers/",
            "/guides/special-orders/#several-sellers",
            "/situations/only-some-items/",
        ),
    ),
)
