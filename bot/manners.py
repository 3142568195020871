"""What is said between people who meet: greetings, openings, thanks, farewells, nods, and what one could ask.

The same in the terminal and in Slack. It knows nothing of models; everything else is a question for the FAQ.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.domain import Entry

# The whole small talk of the shop. Everything else is a question for the FAQ.
_GREETINGS = frozenset(
    (
        "hi",
        "hello",
        "hey",
        "hi there",
        "hello there",
        "good morning",
        "good afternoon",
        "good evening",
        "你好",
        "您好",
    )
)
_THANKS = frozenset(
    ("thanks", "thank you", "thanks a lot", "thank you very much", "many thanks", "thx", "谢谢")
)
_FAREWELLS = frozenset(("bye", "goodbye", "bye bye", "see you", "再见"))

# What only opens, and says that the question is still to come.
_OPENING = re.compile(
    r"(?:(?:hi|hello|hey)(?: there)? )?(?:"
    r"(?:(?:i have|i've|i have got|i've got|i got|just) )?(?:(?:a|one|another) )?(?:(?:quick|small|short) )?"
    r"question(?: for you)?"
    r"|(?:i have|i've|i have got|i've got) (?:some|a few|two) questions(?: for you)?"
    r"|(?:can|could|may) i ask (?:you )?(?:something|(?:a|one) (?:(?:quick|small|short) )?question)"
    r"|我有(?:一?个)?问题|请问)"
)

# A message of nothing else takes note, and wants no answer.
_NOTED = """
ah alright aha awesome cheers cool fine good got great i it k lovely many nice no nope oh ok okay perfect
right see so sure super thank thanks that's that thx understood very well wonderful wow yeah yep yes you
好 好的 嗯 行 明白 明白了 知道了 谢谢 谢谢你
"""
_NODS = frozenset(_NOTED.split())
_EMOJI = re.compile(r":[\w+'-]+:")

# What a question begins with, and what may stand before that; what makes one of a Chinese sentence.
_BEGINS = re.compile(
    r"(?:^|[.,;:!\n])\s*(?:(?:and|but|so|or|ok|okay|hi|hello|hey|please)[\s,]+)*"
    r"(?:what|when|where|who|whom|whose|why|which|how|can|could|do|does|did|is|are|was|were|will|would|"
    r"should|may|must|has|have|tell me|i would like to know|i want to know|i wonder)\b"
    r"|什么|怎么|如何|为什么|哪|几|多少|谁|吗|呢|能不能|可不可以|是否|是不是"
)
# Somebody who writes one question in pieces puts the mark behind the last.
_ENDS = ("?", "？", "吗", "呢")
# What only the lines before can explain.
_POINTING = re.compile(r"\b(?:it|its|that|this|these|those|they|them|there|then|one|ones)\b|[它这那]")
# A sign of Chinese counts as a word.
_WORD = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+")


def nods(text: str) -> bool:
    """Whether a text only takes note, such as "ok, great" or a thumb."""
    words = re.findall(r"[\w'’]+", _EMOJI.sub(" ", text.lower()).replace("’", "'"))
    return bool(text.strip()) and all(word in _NODS for word in words)


def asks(text: str) -> bool:
    """Whether a text reads like a question."""
    return "?" in text or "？" in text or _BEGINS.search(text.lower()) is not None


def stands_alone(text: str) -> bool:
    """Whether a text reads like a whole question, from its first word to its mark: four words at least."""
    words = text.lower()
    whole = words.rstrip().endswith(_ENDS) and _BEGINS.search(words) and len(_WORD.findall(words)) >= 4
    return bool(whole) and not _POINTING.search(words) and not small_talk(text, "")


def small_talk(text: str, shop: str) -> str:
    """Return the answer to a greeting, an opening, thanks or a farewell; nothing for anything else."""
    words = " ".join(text.lower().replace(",", " ").rstrip("!.。！~ ").split())
    if _OPENING.fullmatch(words.replace("’", "'").rstrip("?？:：… ")):
        return f"Go ahead: ask, and I look it up in the FAQ of {shop}."
    if words in _GREETINGS:
        return f"Hello! I answer questions about {shop} from its FAQ and show where each answer stands."
    if words in _THANKS:
        return "You are welcome. Is there anything else you would like to know?"
    if words in _FAREWELLS:
        return "Goodbye, and come back any time."
    return ""


def together(lines: Sequence[str], shop: str) -> str:
    """Join what somebody wrote in a row to one question, less the small talk around it."""
    asked = [line for line in lines if not small_talk(line, shop)]
    return "\n".join(asked or lines[-1:])


def examples(entries: Sequence[Entry], count: int = 3) -> list[str]:
    """Questions from different corners of the FAQ, in its main language: the same ones every time."""
    if not entries:
        return []
    language = Counter(entry.language for entry in entries).most_common(1)[0][0]
    short = [e.question for e in entries if e.language == language and len(e.question) <= 60]
    short = short or [entries[0].question]
    return list(dict.fromkeys(short[len(short) * (2 * i + 1) // (2 * count)] for i in range(count)))
