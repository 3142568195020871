"""The masking benchmark: counts what stays readable, and what is hidden for nothing."""

from __future__ import annotations

from benchmarks import masking

TEMPLATES = [
    "Charge {{credit_card_number}} and write to {{email}}, {{person}}.",
    "Call {{phone_number}} or wire to {{iban}}",
    "{{ssn}} from {{ip_address}}\\n{{phone_number}}-Office",
]


def test_everything_with_a_form_is_found_and_nothing_else_hidden() -> None:
    report = masking.measure(TEMPLATES, rounds=20, seed=1)
    assert report["missed"] == {}
    assert report["found"]["hits"] == report["found"]["n"] == 140
    assert report["words_hidden_without_need"]["hits"] == 0


def test_the_same_seed_gives_the_same_figures() -> None:
    assert masking.measure(TEMPLATES, 3, 7) == masking.measure(TEMPLATES, 3, 7)
