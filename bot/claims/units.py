"""Units, currencies, months and number words: each spelling, and the one it is brought to. Tables only."""

from __future__ import annotations

_CURRENCIES = """
EUR € eur euro euros 欧元
USD $ us$ usd dollar dollars 美元
GBP £ gbp
CNY ¥ 元 cny rmb 人民币
CHF chf
SEK sek
DKK dkk
PLN pln
cent cent cents
"""
_MEASURES = """
day day calendar-day
wday working-day business-day
whour working-hour business-hour
week week
month month
year year
hour hour hr
minute minute min
second second
night night
kg kg kilogram kilo kilogramme
g g gram gramme
lb lb pound
oz oz ounce
ml ml millilitre milliliter
l l litre liter
cm cm centimetre centimeter
mm mm millimetre millimeter
m m metre meter
km km kilometre kilometer
mile mile
inch inch inches
foot foot feet
°C °c
°F °f
degree degree
% % percent
MB mb
GB gb
mph mph
W w watt
Wh wh
Nm nm
bar bar
psi psi
point point
"""
_MONTHS = "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|"
_MONTHS += "october oct|november nov|december dec"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
)
_ONES += "seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NTH = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"


def _spellings(table: str) -> dict[str, str]:
    rows = [line.split() for line in table.strip().splitlines()]
    return {spelling: row[0] for row in rows for spelling in row[1:]}


CURRENCY = _spellings(_CURRENCIES)
MONEY = frozenset(CURRENCY.values())
UNITS = _spellings(_MEASURES)
MONTHS = {name: i for i, names in enumerate(_MONTHS.split("|"), 1) for name in names.split()}
WEEKDAYS = frozenset(_WEEKDAYS.split())
NUMBERS = {word: str(i) for i, word in enumerate(_ONES.split())} | {
    word: str(i * 10) for i, word in enumerate(_TENS.split(), 2)
}
TENS = tuple(_TENS.split())
DIGITS = tuple(_ONES.split()[1:10])
ORDINALS = {word: i for i, word in enumerate(_NTH.split(), 1)}
