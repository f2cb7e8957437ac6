"""Labels to standard lines: languages, vendors, wear and tear, and what must never be bridged."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from finkit.reading.texts import labels
from finkit.statement.lines import STAND_IN, taxonomy

# What each language calls these lines, in this order.
LINES = [
    "revenue", "cost_of_revenue", "gross_profit", "sales_marketing", "general_administrative",
    "research_development", "operating_income", "interest_expense", "pretax_income",
    "income_tax", "net_income", "depreciation_amortization",
]  # fmt: skip
LANGUAGES = {
    "German": "Umsatzerlöse | Umsatzkosten | Bruttoergebnis vom Umsatz | Vertriebskosten"
    " | Allgemeine Verwaltungskosten | Forschungs- und Entwicklungskosten | Betriebsergebnis | Zinsaufwendungen"
    " | Ergebnis vor Ertragsteuern | Steuern vom Einkommen und vom Ertrag | Jahresüberschuss | Abschreibungen",
    "French": "Chiffre d'affaires | Coût des ventes | Bénéfice brut | Frais commerciaux"
    " | Frais généraux et administratifs | Frais de recherche et développement | Résultat opérationnel"
    " | Charges financières | Résultat avant impôts | Impôts sur les bénéfices | Résultat net"
    " | Dotations aux amortissements",
    "Spanish": "Ingresos | Costo de ventas | Utilidad bruta | Gastos de ventas | Gastos de administración"
    " | Investigación y desarrollo | Utilidad de operación | Gastos financieros | Utilidad antes de impuestos"
    " | Impuesto sobre la renta | Utilidad neta | Depreciación y amortización",
    "Portuguese": "Receita líquida | Custo dos produtos vendidos | Lucro bruto | Despesas com vendas"
    " | Despesas gerais e administrativas | Pesquisa e desenvolvimento | Lucro operacional | Despesas financeiras"
    " | Lucro antes do imposto de renda | Imposto de renda e contribuição social | Lucro líquido do exercício"
    " | Depreciação e amortização",
    "Italian": "Ricavi delle vendite e delle prestazioni | Costo del venduto | Utile lordo | Spese di vendita"
    " | Spese generali e amministrative | Spese di ricerca e sviluppo | Risultato operativo | Oneri finanziari"
    " | Utile prima delle imposte | Imposte sul reddito | Utile netto | Ammortamenti",
    "Dutch": "Netto-omzet | Kostprijs van de omzet | Brutowinst | Verkoopkosten | Algemene beheerskosten"
    " | Onderzoek en ontwikkeling | Bedrijfsresultaat | Rentelasten | Resultaat voor belastingen | Belastingen"
    " | Nettowinst | Afschrijvingen",
    "Chinese, simplified": "营业收入 | 营业成本 | 毛利 | 销售费用 | 管理费用 | 研发费用 | 营业利润 | 利息费用"
    " | 利润总额 | 所得税费用 | 净利润 | 折旧及摊销",
    "Chinese, traditional": "營業收入 | 營業成本 | 營業毛利 | 推銷費用 | 管理費用 | 研究發展費用 | 營業利益"
    " | 財務成本 | 稅前淨利 | 所得稅費用 | 本期淨利 | 折舊及攤銷",
    "Japanese": "売上高 | 売上原価 | 売上総利益 | 販売費 | 一般管理費 | 研究開発費 | 営業利益 | 支払利息"
    " | 税引前当期純利益 | 法人税等 | 当期純利益 | 減価償却費",
    "Korean": "매출액 | 매출원가 | 매출총이익 | 판매비 | 관리비 | 연구개발비 | 영업이익 | 이자비용"
    " | 법인세비용차감전순이익 | 법인세비용 | 당기순이익 | 감가상각비",
    "Polish": "Przychody ze sprzedaży | Koszt własny sprzedaży | Zysk (strata) brutto ze sprzedaży | Koszty sprzedaży"
    " | Koszty ogólnego zarządu | Koszty prac badawczych i rozwojowych | Zysk (strata) na działalności operacyjnej"
    " | Koszty finansowe | Zysk (strata) przed opodatkowaniem | Podatek dochodowy | Zysk (strata) netto | Amortyzacja",
    "Turkish": "Hasılat | Satışların Maliyeti (-) | BRÜT KAR (ZARAR) | Pazarlama Giderleri (-)"
    " | Genel Yönetim Giderleri (-) | Araştırma ve Geliştirme Giderleri (-) | ESAS FAALİYET KARI (ZARARI)"
    " | Finansman Giderleri (-) | SÜRDÜRÜLEN FAALİYETLER VERGİ ÖNCESİ KARI (ZARARI)"
    " | Sürdürülen Faaliyetler Vergi Gideri (-) | DÖNEM KARI (ZARARI) | Amortisman ve itfa giderleri",
    "Russian": "Выручка | Себестоимость продаж | Валовая прибыль (убыток) | Коммерческие расходы"
    " | Управленческие расходы | Расходы на исследования и разработки | Прибыль (убыток) от продаж"
    " | Проценты к уплате | Прибыль (убыток) до налогообложения | Налог на прибыль | Чистая прибыль (убыток)"
    " | Амортизация",
    "codes of a panel": "revenue | cor | gp | sell_exp | admin_exp | rnd | opinc | intexp | ebt | taxexp | netinc"
    " | depamor",
    "us-gaap": "Revenues | CostOfRevenue | GrossProfit | SellingAndMarketingExpense"
    " | GeneralAndAdministrativeExpense | ResearchAndDevelopmentExpense | OperatingIncomeLoss | InterestExpense"
    " | IncomeLossFromContinuingOperationsBeforeIncomeTaxesExtraordinaryItemsNoncontrollingInterest"
    " | IncomeTaxExpenseBenefit | ProfitLoss | DepreciationDepletionAndAmortization",
    "ifrs-full": "ifrs-full:Revenue | ifrs-full:CostOfSales | ifrs-full:GrossProfit | ifrs-full:DistributionCosts"
    " | ifrs-full:AdministrativeExpense | ifrs-full:ResearchAndDevelopmentExpense"
    " | ifrs-full:ProfitLossFromOperatingActivities | ifrs-full:FinanceCosts | ifrs-full:ProfitLossBeforeTax"
    " | ifrs-full:IncomeTaxExpenseContinuingOperations | ifrs-full:ProfitLoss"
    " | ifrs-full:DepreciationAndAmortisationExpense",
    "fields in camelCase": "TotalRevenue | costOfRevenue | grossProfit | sellingAndMarketingExpenses"
    " | generalAndAdministrativeExpenses | researchAndDevelopmentExpenses | operatingIncome | interestExpense"
    " | incomeBeforeTax | incomeTaxExpense | netIncome | ReconciledDepreciation",
    "fields in snake_case": "total_revenue | cost_of_goods_sold | gross_profit | selling_expenses | admin_expenses"
    " | r_and_d | operating_income | interest_expense | pretax_income | tax_provision | net_income"
    " | depreciation_and_amortization",
    "fields in one word": "totaloperatereve | operateexp | grossprofit | saleexp | manageexp | researchexp"
    " | operateprofit | interestexpense | sumprofit | incometax | netprofit | depreciationandamortization",
    "fields in capitals": "TOTAL_OPERATE_INCOME | OPERATE_COST | GROSS_PROFIT | SALE_EXPENSE | MANAGE_EXPENSE"
    " | RESEARCH_EXPENSE | OPERATE_PROFIT | FE_INTEREST_EXPENSE | TOTAL_PROFIT | INCOME_TAX | NETPROFIT"
    " | CF_DEPR_AMORT",
    "short forms": "Rev | COGS | GP | S&M | G&A | R&D | OpInc | IntExp | PBT | Tax | PAT | D&A",
    "IFRS and the Commonwealth": "Turnover | Cost of sales | Gross profit | Distribution costs"
    " | Administrative expenses | Research and development costs | Operating profit | Finance costs"
    " | Profit before taxation | Taxation | Profit for the year | Depreciation and amortisation",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_in_every_language(language: str) -> None:
    said = [label.strip() for label in LANGUAGES[language].split(" | ")]
    assert [labels.match(label).line for label in said] == LINES


@pytest.mark.parametrize(
    ("label", "line", "score", "rank"),
    [
        ("Total revenue", "revenue", 1.0, 0), ("Revenue", "revenue", 1.0, 1), ("营业总收入", "revenue", 1.0, 0),
        ("Total ingresos", "revenue", 1.0, 0), ("Ingresos de actividades ordinarias", "revenue", 1.0, 1),
        ("Total Research & Development", "research_development", 0.95, 0), ("Total rent expense", "rent", 0.95, 0),
        ("Net Income to Company", "net_income", 1.0, 0), ("Net income", "net_income", 1.0, 1),
        ("其中：营业收入", "revenue", 0.95, 50), ("ProfitLoss", "net_income", 1.0, 1),
        ("NetIncomeLoss", "net_income", 1.0, 2), ("EBIT", "operating_income", 0.9, 100),
        ("ReconciledCostOfRevenue", "cost_of_revenue", 0.9, 100),
    ],
)  # fmt: skip
def test_totals_rank_before_plain_labels_before_parts_before_stand_ins(
    label: str, line: str, score: float, rank: int
) -> None:
    found = labels.match(label)
    assert (found.line, found.score, found.rank) == (line, score, rank)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Total revenues", "Revenues"), ("Net sales", "Gross sales"), ("Operating income", "EBIT"),
        ("Consolidated net income", "Net income attributable to Shareowners of The Cola Company"),
        ("Net income (loss)", "Net income (loss) attributable to Widget, Inc."),
        ("净利润", "归属于母公司所有者的净利润"), ("NetIncome", "NetIncomeCommonStockholders"),
        ("ProfitLoss", "NetIncomeLoss"), ("netprofit", "parentnetprofit"),
        ("Net income attributable to parent", "Net income available to common stockholders"),
        ("EBT Incl. Unusual Items", "EBT Excl. Unusual Items"), ("Interest expense", "Interest expense, net"),
        ("Pretax Income (Loss)", "Pretax Income (Loss), Adj."), ("Reconciled Depreciation", "D&A for EBITDA"),
        ("Revenues", "RevenueFromContractWithCustomerExcludingAssessedTax"), ("利息费用", "财务费用"),
        ("Stock-based compensation", "Stock-Based Comp., Unallocated"),
        ("Cost of revenue", "Reconciled Cost of Revenue"), ("depreciationAndAmortization", "depreciation"),
        ("DepreciationAndAmortization", "ReconciledDepreciation"), ("EBITDA", "Normalized EBITDA"),
        ("Depreciation", "Depreciation of fixed assets"), ("合併總損益", "歸屬母公司淨利（損）"),
        ("除税后溢利", "股东应占溢利"), ("consolinc", "netinc"), ("netinc", "netinccmn"),
        ("Résultat net avant part des minoritaires", "Résultat net, part du Groupe"),
        ("Risultato netto, incluso risultato di Terzi", "Risultato netto di Gruppo"),
        ("Spese di marketing", "Spese di vendita"),
    ],
)  # fmt: skip
def test_of_two_rows_of_one_line_the_lower_rank_is_the_line(better: str, worse: str) -> None:
    first, second = labels.match(better), labels.match(worse)
    assert first.line == second.line != ""
    assert first.rank < second.rank


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("1. Revenue", "revenue"), ("(a) Cost of sales", "cost_of_revenue"), ("II. Gross profit", "gross_profit"),
        ("一、营业总收入", "revenue"), ("减：营业成本", "cost_of_revenue"), ("　　销售费用", "sales_marketing"),
        ("三、营业利润（亏损以“－”号填列）", "operating_income"), ("四、净利润（净亏损以“－”号填列）", "net_income"),
        ("Ⅰ．売上高", "revenue"), ("Less: Cost of goods sold", "cost_of_revenue"),
        ("Plus: Other income, net", "other_income"), ("Cost of Goods Sold (A)　", "cost_of_revenue"),
        ("Gross profit (A-B)", "gross_profit"), ("Revenue (Note 5)", "revenue"), ("Revenue ........", "revenue"),
        ("Net sales(1)(2)", "revenue"), ("Cost of revenue1", "cost_of_revenue"), ("Revenue (Rs. Cr.)", "revenue"),
        ("营业收入(万元)", "revenue"), ("Umsatzerloese", "revenue"), ("Perdida neta", "net_income"),
        ("Resultat net", "net_income"), ("(Pérdida) Ganancia por actividades de operación", "operating_income"),
        ("Net (loss) / income", "net_income"), ("R & D Exp.", "research_development"),
        ("Selling General & Admin Exp.", "selling_general_administrative"), ("Oper. exps", "operating_expenses"),
        ("Int. Exp.", "interest_expense"), ("Deprec. & Amort.", "depreciation_amortization"),
        ("Cost of goods sold (COGS)", "cost_of_revenue"), ("Profit Before Tax (PBT)", "pretax_income"),
        ("us-gaap_CostsAndExpenses", "total_costs_expenses"), ("annualTotalRevenue", "revenue"),
        ("Ｒｅｖｅｎｕｅ", "revenue"), ("of which: depreciation", "depreciation_amortization"),
        ("Provision for (benefit from) income taxes", "income_tax"),
        ("Selling, general, and administrative", "selling_general_administrative"),
        ("Administrative & general expenses", "general_administrative"),
        ("Total noninterest expense", "operating_expenses"), ("Earnings (loss) before income taxes", "pretax_income"),
        ("Net income (unaudited)", "net_income"), ("Spese generali ed amministrative", "general_administrative"),
        ("Net income/(loss) attributable to owners of the parent", "net_income"),
        ("Interest Expense, Net of Amount Capitalized", "interest_expense"), ("sgna", "selling_general_administrative"),
        ("Share-based compensation for equity-based awards", "stock_compensation"),
        ("Amortization of equity-based compensation", "stock_compensation"), ("研究發展費", "research_development"),
        ("Cash Flow from Operating", "operating_cash_flow"), ("Interest & Other Items", "interest_expense"),
        ("Taxes & Other Items", "income_tax"), ("sbcomp", "stock_compensation"),
    ],
)  # fmt: skip
def test_wear_and_tear_is_taken_off(label: str, line: str) -> None:
    found = labels.match(label, fuzzy=False)
    assert (found.line, found.definition) == (line, "")


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("Loss before income tax provision", "pretax_income"),
        ("(Loss) earnings before income tax (expense) benefit", "pretax_income"),
        ("Income before provision for taxes on income", "pretax_income"),
        ("Loss from operations before income taxes", "pretax_income"),
        ("Earnings before provision for income taxes and equity in earnings of affiliates", "pretax_income"),
        ("(Benefit)/provision for income taxes, net", "income_tax"),
        ("Tax on profit on continuing operations", "income_tax"), ("Net operating (loss) income", "operating_income"),
        ("Loss from operating activities", "operating_income"), ("Loss for the six months", "net_income"),
        ("Net (loss)/profit for the half-year", "net_income"),
        ("税金等調整前四半期純利益又は税金等調整前四半期純損失(△)", "pretax_income"),
        ("売上高又は営業収入", "revenue"), ("Selling and marketing expenses, net", "sales_marketing"),
        ("Net income, GAAP", "net_income"),
    ],
)  # fmt: skip
def test_labels_that_are_put_together(label: str, line: str) -> None:
    found = labels.match(label, fuzzy=False)
    assert (found.line, found.score, found.rank, found.definition) == (line, 0.95, 1, "")


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("Revnue", "revenue"), ("Depreciaton", "depreciation_amortization"), ("Gross Proft", "gross_profit"),
        ("Reserch and development", "research_development"), ("Operting incme", "operating_income"),
        ("Total other inome", "other_income"), ("Intrest expense", "interest_expense"), ("Net icnome", "net_income"),
        ("Income befor income taxes", "pretax_income"),
        ("Seling, general and adminstrative", "selling_general_administrative"),
    ],
)  # fmt: skip
def test_letters_are_put_right_last_and_said_so(label: str, line: str) -> None:
    found = labels.match(label)
    assert (found.line, found.rank) == (line, labels.NEARLY)
    assert 0.7 < found.score < 0.9
    assert labels.match(label, fuzzy=False).line == ""


MISSES = """\
Tax credits | Income from tax credits | Tax loss carryforwards | Net operating loss carryforwards
Net interest income before taxes | Tax benefit from stock options | Operating lease income
Net income from operations | DEDUCT_PARENT_NETPROFIT | TOTAL_OPERATE_INCOME_YOY | Gross losses
Net loss from discontinued operations | Taxes paid | Tax receivable agreement | Interest income
Interest and other income, net | Net interest income | Total interest income | Interest (income)
Interest income (expense), net | Net income attributable to noncontrolling interests | Minority interest
Less: Net income attributable to non-controlling interests
Net loss attributable to redeemable noncontrolling interests | Deferred revenue | Unearned revenue | Cost of equity
Revenue growth | Revenue Growth (YoY) | Revenue per employee | Net revenue retention | Revenue y/y | Revenue % change
Gross profit growth | Net profit % | Net income per share | Net income per share, diluted | Earnings per share
Diluted EPS | Comprehensive income | Other comprehensive income | Total comprehensive loss for the period
Current income tax | Deferred income taxes | Deferred income tax expense | Income taxes payable | Income tax rate
Effective tax rate | Accrued income taxes | Cash paid for income taxes | Interest paid | Accrued interest
Interest receivable | Accumulated depreciation | Less: accumulated depreciation | Amortization of debt discount
Amortization of intangible assets | Operating activities | Operating lease expense | Operating | Operating assets
Nonoperating result | Other revenue | Other gains | Other expenses | Total | Subtotal | Total other | Total assets
Total liabilities | Total equity | Goodwill | Retained earnings | Inventory turnover | Sales returns
Sales of investments | Sales of property and equipment | Sales tax payable | Cost of debt | Costs
Marketable securities | Selling price | General partners | Research analysts | Advertising revenue | Product revenue
Subscription revenue | Services | Products | Income from discontinued operations | Gain on sale of assets
Income (loss) from continuing operations | Equity in earnings of affiliates | Foreign exchange gain
Provision for credit losses | Provision for warranties | Profit & Loss | Income statement | Computers | Inventor
Revenues [Abstract] | Cloud [Member] | INCOME TAXES (Tables) | Revenue (Details) | Revenue (as a percent) | EBIT(1-T)
EBITDA / Interest Exp. | (EBITDA-CAPEX) / Interest Exp. | TEV/EBIT | Tax Rate for Calcs | Dividends paid
Preferred dividends | Diluted NI Available to Com Stockholders | Normalized Income
Weighted average shares outstanding | Net block | 経常利益 | 経常損失 | 营业外收入 | 少数股东损益 | 其他综合收益
利息收入 | 净利润同比增长 | 每股收益 | 영업외수익 | 기타포괄손익 | Zinserträge | Finanzergebnis
Sonstige betriebliche Erträge | Produits financiers | Résultat financier | Ingresos financieros
Resultado financiero | Receitas financeiras | Proventi finanziari | Financiële baten | operatetax
totaloperateexp_tb | investincome | OtherGandA | Net Income - Discontinued ops | Operating cost - Rent
Operating revenue - Disposal of lands | Net Income from Continuing Operation Net Minority Interest
InterestIncomeExpenseNet | IncomeLossFromContinuingOperationsBeforeIncomeTaxesDomestic
CurrentIncomeTaxExpenseBenefit | IncomeTaxExpenseBenefitDiscontinuedOperation | DeferredIncomeTaxExpenseBenefit
OtherCostOfOperatingRevenue | ComprehensiveIncomeNetOfTax | NetIncomeLossAttributableToNoncontrollingInterest
IncomeTaxesPaid | InterestPaidNet"""


@pytest.mark.parametrize("label", [label.strip() for row in MISSES.splitlines() for label in row.split(" | ")])
def test_near_misses_stay_unmapped(label: str) -> None:
    assert labels.match(label).line == ""


def test_an_unmapped_label_names_the_nearest_line() -> None:
    found = labels.match("Sales and marketing partners")
    assert (found.line, found.runner_up) == ("", "sales_marketing")
    assert 0.7 < found.runner_score < 0.9


def test_a_telling_bracket_is_a_definition() -> None:
    found = labels.match("Operating profit (excludes stock compensation)")
    assert (found.line, found.definition) == ("operating_income", "excludes stock compensation")


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Gross margin %", "ratio"), ("ROE", "ratio"), ("毛利率", "ratio"), ("Revenue Growth", "growth"),
        ("同比增长", "growth"), ("Earnings Per Share1", "per share"), ("BasicEPS", "per share"),
        ("基本每股收益", "per share"), ("Weighted average shares outstanding", "shares"),
        ("BasicAverageShares", "shares"), ("weightedAverageShsOut", "shares"),
        ("Number of employees", "count"), ("Cloud [Member]", "segment"),
        ("Total assets", "balance sheet"), ("应收账款", "balance sheet"),
        ("Accounts receivable, net", "balance sheet"), ("AssetsCurrent", "balance sheet"),
        ("Umlaufvermögen", "balance sheet"), ("Payments to acquire businesses", "cash flow"),
        ("ProceedsFromIssuanceOfCommonStock", "cash flow"), ("IncreaseDecreaseInInventories", "cash flow"),
        ("Free cash flow", "cash flow"), ("Comprehensive income", "comprehensive income"),
        ("Adjusted profit", "subtotal"), ("Interest income", "other income or expense"),
        ("経常利益", "other income or expense"), ("Profit & Loss", "title"), ("Revenue", ""), ("Data centres", ""),
    ],
)  # fmt: skip
def test_kinds(label: str, kind: str) -> None:
    assert labels.kind(label) == kind


@pytest.mark.parametrize(
    ("label", "statement"),
    [
        ("Revenue", "income"), ("Cost of sales", "income"), ("Interest income", "income"), ("营业成本", "income"),
        ("Total current assets", "balance"), ("Stockholders' equity", "balance"), ("純資産合計", "balance"),
        ("Net cash provided by operating activities", "cash flow"), ("Repayments of debt", "cash flow"),
        ("Total comprehensive income", "comprehensive income"), ("Net income", ""),
        ("Depreciation and amortization", ""), ("Inventories", ""), ("Accounts receivable", ""),
        ("Revenue growth", ""), ("Basic EPS", ""), ("Notes", ""),
    ],
)  # fmt: skip
def test_the_statement_that_a_label_tells(label: str, statement: str) -> None:
    assert labels.statement_of(label) == statement


def test_stand_ins_are_no_labels_and_keep_their_order() -> None:
    line = taxonomy()["net_income"]
    ranks = [labels.match(label).rank for label in line.stand_ins]
    assert ranks[0] == STAND_IN
    assert ranks == sorted(ranks)
    assert not {*line.stand_ins} & {*line.labels, *line.totals}


def test_no_shortened_label_belongs_to_two_lines() -> None:
    owners: dict[str, set[str]] = {}
    for text, spelling in taxonomy().spellings().items():
        owners.setdefault(labels.gist(text), set()).add(spelling.line.id)
    shared = {gist: ids for gist, ids in owners.items() if len(ids) > 1}
    # Which of the two it is only the arithmetic of the statement tells.
    assert shared == {"total operating expense": {"operating_expenses", "total_costs_expenses"}}


KEY = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "truth.csv"
CONCEPTS = {
    "cogs": "cost_of_revenue", "rnd": "research_development", "g_and_a": "general_administrative",
    "sga": "selling_general_administrative", "sbc": "stock_compensation", "opex_total": "operating_expenses",
}  # fmt: skip
# A total that some print above gross profit, and a slip of the pen: only the arithmetic of the statement tells.
BY_STRUCTURE = {"Total operating costs", "G&M"}


@pytest.mark.skipif(not KEY.exists(), reason="the answer key is not here")
def test_every_label_of_real_files_is_its_line() -> None:
    with KEY.open(encoding="utf-8") as file:
        key = {(row["label"], CONCEPTS.get(row["concept"], row["concept"])) for row in csv.DictReader(file)}
    # Gross margin may be money, and totals hold the cost of revenue or not: the arithmetic tells these too.
    same = {"gross_margin_stated": "gross_profit", "total_costs_expenses": "operating_expenses"}
    found = {label: labels.match(label).line for label, _ in key}
    assert {label for label, line in key if same.get(found[label], found[label]) != line} <= BY_STRUCTURE
