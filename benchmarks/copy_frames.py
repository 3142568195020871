"""Promises and praise that can be made of harmless words: patterns by kind, for the second checker.

Most invented claims need a word that the product does not have. These do not: "order now", "it stays with
you for years", "everyone wants one". A match is a doubt unless one line of the product has its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPAN = r"(?:hours|days|weeks|months|years|decades|seasons|generations|ever|life|good)"
_WIDE = r"(?:any|every|all|most)"
FRAMES: dict[str, list[str]] = {
    "warranty": [r"warrant\w*", r"guarantee\w*", r"insur\w+", r"life-?time", r"for life", r"peace of mind",
                 r"we (?:promise|stand behind|repair|replace)\b", r"you can (?:rely|count|depend) on"],
    "shipping": [r"ship(?:s|ped|ping|ment)?", r"deliver\w*", r"dispatch\w*", r"postage", r"couriers?",
                 r"arrives? (?:in|by|within|at your|to?morrow|on|before|next)",
                 r"(?:at|to) your door(?:step)?",
                 r"next[- ]day", r"with you (?:by|in|within|before|on|next)", r"on its way",
                 r"we(?:'ll| will)? (?:send|bring|pack|post)\b", r"in the post",
                 r"sent (?:to|within|out|on)\b",
                 r"(?:here|there|home) (?:by|within) \w+", r"tomorrow(?!'s)",
                 r"order (?:before|by|until)", r"have it (?:in|by|on|before|to)"],
    "return": [r"returns?(?:ed|able)?", r"refund\w*", r"money[- ]back", r"money", r"exchang\w+",
               r"(?:send|bring|give|take) (?:it|them) back", r"no questions", r"change your mind",
               r"(?:try|keep|use) (?:it|them) (?:at home )?for (?:a|\w+ (?:days|weeks|months))", r"risk\w*"],
    "discount": [r"discount\w*", r"(?:on |for )sale", r"sales?", r"bargains?", r"savings?",
                 r"save (?!your place|you a|me a|the|room)\w+",
                 r"half (?:the )?price", r"half off", r"(?:for|at|is) free",
                 r"free (?:gift|with|of charge|\w+ing)",
                 r"gift with", r"\d ?% (?:off|less)", r"off the (?:price|usual)", r"reduced", r"offers?",
                 r"deals?",
                 r"special (?:price|offer)", r"vouchers?", r"coupons?", r"(?:for|pay|costs?) less",
                 r"(?:buy|order) (?:one|two|three)\b", r"(?:at )?no (?:extra |added )?(?:cost|charge)",
                 r"used to cost", r"costs? (?:\w+ )?as much", r"keep the change",
                 r"price (?:drop|cut)", r"two for"],
    "urgency": [r"hurry", r"today(?!'s)", r"last (?:chance|days?|few|call|ones?)", r"limited",
                r"while (?:stocks|supplies|they)",
                r"before (?:it is|it's|they are|they're|the last|someone|somebody|everyone|anyone)",
                r"(?:few|two|three|not many|hardly any) (?:are )?left",
                r"(?:act|order|buy|get yours|yours) now",
                r"(?:do not|don't) (?:wait|miss|delay|think twice)",
                r"(?:not|n't) (?:stay|be here|last|wait) (?:for )?long",
                r"not for long", r"not many", r"for a (?:short|limited|little) (?:time|while)",
                r"still here", r"ends? (?:soon|this|tonight)", r"(?:going|gone|go|sells?|moves?) fast",
                r"this (?:week|weekend|month) only", r"only (?:this|until|for a)", r"until midnight",
                r"now or never",
                r"right now", r"soon gone", r"almost (?:gone|out)", r"as long as (?:they|there)",
                r"ends? \w+day", r"the new one", r"this season", r"may be too late", r"be quick"],
    "social proof": [r"customers?", r"best-?\s?sell\w*", r"popular\w*", r"award\w*", r"rated", r"reviews?",
                     r"stars?\b",
                     r"experts?", r"chefs?", r"professionals?", r"thousands",
                     r"(?:loved|recommended|chosen|praised|made) by(?! hand)", r"trusted",
                     r"talk of the town", r"talking about (?:it|them)", r"people (?:ask|say|come back|keep)",
                     r"sent (?:it|one|them) back", r"your friends will", r"swear by",
                     r"(?:everyone|everybody|people|readers|friends|cooks|families) "
                                          r"(?:loves?|talks?|wants?|says?|agrees?|will|keeps?|asks?"
                                          r"|comes?|choose)\b",
                     r"famous\w*", r"trend\w*", r"most (?:people|readers|cooks|families|chosen|wanted|read)",
                     r"(?:our|your) readers(?:'| say| love| choose)",
                     r"nobody (?:returns|sends|regrets|puts)",
                     r"so many", r"many (?:people|readers|families|cooks|homes|kitchens)"],
    "comparison": [r"best", r"better", r"finest", r"perfect\w*", r"ultimate", r"ideal\w*", r"number one",
                   r"greatest",
                   r"(?:\w{3,}er|more \w+|less \w+) than\b",
                   r"than (?:any|ever|other|others|all|most|before|the)\b",
                   r"like no other", r"one of a kind", r"comes? close", r"as good as", r"no equal",
                   r"keep up", r"second to none", r"(?:the|is|one and) only(?: one)?\b", r"unique",
                   r"unlike any",
                   r"nothing (?:else )?(?:comes|else|like|beats)", r"ever made", r"(?:no|few) others?\b",
                   r"no (?:pan|bike|book|pen|lamp|knife|board|other \w+) (?:is|does|can|has|comes|like)",
                   r"most \w+(?:ful|ous|ive|able|ing|ed|al|ent|ant)\b", r"all (?:you|anyone) (?:need|want)s?",
                   r"everything (?:you|anyone|a \w+) (?:need|want|could)s?", r"(?:has|have) it all",
                   r"(?:much|far|even) (?:more|less|\w+er)\b", r"the last \w+ you"],
    "absolute": [r"forever", r"always (?:ready|there|at)", r"nothing (?:it|they|you)", r"for everyone",
                 r"every (?:single )?time", r"(?:stay|keep|last|work|run|hold|shine|burn"
                                                        r"|remain)\w*\b[^.?!]*\ball (?:day|night|week"
                                                        r"|winter|summer|year|season)(?: long)?",
                 r"year after year", r"(?:day|night|week) after (?:day|night|week)",
                 r"no matter (?:what|how|where)",
                 r"(?:it|they|that|which|and) (?:will )?(?:never|always)",
                 r"always (?:stays?|works?|holds?|keeps?)",
                 r"never (?:again|gets?|goes|lets?|needs?|loses?|fails?|stops?|breaks?|slips?|drips?"
                 r"|falls?|wears?)",
                 r"nothing (?:can|will|gets|ever)", r"without (?:ever )?(?:any )?(?:effort|trouble|worry"
                                                    r"|noise|fail)",
                 r"effortless\w*", r"100 ?%"],
    "effect": [rf"for (?:many |some |several )?{_SPAN}\b",
               r"all day long", r"thank you", r"years to come",
               r"in (?:seconds|minutes|no time|moments|an instant)",
               r"(?:hours|days|years) (?:later|on end|and)", r"you(?:'ll| will) (?:feel|love|sleep|notice"
                                                             r"|taste|thank|want|see why|never|always)",
               r"(?:makes?|gives?) (?:your|you|every|any|life|the) \w+ (?:more|less|look|feel|easy|feel|go)",
               r"so (?:that )?(?:you|your \w+|nothing|nobody|no one) (?:never|always|sleeps?|feels?|wakes?)",
               r"keeps? (?:you|your \w+|the \w+|it|them|everything) (?:in shape|going|awake|young|in "
               r"place|apart|close|still|up)",
               r"holds? (?:its|their) (?:shape|edge|place|own|heart)",
               r"takes? (?:a|any|every) (?:fall|knock|drop)s?",
               r"lasts\b", r"(?:will|to|can|does|that|which|they|and) last\b", r"long[- ]last\w+"],
    "use": [rf"(?:fits?|suits?|works? (?:on|with|in|for)|goes (?:in|on|with)|made for|right for|good for"
            rf"|fit for"
            rf"|good in|good on|match(?:es)?|for) {_WIDE} (?!kind|other|of|the|your|in|who|else|one|you"
            rf"|that|day\b)\w+",
            r"doubles as", r"(?:use|take|bring) (?:it|them) (?:as|into|along|to the|outside)\b",
            r"also (?:works|serves|makes|goes|fits)", r"works (?:well|as)"],
    "health": [r"good for (?:you|your \w+|the \w+|body|mind)", r"kind to\b", r"helps? you\b", r"easy on\b",
               r"calms?"],
    "maker": [r"we (?:make|made|builds?|built|tests?|tested|chose|choose|designed?|love|know"
              r"|use|sew|write|put)\b",
              r"by (?:our|the same) \w+", r"(?:made|built|sewn|put together|cut|done|finished|filled"
                                          r"|packed) by (?!hand)\w+",
              r"by hand", r"family (?:business|of)", r"since \d{4}", r"(?:from|in) our own", r"our own"],
}  # fmt: skip
_COMPILED = {
    kind: re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?!\w)", re.I) for kind, forms in FRAMES.items()
}
_HIGHEST = re.compile(r"\b\w{2,}(?:est)\b", re.I)
_NO_HIGHEST = frozenset(
    [
        "guest",
        "rest",
        "west",
        "east",
        "best",
        "nest",
        "forest",
        "harvest",
        "test",
        "request",
        "interest",
        "chest",
        "honest",
        "modest",
        "suggest",
        "crest",
        "vest",
        "invest",
        "arrest",
        "digest",
        "protest",
        "quest",
        "contest",
        "harvest",
        "zest",
        "jest",
        "pest",
        "priest",
        "feast",
    ]
)


def frames(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield kind and words of every promise or praise in ``sentence``."""
    for kind, pattern in _COMPILED.items():
        for match in pattern.finditer(sentence.replace("’", "'")):
            yield kind, match.group()
    for match in _HIGHEST.finditer(sentence):
        if match.group().lower() not in _NO_HIGHEST:
            yield "comparison", match.group()
