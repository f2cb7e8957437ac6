"""What a column is for, by its header: who, when, how much, and what is said of it."""

from __future__ import annotations

import functools
import re

from finkit.reading.cells.grid import Sheet
from finkit.reading.tables.regions import text_of
from finkit.statement.lines import fold

# Header texts without spaces, in lower case, by what stands below them.
_SPELLINGS = {
    "company": "company companyname name entity entityname firm firmname issuer issuername organisation organization"
    " companyshortname shortname sname securityname securityshortname stockname conm corporation lab"
    " 公司 公司名称 公司名稱 公司简称 公司簡稱 简称 簡稱 名稱 证券简称 證券簡稱 股票简称 股票名称 名称 企业名称 会社名"
    " empresa société unternehmen securitynameabbr spółka şirket компания",
    "code": "code ticker tickersymbol symbol coid companyid companycode stockcode securitycode scode secucode stock"
    " stockid tscode tic ric isin 证券代码 證券代碼 代號 公司代號 股票代號 股票代码 代码 代碼 公司代码 adsh",
    "id": "id index row no cik gvkey sic zip zipcode permno permco cusip lei uuid simfinid hycode industrycode"
    " orgcode eutime updatedate lastupdated updatedat unnamed0 序号",
    "segment": "segment segmentname division businesssegment businessunit dimensions members",
    "line": "line lineid concept conceptname fact factname tag element elementname xbrltag",
    "label": "label linelabel account accountname item itemname lineitem metric indicator indicatorname financialitem"
    " statementitem position description caption 项目 科目 指标 指标名称 concepto cuenta rubro posten"
    " stditemname 科目名称 項目 科目名稱 pozycja kalem показатель",
    "value": "value amount figure figures values amt val 金额 数值 值 valor importe monto betrag montant",
    "start": "start periodstart startdate periodstartdate datestart begindate perioddatefrom fromdate 开始日期",
    "end": "end periodend enddate periodenddate dateend date reportdate reportingdate perioddate periodending"
    " fiscaldateending fiscaldateend fiscalyearend fiscalyearending fiscalperiodend fiscalenddate fyend yearend"
    " yearended quarterend quarterended quarterending periodended datadate asofdate todate ddate yyyymm yyyymmdd"
    " yearmonth reportperiod balancedate statementdate 报告期 報告期 报告日期 截止日期 会计期间 报表日期 年月 日期"
    " fecha datum stichtag datefin fechacierre",
    "calendar": "calendardate calendarenddate calendarperiodend",
    "year": "year fiscalyear calendaryear fy fyear financialyear yr cy años año ano ejercicio jahr geschäftsjahr année"
    " annee exercice anno esercizio 年度 年 年份 會計年度 会计年度",
    "quarter": "quarter fiscalquarter qtr fqtr fiscalqtr calendarquarter 季度 季 季別 trimestre quartal",
    "part": "fiscalperiod fp periodtype type periodkind frequency freq reporttype timeframe term periodicity dimension"
    " 报告类型",
    "period": "period periodlabel periodname fiscalperiodname timeperiod breakdown 期间 期間 periodo período periode"
    " okres dönem dönemkümülatif период",
    "month": "month mon 月 月份 mes monat mois",
    "months": "months numberofmonths periodmonths monthsinperiod length periodlength duration durationmonths",
    "as_of": "asof sourcedate publishdate publicationdate published filingdate filed filedate fillingdate datefiled"
    " noticedate announcementdate announcedate anndate fanndate releasedate accepteddate"
    " acceptancedate datekey 公告日期 披露日期",
    "restated": "restateddate restatementdate",
    "currency": "currency currencycode reportedcurrency curr cur currencyname curcd ccy iso4217 币种 货币 幣別"
    " moneda währung currencysymbol waluta",
    "unit": "unit units uom 单位 單位",
    "scale": "scale multiplier unitscale magnitude",
    "scenario": "scenario actualestimate estimateactual",
    "basis": "basis", "definition": "definition", "confidence": "confidence", "source": "source sources",
    "url": "url link sourceurl weblink", "note": "note notes comment comments remark remarks 备注",
}  # fmt: skip
_ROLES = {spelling.casefold(): role for role, spellings in _SPELLINGS.items() for spelling in spellings.split()}
_TITLE_ROWS = 12
TIME = ("start", "end", "year", "quarter", "part", "period", "month", "months")


@functools.lru_cache(maxsize=4096)
def role_of(header: str) -> str:
    """What a column of that header is for, or empty: `Fiscal Year`, `fiscalYear` and `FISCAL_YEAR` are year."""
    return _ROLES.get(re.sub(r"[\s%]+", "", fold(header)), "")


def settled(roles: dict[str, int]) -> dict[str, int]:
    """Columns by role, with a calendar's end as the end only where no column gives the period's own."""
    calendar = roles.get("calendar")
    kept = {role: column for role, column in roles.items() if role != "calendar"}
    return kept if calendar is None else {"end": calendar} | kept


def titles(sheet: Sheet, header: int) -> list[str]:
    """The texts above the header in row `header`, the nearest first."""
    rows = reversed(sheet.rows[max(header - _TITLE_ROWS, 0) : header])
    return [text_of(cell)[:300] for row in rows for cell in row if type(cell) is str and cell]
