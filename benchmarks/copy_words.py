"""Words as the second checker of marketing copy compares them, and those that say nothing of a product.

A copy is judged word by word before it is judged as a whole: what neither stands in the product's lines nor
in one of the lists here is a doubt. The lists were gathered from what hand-written true copies of fernhill,
pedalwerk and inkwell say beyond their products, read one by one; what could be a fact of a product (stuffs,
colours, parts, effects, qualities) was left out however often a copy had it.
"""

from __future__ import annotations

import re
from functools import cache

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W_]*\d[^\W_]*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Small words of the language.
GLUE = _words(
    "a about above across after again ahead all almost alone along already also although always am among an "
    "and another any anybody anyone anything anyway are around as aside at away back be because been before "
    "behind being below beneath beside besides between both but by came can come could did do does doing "
    "done down during each either else elsewhere enough even ever every everybody everyone everything far "
    "for forward from get got had half has have having he hello her here hers herself him himself his how "
    "however i if in inside instead into is it its itself just later least less let like ll many may maybe "
    "me might mine more most much must my myself near neither never next no nobody none nor not nothing of "
    "off on once one ones onto or other others our ours out outside over own per perhaps quite rather re "
    "same say she should since so some somebody somehow someone something sometimes somewhere still such "
    "than that the their theirs them themselves then there these they thing things this those though "
    "through to together too towards toward twice under underneath unless until up upon us ve very was way "
    "we well went were what whatever when whenever where wherever whether which whichever while who whoever "
    "whole whom whose why will with within without would yes yet you your yours yourself yourselves zero "
    "shall cannot don't doesn't isn't won't can't it's that's here's there's what's let's you're you'll "
    "you've i'm i'll we're aren't didn't wasn't t s d m x first second third last afterwards afterward "
    "meanwhile meantime only now only"
)
# Asking in, pointing at, telling the price: what a marketer may say of anything.
ADDRESS = _words(
    "add answer ask begin bring call check choose chosen come consider cost decide discover dear enjoy enter "
    "explore find follow found give go grab greet guess happen hear help invite introduce join keep know "
    "learn leave lend list listen look make mean meet mention name need note notice pick picture place plan "
    "please point press price priced put question read ready remember right say see seem send settle "
    "show sit sound speak start stay step stop suppose sure take talk tell thank think thought told try turn "
    "understand use visit wait want watch welcome wish wonder word write category catalogue catalog "
    "department "
    "range story stories idea ideas reason reasons kind sort part question answer detail details fact facts "
    "list line lines measure include intend meant consist contain comprise supply offer present describe "
    "recommend accept cover fit flip repeat drew drawn draw date label quantity weight length width "
    "height size missing change become contents admit argue prefer preferably remain present finish "
    "distance hope reserve report record brief allow advice literally sense direction courtesy conform "
    "consult remind reminder evidence clue forecast harder condition practice duty lesson proposal "
    "message technical terms argument agenda rule rules role job jobs work business matter trouble plan "
    "plans mind mood opinion opinions secret secrets habit habits patience company conversation manners "
    "excuse excuses voice question order rest made set serve served"
)
# The room around a product: times, people, places, bodies, and what one does there.
SCENE = _words(
    "morning afternoon evening night noon dawn midday midnight day week weekend month season monday tuesday "
    "wednesday thursday friday saturday sunday spring summer autumn winter breakfast lunch dinner supper "
    "brunch meal meals party birthday holiday occasion moment minute hour time times while beginning end "
    "middle start today's tomorrow yesterday daily early late soon often usually mostly "
    "friend friends guest guests family families neighbour neighbor people person couple child children "
    "company reader readers aunt uncle cat dog crowd visitor visitors driver rider passenger detective "
    "table chair kitchen room home house door window balcony desk shelf sofa bed bench wall floor corner "
    "counter cupboard drawer sink stove hob gate roof shed hook office upstairs street road town beach "
    "park bridge world air sky sun rain cloud weather sea grass ground lawn path branch nature hill hills "
    "hand hands finger fingers eye eyes ear ears head heart arm arms elbow elbows feet foot knee knees lap "
    "nose toes breath appetite hunger thirst smile sleep song tune noise silence applause "
    "act arrive arrange behave belong blush bite borrow bow breathe carry catch cheer clap clear click climb "
    "close count cross cut dance decide deserve dig dress drift drink drop earn eat expect fall feed fetch "
    "fill fold forget forgot forward gather glance grow gone hang happy hide hum knock lay lead lean "
    "lie lift linger live lives lose lower move nod open order pack pair pause pass pay play pour "
    "pretend pull push reach reckon rest ride ring rise roll run scoop serve share shift sing sip slice "
    "slide "
    "slip smell snip spend spent spread stand steer stir stretch suspect swap swim switch taste tend toss "
    "tuck "
    "unfold unpack unwrap wake walk wander wave wear weigh whisper win wind wipe wondered worry yawn stay "
    "hold "
    "held hung kept brought given taken gave took lent sent said told seen stood sat written wrote heard "
    "busy quiet slow hungry thirsty curious polite empty full open alike apart aloud awake asleep "
    "wrong odd glad straight crooked shut alive able plain little few several lot lots bit "
    "plenty pinch drop row round turn trip walk ride visit stop place spot seat space side top front bottom "
    "edge piece pieces part pair copy number name sign letter note page chapter sentence title word line map "
    "list view scene stage role headline agenda ceremony joke trick trust bookworm office post class "
    "menu recipe guest toast dessert conversation discussion debate nursery school bedtime siesta payday "
    "announcement writer cliffhanger trip pace leg teeth stripes freckles fingernail corkscrew digger "
    "nail rug shower mess shopping alarm tweet route restaurant problem origami jumper plant hedge level "
    "keyhole "
    "handwriting inky bakery beware complaint complain crane cliff scare retire forest damp mail shoe "
    "halfway "
    "tarmac kneeling cleat film patch plot thickening border grown quarter draining hate combine suit "
    "tool kit glow "
    "match printed art plus scales hotter matches holders file "
    "loosen plump scissors stocking sketch novel hurried known left lost found bored fond caught lying "
    "land bake cook aboard "
    "short plain late two three pursuit matter hello goodbye hush shh ta-da"
)
# Food and things that stand about in scenes. Not free where they would be a use or a part of the product.
PROPS = _words(
    "bread loaf butter cake coffee tea milk soup syrup ginger courgette soap suds pasta potato potatoes "
    "onion onions garlic carrot carrots egg "
    "eggs cheese toast biscuit biscuits sandwich crumb crumbs banana grape grapes cucumber cucumbers lettuce "
    "tomato tomatoes parsley vegetables ingredients oats steak noodles pie pies sauce flour dough salad "
    "water "
    "cup glass bowl spoon plate knife fork dish dishes pan pot kettle jug ladle bottle jar tap cloth apron "
    "book pen paper lamp clock bag box basket bicycle bike train car bus ladder pillow shoes boots coat "
    "skirt sock candlelight umbrella bucket hose wheelbarrow mud dirt dust sand crumbs flowers birds worm "
    "letters envelope stamp mail phone screen keys pocket music song traffic lights kerb pavement puddle "
    "rail saddle wheel earth weeds plums lemon sugar wine beer juice jam honey oil salt pepper apples"
)
# Free right behind a measure ("24 cm wide") or a question ("how tall").
MEASURED = _words("wide tall thick deep high long across longer")
# Free only beside one of these neighbours; anywhere else they are a quality of the product.
ONLY_IN = {
    "warm": "kitchen sun from evening evenings welcome day days words milk heart",
    "cold": "bars gets morning mornings day days hands start weather coffee",
    "cool": "evening evenings morning day off head",
    "light": "first morning evening last day red is your",
    "hot": "day days drink sun summer oven tray head",
    "wet": "glove day days hands morning weather",
    "dark": "after before evening night",
    "new": "one table word chapter start morning day year page week place home friend",
    "great": "idea",
    "hard": "part question day",
    "sharp": "eyes turn",
    "clear": "the table head view a",
    "young": "readers cooks hands",
    "old": "friend friends one your hand",
    "short": "list story",
    "soft": "spot",
    "sweet": "tooth",
    "good": "company morning evening day things question reason manners idea night place hands conversation "
    "news start sense book spot story way friends look excuse trousers part appetite",
    "big": "bowl pot lamp day table tables question pot pots plans night",
    "small": "rider too table hours kitchen hands step balcony things passenger somebody someone forest "
    "room rooms",
    "bare": "steel",
    "b": "plan",
    "cooling": "is",
    "visible": "made",
    "generous": "date",
    "sensible": "several",
    "optional": "tarmac",
    "smallest": "guest",
    "ripe": "plums",
    "broken": "chocolate",
    "wild": "heart",
    "shakes": "hands",
    "pcs": "2",
    "brown": "after",
    "fine": "day morning evening",
    "quick": "look word question lunch",
    "best": "",
    "long": "pavement day days evening night letter table lunch way list how so as before walk ride rides "
    "after ago",
    "longer": "take wait little takes no any than",
    "closer": "look chair come step",
    "quieter": "days",
    "loved": "you line",
    "board": "on draining all",
    "free": "hand hands afternoon evening weekend feel hour leaves stays",
    "dry": "let hands off",
    "lovely": "but cranes",
    "mild": "strong",
    "complete": "set",
    "solid": "something",
    "tall": "enough",
    "red": "lights light while",
    "dryer": "tumble",
    "sunny": "side",
    "wash": "to day",
    "life": "still daily your of",
    "sold": "is are",
    "save": "your place a the seat",
    "available": "is are in",
}


HARMLESS = GLUE | ADDRESS | SCENE


@cache
def forms(word: str) -> frozenset[str]:
    """Return the word with what it may be a form of: plural, past, -ing, -ly; never a comparative."""
    low = word.lower().replace("’", "'")
    low = re.sub(r"'(?:s|ll|re|ve|d|m)?$", "", low) or low
    found = {low}
    for end in ("s", "es", "d", "ed", "ing", "ly", "able"):
        base = low[: -len(end)]
        if not low.endswith(end) or len(base) < (2 if end in ("es", "ing") else 3):
            continue
        found.add(base)
        if end in ("ed", "ing", "able"):
            found.add(base + "e")
            if len(base) > 3 and base[-1] == base[-2]:
                found.add(base[:-1])
    if low.endswith(("ies", "ied")) and len(low) > 4:
        found.add(low[:-3] + "y")
    if low.endswith("ves"):
        found |= {low[:-3] + "f", low[:-3] + "fe"}
    return frozenset(found | {_british(form) for form in found})


def _british(word: str) -> str:
    """Return the British spelling of a few American ones, so that both are one word."""
    for here, there in (
        ("olor", "olour"),
        ("gray", "grey"),
        ("aluminum", "aluminium"),
        ("eighbor", "eighbour"),
    ):
        word = word.replace(here, there)
    return re.sub(r"^(li|met|cent\w+met)er$", r"\1re", word)


def same(one: str, other: str) -> bool:
    """Say whether two words are forms of one word."""
    return not forms(one).isdisjoint(forms(other))


def kind_of(word: str) -> frozenset[str]:
    """Return the words whose presence makes a more general word true: oak is wood."""
    return frozenset().union(*(_GENERAL[form].split() for form in forms(word) if form in _GENERAL))


_GENERAL = {
    "wood": "oak beech maple larch walnut ash acacia olive birch willow",
    "wooden": "wood oak beech maple larch walnut ash acacia olive birch",
    "metal": "steel iron brass aluminium zinc",
    "fabric": "linen cotton wool polyester polyamide",
}


def harmless(word: str) -> bool:
    """Say whether a word, or what it is a form of, says nothing of a product wherever it stands."""
    return word.lower() in HARMLESS or not forms(word).isdisjoint(HARMLESS)


def prop(word: str) -> bool:
    """Say whether a word is a thing that may stand about in a scene."""
    return not forms(word).isdisjoint(PROPS)
