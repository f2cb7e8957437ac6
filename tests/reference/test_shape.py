"""The form of cases: lists for single inputs, missing inputs, inputs by unknown names, and ambiguous shapes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reference.adapters import ADAPTERS
from tests.reference.data import REFERENCE
from tests.reference.shape import plain


def case(name: str, **given: Any) -> dict[str, Any]:
    return ADAPTERS[name](**given)


def test_a_list_for_one_input_is_answered_one_by_one() -> None:
    found = case("gpu_hour_cost", capex_per_gpu=[50000.0, 25000.0], life_years=3.0, opex_share=0.2)
    assert found["annual"] == pytest.approx([20000.0, 10000.0])
    with pytest.raises(ValueError, match="capex_per_gpu, life_years have 1, 2 values"):
        case("gpu_hour_cost", capex_per_gpu=[1.0], life_years=[3.0, 4.0])


def test_one_value_for_a_list_is_answered_as_one() -> None:
    assert case("bass_diffusion", p=0.3, q=0.2, m=100.0, t=1)["F"] == pytest.approx(0.280178219913)
    assert (
        case("step_fixed_cost", activity=150, step_size=100, step_cost=5, base_fixed=1, variable_rate=0)["cost"] == 11
    )
    assert case("elasticity_vs_variable_share", fixed=40.0, variable_rate=0.6, activity=100.0)["cost"] == 100.0


def test_missing_inputs_are_none_with_a_reason_or_refused_by_name() -> None:
    found = case("cost_per_mtok", usd_per_gpu_hour=None, tok_s=85.0)
    assert (found["usd_per_mtok"], found["flag"]) == (None, "usd_per_gpu_hour: missing")
    with pytest.raises(ValueError, match="tok_s is missing"):
        case("cost_per_mtok", usd_per_gpu_hour=2.0)
    with pytest.raises(ValueError, match="speed = 1: there is no such input"):
        case("cost_per_mtok", usd_per_gpu_hour=2.0, tok_s=85.0, speed=1)
    with pytest.raises(ValueError, match="rd is missing"):
        case("rd_converter", rd=None, life=2)
    with pytest.raises(ValueError, match="tok_s = '85': give a number"):
        case("cost_per_mtok", usd_per_gpu_hour=2.0, tok_s="85")


def test_nan_is_written_as_none_at_any_depth() -> None:
    assert plain({"a": (1.0, float("nan")), "b": {"c": [float("nan")]}}) == {"a": [1.0, None], "b": {"c": [None]}}


def test_run_rates_come_by_date_by_name_or_with_months() -> None:
    """Essay 003: from 10 to 12 bn in two months is 9.5% a month."""
    month = 1.2**0.5 - 1
    for arr in (
        [10, 12, 2],
        {"a0": 10, "a1": 12, "m": 2},
        [["2025-06", 10], ["2025-08", 12]],
        {"2025-06": 10, "2025-08": 12},
        [[0, 10], [2, 12]],
        [[10, 12], 2],
        ["openai", 10, 12, 2],
    ):
        assert case("arr_growth", arr=arr)["monthly"] == pytest.approx(month)
    assert case("arr_growth", arr={"openai": [10, 12, 2]})["monthly"] == {"openai": pytest.approx(month)}
    with pytest.raises(ValueError, match=r"arr = \[100, 200, 400\]"):
        case("arr_growth", arr=[100, 200, 400])


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("maintenance_vs_growth_rd", {"rd": [4.0, 2.0], "life": 2, "order": "bogus"}, "order = 'bogus'"),
        ("perpetual_inventory", {"investment": [1.0], "delta": 0.3, "initial": "bogus"}, "initial = 'bogus'"),
        ("xirr", {"cash_flows": [-1], "dates": ["2024-01-01"], "day_count": "actual/365.25"}, "actual/365.25"),
        ("asc985_20_amortization", {"cost": 120.0, "revenue": []}, "revenue = "),
        ("depreciation_schedule", {"cost": 1.0, "life": float("inf"), "method": "sln"}, "life = inf"),
        ("vintage_amortization_stack", {"cost_per_launch": [1.0], "launch_every_months": -12, "schedules": {}}, "-12"),
        ("price_decline_two_points", {"price": [6.0], "years": 3.0}, "price = "),
        ("margin_after_switch", {"mean_usage_mtok": 8.0, "sigma": 1.5, "price": 20.0, "mc": 2.0,
                                 "leavers": "heavy users"}, "leavers = 'heavy users'"),
        ("price_decline_trend", {"dates": ["2024-01-01"], "usd_per_mtok": [1.0], "log": "bogus"}, "log = 'bogus'"),
        ("amortization_to_spend", {"life": 2, "growth": 1.0, "conventions": [None]}, "convention = None"),
        ("model_lifecycle", {"revenue": 1.0, "days": 9, "launch": "2025-08-07", "superseded": "2025-08-01"}, "end = "),
    ],
)  # fmt: skip
def test_options_and_shapes_that_are_none_are_refused(name: str, given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        case(name, **given)


def test_hedonic_terms_are_found_at_their_end() -> None:
    rows = [[0, 1, 2, 0.5], [0, 2, 1, 0.7], [1, 2, 2, 0.4], [1, 3, 1, 0.8], [1, 4, 3, 0.9], [0, 5, 2, 1.0]]
    given = {"rows": rows, "columns": ["t", "score", "context", "ln_price"]}
    plainly = case("hedonic_time_dummy", **given, model="ln p = a + d_t + b score + c ln context")
    for model in ("ln p = a + d_t + b1 score + b2 ln context", "ln p = a + d_t + b*score + c*ln(context)"):
        assert case("hedonic_time_dummy", **given, model=model)["params"] == plainly["params"]
    with pytest.raises(ValueError, match="the term 'b speed'"):
        case("hedonic_time_dummy", **given, model="ln p = a + d_t + b speed")
    with pytest.raises(ValueError, match="model = 'bogus'"):
        case("hedonic_time_dummy", **given, model="bogus")


def test_a_share_at_an_age_is_known_past_the_life() -> None:
    found = case("vintage_usage_profile", cadence_months=12, variant="step_linear")["share_at_age_months"]
    assert (found["1.5"], found["18"], found["30"]) == (pytest.approx(0.4375), 0.0, 0.0)


def test_a_margin_below_zero_pays_for_no_training_at_any_cadence() -> None:
    """-0.1 x 100 less 80 a year is -90 of 100."""
    found = case("cadence_margin", revenue=100, gross_margin=-0.1, generation_cost=80, cadence_years=[1])
    assert (found["margin_after_training"], found["break_even_cadence"]) == ([pytest.approx(-0.9)], None)
    assert found["flag"] == "no interval pays for training"


@pytest.mark.parametrize(
    ("weights", "bias_adjust", "like"),
    [
        ("expenditure shares (WLS)", "no adjustment, se not used", ("expenditure", False)),
        ("expenditure shares (WLS)", "False", ("expenditure", False)),
        ("unweighted (equal shares)", "Kennedy: exp(b - se^2/2)", ("", True)),
        ("WLS", "exp(b - se^2/2)", ("expenditure", True)),
    ],
)
@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference data are not beside the checkout")
def test_words_for_weights_and_adjustment_are_read_for_what_they_say(
    weights: str, bias_adjust: str, like: tuple[str, bool]
) -> None:
    file = "data/indexnumr/CES_sigma_2.csv"
    found = case("time_product_dummy", file=file, weights=weights, bias_adjust=bias_adjust)
    plainly = case("time_product_dummy", file=file, weights=like[0], bias_adjust=like[1])
    assert found["fixed_base"] == plainly["fixed_base"]
    with pytest.raises(ValueError, match="weights = 'bogus'"):
        case("time_product_dummy", file=file, weights="bogus")


def test_a_mix_with_an_unknown_price_has_every_figure_missing() -> None:
    found = case("power_user_break_even_mix", n_power=3, price=None, cost_low=21.0, cost_power=200.0)
    assert (found["exact"], found["low_users_needed"], found["flag"]) == (None, None, "price: missing")


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("cost_per_mtok", {"usd_per_gpu_hour": [], "tok_s": 85.0}, r"usd_per_gpu_hour = \[\]: give a number"),
        ("cost_per_mtok", {"usd_per_gpu_hour": True, "tok_s": 85.0}, "usd_per_gpu_hour = True: give a number"),
        ("price_index", {"file": 7}, "file = 7: give words"),
        ("price_index", {"file": "data/indexnumr/CES_sigma_2.csv", "columns": ["time"]}, "give those of period, price"),
        (
            "price_index",
            {"file": "data/indexnumr/CES_sigma_2.csv", "columns": ["when", "prices", "quantities", "prodID"]},
            "'when' is no column: give one of",
        ),
        (
            "hedonic_time_dummy",
            {"rows": [[0, 1.0, 2.0]], "columns": ["t", "ln_price"], "model": "ln p = a + d_t"},
            r"rows\[0\] = \[0, 1.0, 2.0\]: give 2 figures",
        ),
    ],
)
def test_what_is_no_input_is_refused_by_name(name: str, given: dict[str, Any], said: str) -> None:
    if "file" in given and not REFERENCE.is_dir():
        pytest.skip("the reference is not here")
    with pytest.raises(ValueError, match=said):
        case(name, **given)


@pytest.mark.parametrize(
    ("name", "given", "absent", "flag"),
    [
        ("irr", {"cash_flows": [-100.0, None, 60.0]}, "irr", "cash_flows: not known"),
        ("rd_converter", {"rd": [19180.0, None, 2600.0], "life": 2}, "amortization", "rd: missing"),
        ("overhead_elasticity", {"revenue": [100.0, 200.0], "cost": [44.0, None]}, "elasticity", "cost: not known"),
        ("normal_normal_shrinkage", {"estimate": None, "se": 0.25, "prior_mean": 0.8, "prior_sd": 0.3}, "mean",
         "estimate: missing"),
        ("vintage_usage_profile", {"cadence_months": None}, "usage_months_total", "cadence_months: not known"),
        ("amortization_to_spend", {"delta": 0.3}, "ratio", "growth: not known"),
    ],
)  # fmt: skip
def test_what_is_missing_leaves_none_and_a_reason(name: str, given: dict[str, Any], absent: str, flag: str) -> None:
    found = case(name, **given)
    assert (found.get(absent), found["flag"]) == (None, flag)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("irr", {"cash_flows": [-100.0, "60"]}, r"cash_flows = \[-100.0, '60'\]: give numbers"),
        ("chain_ladder", {"triangle_cumulative": [1.0, 2.0]}, r"triangle_cumulative = \[1.0, 2.0\]: give a list of"),
        ("model_lifecycle", {"revenue": 1.0, "footnotes": "none"}, "footnotes = 'none': give values by name"),
        ("depreciation_schedule", {"cost": 1.0, "life": 0, "method": "sln"}, "life = 0: give 1 period or more"),
        ("bass_diffusion", {"p": [], "q": 0.2, "t": [1]}, r"p = \[\]: give a number"),
        ("cvp", {"price": True, "variable": 2.0, "fixed": 1.0, "units": 1.0}, "price = True: give a number"),
    ],
)
def test_what_is_no_number_and_no_list_is_refused(name: str, given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        case(name, **given)


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference data are not beside the checkout")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"variant": "between"}, "variant = 'between': use pooled"),
        ({"variant": "fixed effects"}, "groups is missing"),
        ({"y": "log(-cost)"}, r"'log\(-cost\)' is no term .*invalid value encountered in log"),
        ({"x": []}, r"x = \[\]: give at least one term"),
    ],
)
def test_a_panel_in_no_known_way_is_refused(given: dict[str, Any], said: str) -> None:
    airline = {"file": "data/public/Airline.csv", "y": "log(cost)", "x": ["log(output)"]}
    with pytest.raises(ValueError, match=said):
        case("panel_cost_elasticity", **(airline | given))


def test_use_beyond_what_was_expected_stops_at_salvage_and_is_flagged() -> None:
    """120 over 100 units, 60 a period: 72, then the 48 that are left, and nothing more."""
    found = case("depreciation_schedule", cost=120.0, units=[60.0, 60.0, 60.0], expected_total_units=100.0,
                 method="units_of_production")  # fmt: skip
    assert found["charge"] == pytest.approx([72.0, 48.0, 0.0])
    assert found["flag"] == "use passed what was expected: estimate the total anew"


@pytest.mark.parametrize(
    ("function", "bounds", "first", "both"),
    [
        ("x1 x2", [0, 1], [3 / 7, 3 / 7], 1 / 7),
        ("(x1 + 1)(2x2 - 1)", [[-1, 1], [0, 1]], [0, 3 / 4], 1 / 4),
        ("|4 x1 - 2| + x2", [[0, 1], [0, 1], [0, 1]], [0.8, 0.2, 0], 0),
        ("3e-1 profit + cost^1", {"profit": [0, 10], "cost": [0, 4]}, [9 / 25, 16 / 25], 0),
    ],
)
def test_functions_of_sobol_indices_are_read_as_printed(
    function: str, bounds: Any, first: list[float], both: float
) -> None:
    """The second: (1 + u) v on ranges of -1 to 1 has v^2 of 1/3, u^2 v^2 of 1/9, and nothing of u alone."""
    found = case("sobol_indices", function=function, bounds=bounds)
    assert found["S1"] == pytest.approx(first, abs=1e-9)
    assert found["S12"] == pytest.approx(both, abs=1e-9)


def test_sobol_indices_name_what_they_cannot_read() -> None:
    with pytest.raises(ValueError, match=r"'foo\(x1\)' is no term"):
        case("sobol_indices", function="foo(x1)", bounds=[0, 1])
    with pytest.raises(ValueError, match=r"bounds = 5\.0: give low and high"):
        case("sobol_indices", function="x1", bounds=5.0)
    many = case("sobol_indices", function=" + ".join(f"x{i}" for i in range(1, 8)), bounds=[0, 1])
    assert many["S1"] == pytest.approx([1 / 7] * 7, abs=0.01)


def test_who_leaves_is_a_part_of_users_or_said_in_words() -> None:
    """Half of lognormal users are below the median, 8 exp(-1.5^2/2) = 2.5972 Mtok; those above use 14.93 on average."""
    given = {"mean_usage_mtok": 8.0, "sigma": 1.5, "price": 20.0, "mc": 2.0}
    for leavers in (0.5, "lightest 50%", "lightest 0.5", "below 2.59721973887 Mtok"):
        found = case("margin_after_switch", **given, leavers=leavers)
        assert found["share_left"] == pytest.approx(0.5)
        assert found["mean_usage_of_stayers"] == pytest.approx(16 * 0.93319279873)  # 8/0.5 x N(1.5)
        assert found["margin"] == pytest.approx(1 - 3.2 * 0.93319279873 / 2)
    with pytest.raises(ValueError, match=r"leavers = \{'who': 0\.5\}: give the lightest part"):
        case("margin_after_switch", **given, leavers={"who": 0.5})


def test_orders_of_scores_are_said_in_words() -> None:
    with pytest.raises(ValueError, match="scores = 'random': say van der Waerden"):
        case("iman_conover", x=[[1, 4], [2, 3], [3, 9]], target=[[1, 0.5], [0.5, 1]], scores="random")
    with pytest.raises(ValueError, match="sd has 2 values: give 1, one for each of terms"):
        case("variance_decomposition_linear", terms=["revenue"], sd=[0.3, 0.4])
