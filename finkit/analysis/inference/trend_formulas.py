"""The trend of prices as formulas, a price a column: the logarithm of price on years, its interval and its band.

The same fit as `price_decline_trend` and `trend_band`: `frontier_price` on `frontier_day` (a number of days), with
`days_of_year` and the t quantile `t_value` as cells. METHODS 5.5.
"""

from __future__ import annotations

from finkit.analysis.measures import Measure

POINTS = (
    Measure("frontier_years", "Years", "frontier_day / days_of_year", "rate", "Days over days of a year."),
    Measure("frontier_log", "Logarithm of price", "ln(frontier_price)", "rate", "Natural."),
)
LEVELS = (
    Measure("frontier_count", "Prices", "sum_periods(frontier_one)", "count", "How many prices the trend rests on."),
    Measure("mean_years", "Mean of the years", "sum_periods(frontier_years) / frontier_count", "rate",
            "Of all prices."),
    Measure("mean_log", "Mean of the logarithms", "sum_periods(frontier_log) / frontier_count", "rate",
            "Of all prices."),
)  # fmt: skip
ONE = Measure("frontier_one", "Counted: 1 is yes", "frontier_years * frontier_log * 0 + 1", "count",
              "A price with its day.")  # fmt: skip
APART = (
    Measure("years_apart", "Years from the mean", "frontier_years - mean_years", "rate", "Of one price."),
    Measure("log_apart", "Logarithm from the mean", "frontier_log - mean_log", "rate", "Of one price."),
    Measure("moved_together", "Product of both", "years_apart * log_apart", "rate", "Of one price."),
    Measure("years_squared", "Years from the mean, squared", "years_apart * years_apart", "rate", "Of one price."),
)
SLOPE = Measure("log_slope", "Change of the logarithm a year",
                "sum_periods(moved_together) / sum_periods(years_squared)", "rate", "Least squares.")  # fmt: skip
FITTED = (
    Measure("log_fitted", "Fitted logarithm", "mean_log + log_slope * years_apart", "rate", "The line at that day."),
    Measure("missed_squared", "Residual, squared", "(frontier_log - log_fitted) * (frontier_log - log_fitted)", "rate",
            "What the line misses."),
    Measure("log_squared", "Logarithm from its mean, squared", "log_apart * log_apart", "rate", "Of one price."),
)  # fmt: skip
ERRORS = (
    Measure("residual_variance", "Variance of the residuals", "sum_periods(missed_squared) / (frontier_count - 1 - 1)",
            "rate", "Squared residuals over prices less two."),
    Measure("slope_error", "Standard error of the slope",
            "(residual_variance / sum_periods(years_squared)) ** (1 / (1 + 1))", "rate", "Least squares."),
    Measure("fit_part", "R squared", "1 - sum_periods(missed_squared) / sum_periods(log_squared)", "ratio",
            "Part of the movement that the line explains."),
)  # fmt: skip
DECLINE = (
    Measure("decline_factor", "The price falls by this factor a year", "exp(0 - log_slope)", "times",
            "10 is to a tenth in a year."),
    Measure("decline_low", "Low end of the interval", "exp(0 - log_slope - t_value * slope_error)", "times",
            "The t interval of the slope."),
    Measure("decline_high", "High end of the interval", "exp(t_value * slope_error - log_slope)", "times",
            "The t interval of the slope."),
    Measure("halving_months", "Months until the price halves",
            "where(log_slope < 0, months_of_year * ln(1 + 1) / (0 - log_slope), 0 / 0)", "number",
            "None where it does not fall."),
)  # fmt: skip
BAND = (
    Measure("band_half", "Half the band, in logarithms",
            "t_value * (residual_variance / frontier_count + (slope_error * years_apart) ** (1 + 1)) ** (1 / (1 + 1))",
            "rate", "Of the line, not of one more price."),
    Measure("price_fitted", "Fitted price", "exp(log_fitted)", "per Mtok", "The line at that day."),
    Measure("band_low", "Low end of the band", "exp(log_fitted - band_half)", "per Mtok", "Of the line."),
    Measure("band_high", "High end of the band", "exp(log_fitted + band_half)", "per Mtok", "Of the line."),
)  # fmt: skip
