"""Does a Yes or No fit what is said after it, given what was asked?

A sentence alone cannot tell: "No, the shop holds 900 of our 4,000 articles" is a fine answer.
So three things are weighed: whether what follows is negative, whether the question asks about
a burden ("Do I have to pay?"), and whether an amount or duration in the question keeps the
limit that the answer names. Where these leave it open nothing is said, so many a wrong Yes
before a positive sentence gets through: the benchmark ``planted`` says how many.
"""

from __future__ import annotations

import re

_EN = re.compile(r"^(Yes|No)(?:[.,;:!—–-]+\s*|$)")
_ZH = re.compile(r"^([^，。；,;]{1,6})[，。；,;]\s*")
_ZH_WORDS = re.compile(
    r"^(?:不|没|没有|不用|不必)?(?:是的?|可以|能|有|会|需要|用|对|行|要|算|必|正常|可)?(?:的|了)?$"
)

_PAY = re.compile(
    r"\b(?:pay|paid|charged?|costs?|fees?|extra|postage|on me|on top|billed|surcharge|dearer"
    r"|price|expensive)\b",
    re.IGNORECASE,
)
_BURDEN = re.compile(  # what a customer would rather hear No to
    r"\b(?:have to|need|needed|must|required|minimum|limit|ceiling|cap|too late|problem|wrong"
    r"|lose|lost|gone|expires?|run out|excluded"
    r"|deduct\w*|wait|delay|later|longer|obliged|blocked|without|missing|only|either|different"
    r"|normal|end|ends|disappear|full|trouble|save"
    r"|really|unopened|really|already|bound|stay|away|avoid|no \w+|not|again|switch"
    r"|count|closed)\b|n't\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not|no|never|cannot|nothing|none|nowhere|neither|nor|nobody|excluded|refused)\b|n't\b",
    re.IGNORECASE,
)
# Questions that hear Yes before a negation, and negations that only limit.
_TURNED = re.compile(
    r"\b(?:minimum|excluded|wrong|too late|lose|normal|ceiling|safe|stop|no \w+)\b|n't\b",
    re.IGNORECASE,
)
_EXCUSED = re.compile(
    r"\b(?:unless|if you have not|if no \w+|so that|cannot be used|if .{0,30} not)\b", re.IGNORECASE
)
_HARMLESS = re.compile(
    r"\b(?:no|not|nothing)\b (?:extra |further |additional )?(?:charge|costs?|fees?|limit|matter|counting)"
    r"|\bno longer than|\bwithout (?!charge)\w+|\b(?:anyone|if|who|whoever|those) .{0,20}\bno \w+",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\bfree\b|\bno (?:extra )?(?:charge|cost|fee)|\bfor nothing\b|\bwaive|\bwithout charge",
    re.IGNORECASE,
)
_PRICE = re.compile(r"\bcosts?\b|(?:for|of|a) [€£$]\d|\bpay\b", re.IGNORECASE)
_REASON = re.compile(  # what makes a positive sentence a reason for No
    r"\b(?:only|always|at most|stays?|separate\w*|another|other|instead|lost|gone|stop|just|same"
    r"|later|ruin\w*|reset|expires?|excluded?|excludes|needs?|required"
    r"|must|afterwards?|costs?|closed|ends?|off|up to|start|whole|rest|hardly|takes? effect"
    r"|we speak|independent|store credit|shop credit)\b",
    re.IGNORECASE,
)
_UNITS = {
    "minute": 1 / 1440,
    "min": 1 / 1440,
    "hour": 1 / 24,
    "day": 1,
    "night": 1,
    "week": 7,
    "month": 30.4,
    "year": 365,
}
_WORDS = dict(
    zip(
        [
            "a",
            "an",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "twelve",
            "half",
        ],
        (1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 0.5),
        strict=True,
    )
)
_AMOUNT = re.compile(
    rf"(?P<sign>[€£$])\s?(?P<money>\d[\d,]*(?:\.\d+)?)"
    rf"|\b(?P<count>\d[\d,]*(?:\.\d+)?|{'|'.join(_WORDS)})[ -](?:working |business |a |more "
    rf"|whole |and a half )?(?P<unit>{'|'.join(_UNITS)})s?\b"
    rf"|\b(?P<plain>\d[\d,]*(?:\.\d+)?)\s?(?P<thing>cm|kg|euros?|pounds?|dollars?|miles|pages"
    rf"|copies|characters|items|pieces|people|%)",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"\b(?:within|until|up to|at most|for|less than|below|under|no more than)\s*(?:the first |about )?$",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"\b(?:from|at least|above|over|more than|minimum of|of)\s*(?:an order value of )?$", re.IGNORECASE
)


def strip_verdict(sentence: str, question: str = "") -> tuple[str, str]:
    """Return the leading Yes or No (empty if there is none) and the rest of the sentence.

    Chinese answers with the verb of the question: "能退吗？" - "不能，……".
    """
    if match := _EN.match(sentence):
        return match.group(1), sentence[match.end() :].strip()
    if match := _ZH.match(sentence):
        word = match.group(1)
        bare = re.sub(r"^[不没](?:有)?", "", word)
        if _ZH_WORDS.match(word) or (len(word) <= 4 and bare and bare in question):
            return ("No" if word[0] in "不没" else "Yes"), sentence[match.end() :].strip()
    return "", sentence


def contradicts(verdict: str, body: str, question: str) -> str:
    """Return why ``verdict`` does not fit ``body`` as an answer to ``question``, or an empty text."""
    if re.search(r"[\u4e00-\u9fff]", body):
        return _chinese(verdict, body, question)
    parts = re.findall(r"[^.?!]+\?", question)
    asked, main = parts[-1] if parts else question, _main(body)
    negative = bool(_NEGATIVE.search(_HARMLESS.sub("", main)))
    pay, burden = bool(_PAY.search(asked)) and not _FREE.search(asked), bool(_BURDEN.search(asked))
    free, price = bool(_FREE.search(body)), bool(_PRICE.search(body))
    if negative:  # seldom right behind a Yes, whatever was asked
        excused = _TURNED.search(asked) or _EXCUSED.search(body)
        return "what follows is negative" if verdict == "Yes" and not excused else ""
    if (
        pay
        and free != price
        and not _REASON.search(body)
        and not re.search(r"refund|whatever|back|save|instead", asked + body)
    ):
        return "" if (verdict == "No") == free else "whether it costs something is said otherwise"
    if (
        not burden
        and not pay
        and not re.search(r"\bstart|afford|reach", question)
        and (kept := _keeps(question, body)) is not None
    ):
        return "" if (verdict == "Yes") == kept else "the limit says otherwise"
    if verdict == "Yes":
        if (
            re.search(
                r"\bonly\b|\balways\b|\blost\b|\bgone\b|\bclosed\b|\btaken off\b|\bleft out\b"
                r"|\bends the\b|\blimited to\b|\binstead of\b",
                main,
            )
            and not burden
        ):
            return "what follows restricts"
        return (
            "it has a price, and the question was whether it is free"
            if _FREE.search(asked) and price and not free
            else ""
        )
    if (
        burden
        or pay
        or (_FREE.search(asked) and price)
        or _REASON.search(body)
        or _other_case(question, body)
        or _NEGATIVE.search(body)
    ):
        return ""
    return "what follows is positive"


def _chinese(verdict: str, body: str, question: str) -> str:
    head = re.split(r"[。；]", body)[0]
    negative = bool(re.search(r"[不没无未]", head)) and not re.search(
        r"不受|不同|无论|未使用|未付|不用|不必|免", head
    )
    burden = bool(
        re.search(
            r"收费|手续费|要钱|扣|付|多花|必须|一定|过期|太晚|来不及|失效|要.{0,6}吗|加价|贵|没|不|单独",
            question,
        )
    )
    if verdict == "Yes":
        return (
            "what follows is negative"
            if negative and not re.search(r"没|不", re.split("[，。]", question)[-1])
            else ""
        )
    limited = re.search(r"只|仅|才|但|如果|免费|才|另|最|都|必须|扣|休息|语|[不没无未]", body)
    return "" if burden or limited else "what follows is positive"


def _main(body: str) -> str:
    """Return the first clause: what a Yes or No speaks of."""
    return re.split(r"(?<=\w)[.!?;](?=\s)|, (?:but|so|and|because|since|except|when|if|whatever)\b|: ", body)[
        0
    ]


def _keeps(question: str, body: str) -> bool | None:
    """Say whether the one amount in the question keeps the one limit of the same kind in the answer."""
    asked = _amounts(question)
    found = set()
    for kind, value, start in _amounts(body):
        most, least = _MOST.search(body[:start]), _LEAST.search(body[:start])
        for other, amount, _ in asked:
            if other == kind and (most or least):
                found.add(amount <= value if most else amount >= value)
    return found.pop() if len(found) == 1 and len(asked) == 1 else None


def _amounts(text: str) -> list[tuple[str, float, int]]:
    found = []
    for match in _AMOUNT.finditer(text):
        sign, money, count, unit, plain, thing = match.group(
            "sign", "money", "count", "unit", "plain", "thing"
        )
        raw = (money or count or plain).lower()
        value = _WORDS.get(raw) or float(raw.replace(",", ""))
        kind = (
            "money"
            if sign or (thing or "").lower().rstrip("s") in ("euro", "pound", "dollar")
            else "days"
            if unit
            else thing.lower()
        )
        found.append((kind, value * _UNITS[unit.lower()] if unit else value, match.start()))
    return found


def _other_case(question: str, body: str) -> bool:
    """Say whether the question names a number or a place that the answer does not: a case of its own."""
    names = set(re.findall(r"\d+|(?<=[a-z,] )[A-Z][\w-]+", question)) - {"I"}
    return bool(names) and not names <= set(re.findall(r"[\w-]+", body))
