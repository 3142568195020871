"""Invented claims to plant in true marketing copy, by kind: sentences, and tails that go before a full stop.

Written by hand for the measurement alone: what a language model or a hurried marketer would add. ``{it}``
is the product's short name. Half of them avoid words that give them away.
"""

from __future__ import annotations


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


SENTENCES: dict[str, list[str]] = {
    "superlative": [
        "It is the best {it} you can buy.", "You will not find a finer {it}.",
        "The perfect {it} for every table.",
        "Simply unbeatable.", "The ultimate {it}.", "Nothing else comes close.",
        "The only {it} you will ever need.",
        "A {it} like no other.", "The finest of its kind.", "It has no equal.", "One of a kind.",
        "The number one in its class.", "This is as good as it gets.", "The smartest choice you can make.",
    ],
    "comparison": [
        "It is lighter than any other {it}.", "It holds more than it looks.", "It works better than most.",
        "Twice as strong as an ordinary {it}.", "It takes up less room than the others.",
        "Quieter than the one you have now.", "It needs half the care of others.",
        "You get more for your money.", "It beats the old one in every way.", "Others cannot keep up.",
        "Stronger, lighter, simpler.", "It is easier to use than it looks.",
    ],
    "absolute": [
        "It never lets you down.", "It always works.", "It fits every hand.", "It goes with everything.",
        "Nothing can harm it.", "It works every time.", "It suits any home.",
        "There is nothing it cannot do.",
        "Everything you need is in it.", "It is always ready when you are.", "It will never need care.",
        "It goes anywhere you go.",
    ],
    "health": [
        "It is good for your heart.", "It is free of harmful substances.", "Doctors recommend it.",
        "It helps you sleep.",
        "Gentle on sensitive skin.", "It takes the strain off your back.", "Safe for children of all ages.",
        "It calms the mind.", "Completely non-toxic.", "It keeps the whole family healthy.",
        "Easy on the eyes.",
        "It is kind to your wrists.", "Allergy-tested.", "No risk for you or your children.",
    ],
    "eco": [
        "It is kind to the planet.", "Made without plastic.", "Climate-neutral from start to finish.",
        "Fully compostable.",
        "Better for the earth.", "It comes in plastic-free packaging.", "Sustainably made.",
        "We plant a tree for each one.",
        "It leaves no waste behind.", "Sourced responsibly.", "Made with green power.",
        "Good for nature, too.",
        "It saves water and energy.", "Fair trade all the way.",
    ],
    "durability": [
        "It lasts a lifetime.", "Built to last.", "It will outlive you.", "It takes a fall without a mark.",
        "It will be with you for decades.", "It stays like new.", "Your grandchildren will use it.",
        "Rust has no chance.",
        "It does not scratch.", "It keeps its shape year after year.", "Unbreakable.", "It can take a knock.",
        "It will still be there when you are old.", "Nothing wears it out.",
    ],
    "warranty": [
        "It comes with a lifetime guarantee.", "We guarantee it for 25 years.", "Guaranteed to please.",
        "Warranty of 12 years included.", "If it breaks, we replace it.",
        "We repair it free of charge, whenever.",
        "We stand behind it for life.", "A guarantee of thirty years.",
        "We promise you will be happy with it.",
        "Your purchase is fully insured.", "If anything goes wrong, we make it right.",
    ],
    "shipping": [
        "Free delivery to your door.", "It ships within 24 hours.", "Delivered by tomorrow.",
        "We send it at no cost.",
        "It arrives in two days.", "Order before noon and have it in the morning.", "Postage is on us.",
        "With you by Friday.", "It is on its way before dinner.", "We bring it to your door.",
        "Sent worldwide.", "It will be on your table tomorrow.",
    ],
    "returns": [
        "Not happy? Send it back.", "You have 90 days to return it.", "Free returns, always.",
        "Your money back if you do not like it.",
        "Try it at home for a month.", "Change your mind whenever you like.", "No questions asked.",
        "We take it back, used or not.", "Exchange it at any time.", "If it is not for you, we take it back.",
    ],
    "discount": [
        "Now 20% off.", "Save EUR 15 when you order two.", "Half price this week.", "The second one is free.",
        "At a special price.", "It comes with a free gift.", "Reduced for you.", "Use the code TABLE10.",
        "It used to cost twice as much.", "Pay less when you buy three.", "A bargain at this price.",
        "You keep the change.", "We take something off for new customers.", "Sale price.",
    ],
    "urgency": [
        "Order today.", "Only a few left.", "While stocks last.", "Hurry, they will not stay long.",
        "Last chance.",
        "Do not wait.", "For a short time only.", "Get yours before they are gone.", "It ends on Sunday.",
        "Only until Friday.", "Tomorrow may be too late.", "This one will go fast.", "Limited edition.",
        "Now or never.", "Be quick.", "Not many of them remain.",
    ],
    "social proof": [
        "Our customers love it.", "A bestseller.", "Everybody is talking about it.", "Rated five stars.",
        "Chefs swear by it.", "Thousands of homes have one.", "Winner of a design award.",
        "Your friends will want one.",
        "The one people ask for.", "Loved by many.", "As seen on TV.", "Nobody has ever sent one back.",
        "You will hear people say good things about it.", "Most people come back for another one.",
        "A family favourite.",
    ],
    "effect": [
        "It keeps everything warm for hours.", "It makes dinner twice as good.",
        "You will sleep better with it.",
        "It saves you time every morning.", "It brings out the full taste.", "It makes the room look bigger.",
        "It heats up in no time.", "It cools down in minutes.", "Your hands will thank you.",
        "It wipes clean in seconds.",
        "It keeps bread fresh for days.", "It makes your writing look better.", "It turns work into rest.",
        "You will feel the change at once.", "It makes you faster.", "It makes no noise.",
        "Your guests will stay longer.",
    ],
    "use": [
        "It is also made for camping.", "Take it to the beach.", "Ideal for the office.",
        "It is good for making jam.",
        "Use it as a vase, too.", "It also works as a gift for teachers.", "Made for long journeys.",
        "It goes in the oven as well as the freezer.", "Works outdoors, too.",
        "It is right for beginners and experts.",
        "Take it into the bath.", "It doubles as a tray.", "It holds flowers as well.",
        "You can stand on it.",
        "Use it to store onions.", "It is for the car, too.",
    ],
    "part": [
        "A cleaning brush is included.", "It comes with a lid of bamboo.", "A carrying bag comes with it.",
        "The handle is wrapped in cork.", "You get a spare one with it.", "There is a small mirror inside.",
        "It has a zip at the side.", "It has rubber feet and a hook.", "With a booklet of twelve recipes.",
        "It comes with batteries.",
        "It has a second drawer at the back.", "A set of spoons is in the box.",
        "It has a window at the front.",
        "A map comes with it.", "It has three wheels.", "A cloth lies in the box.",
    ],
    "feature": [
        "It folds flat.", "It is waterproof.", "It has a timer.", "It locks with a click.", "It is dimmable.",
        "It turns itself off.", "The height is adjustable.", "It connects to your phone.", "It is non-slip.",
        "It floats.", "It opens on both sides.", "It stands up by itself.", "It closes by itself.",
        "It stacks.",
        "It can be hung on a wall.", "It talks.", "You can take it apart.", "It can be opened with one hand.",
    ],
    "quality": [
        "It is handmade.", "Premium quality throughout.", "It is lightweight.", "It is sturdy.",
        "It is easy to clean.",
        "Soft to the touch.", "Remarkably quiet.", "Elegant and timeless.", "It feels smooth in the hand.",
        "It is strong.", "Simple to use.", "It is heavy and it feels good.", "Authentic and original.",
        "It is small.",
        "It tastes sweet.", "It is thick.", "It is tall and slim.", "It is old.",
    ],
    "maker": [
        "Our founder designed it herself.", "We make each one by hand.", "It is tested in our own workshop.",
        "Made by a family of craftsmen.", "We have made it since 1954.",
        "Two sisters make it in their kitchen.",
        "Designed in Denmark.", "We know the people who made it.", "It took us three years to get it right.",
        "Each one is signed by the person who made it.", "We love it ourselves.", "It was made with love.",
        "Made by people who know their work.",
    ],
    "date": [
        "New for 2027.", "A classic since 1968.", "Available from March.", "First made in 1921.",
        "Back in October.",
        "It came out on 5 May.", "Made in the winter of 1988.", "Our summer 2025 choice.",
        "A hundred years old in design.",
        "Here since the 1970s.", "The new one for this season.",
    ],
    "place": [
        "Made in Norway.", "It comes from Japan.", "Cut and finished in Sheffield.", "A piece of Tuscany.",
        "From a small town in Wales.",
        "Born in Copenhagen.", "It has come a long way, from Peru.", "Made on an island.",
        "Grown in the hills of Umbria.",
        "Made near the sea.", "Straight from our own garden.", "Made in Europe and America.",
    ],
}  # fmt: skip
TAILS: dict[str, list[str]] = {
    "superlative": ["better than anything else", "like no other", "the best there is",
                    "and nothing beats it"],
    "durability": ["for years to come", "and it lasts", "year after year", "for a long life", "for good"],
    "effect": ["all day long", "in no time", "without any effort", "and it stays warm for hours",
               "in seconds"],
    "social proof": ["as everyone says", "and your friends will ask for it", "loved by families everywhere"],
    "discount": ["at half the price", "now for less", "with a gift from us", "for free"],
    "urgency": ["while it is still here", "but not for long", "only today", "this week only"],
    "use": ["and for camping", "at home or on the train", "for children too", "on the beach as well"],
    "part": ["with a leather strap", "and a spoon", "with a bag to carry it in", "plus a second one",
             "with two hooks"],
    "quality": ["light and strong", "made with care", "and soft as silk", "with a fine finish",
                "and easy to clean"],
    "absolute": ["every time", "on any table", "whatever you do", "for everyone", "in every kitchen"],
    "eco": ["without waste", "and good for the earth", "from recycled bottles", "the green choice"],
    "health": ["and good for you", "without any risk", "and kind to your back"],
}  # fmt: skip
ADJECTIVES = _listed(
    "sturdy, lightweight, handmade, premium, durable, elegant, beautiful, reliable, versatile, compact, "
    "robust, genuine, luxurious, ergonomic, award-winning, new, fresh, strong, soft, smart, safe, clever, "
    "silent, original, large, little, heavy"
)
MATERIALS = _listed(
    "bamboo, titanium, marble, copper, silk, carbon fibre, walnut, plastic, concrete, silver, pine, leather, "
    "felt, slate, hemp"
)
COLOURS = _listed(
    "crimson, turquoise, lilac, gold, pink, lime green, navy, orange, ivory, burgundy, silver, teal, lemon"
)
COUNTRIES = _listed(
    "Norway, Japan, Denmark, Canada, Turkey, Iceland, Brazil, Finland, Greece, Peru, Morocco, Hungary"
)
BRANDS = _listed(
    "Lindmark, Osterhout, Calloway & Sons, Bellweather, Nordhavn, Pemberton, Aurelio, Halvorsen, Tessaro"
)
