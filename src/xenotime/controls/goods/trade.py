"""What in a text speaks of trade and not of the good: parties, their names, lists, and grades.

"Dysprosium oxide, magnet grade, consignee Bosch Motor GmbH" is dysprosium oxide. A grade named
after a use (`fibre grade`, `Batteriequalität`) says what a good is meant for; one of a figure
(`magnet grade N42SH`) stays.
"""

from __future__ import annotations

import polars as pl

_LISTS = (
    r"(?i)\b(?:watch|control|entity|end[- ]?user|unreliable[- ]entity|packing|price|sanctions?|"
    r"denied[- ]part(?:y|ies))[- ]?lists?\b(?: ?(?:no\.?|nr\.?|#)? ?\d+)?|"
    r"(?:管控|关注|實體|实体|不可靠实体|出口管制管控)(?:名单|清单|名單|清單)"
)
_PARTY = (
    r"consignees?|consigned to|buyers?|end[- ]?users?|ship(?:ped)?[- ]to|notify(?: party)?|attn|"
    r"attention|shipper|sold to|bill(?:ed)? to|invoiced to|deliver(?:y|ed)? to|suppliers?|sellers?|"
    r"vendor|customer|client|c/o|manufacturer|importer|exporter|forwarder|"
    r"empfänger|käufer|kunde|endverwender|endabnehmer|lieferant|absender|versender|hersteller|"
    r"destinataire|acheteur|utilisateur final|fournisseur|expéditeur|"
    r"consignatario|comprador|destinatario|usuario final|proveedor|remitente"
)
_PARTY_SPACELESS = (
    r"收货人|收貨人|买方|買方|最终用户|最終用戶|发货人|通知方|供应商|卖方|"
    r"荷受人|買主|需要者|最終需要者|出荷人|仕入先|荷送人"
)
_NAME = r"[,;:(\[ /-]*(?:[^\n]*)$"
_WHOSE = rf"(?i)(?P<good>[\w)%\"'.].*?)[,;(\[ /-]+\b(?:{_PARTY})\b{_NAME}"
_WHOSE_SPACELESS = rf"(?P<good>\S.*?)[,;(\[ /-]*(?:{_PARTY_SPACELESS}){_NAME}"
_FIRST = rf"(?i)^\W*(?:(?:{_PARTY})\b|{_PARTY_SPACELESS})[^,;\n]*[,;]"
"""A party that stands before the good; the good follows the next comma."""
_PAPERS = (
    r"(?i)\b(?:invoice|inv\.|p\.?o\.|po|purchase order|order|contract|lot|batch|heat|proforma|"
    r"rechnung|bestellung|charge|facture|commande|factura|pedido|lote)"
    r" ?(?:no\.?|nr\.?|n°|number|#)?[ :#]*[a-z]{0,5}[-/]?\d[\w./-]*"
)

_SUFFIX = (
    r"GmbH|AG|KG|SE|Co\.?,? ?Ltd|CO\.?,? ?LTD|Ltd|LTD|LLC|Inc|INC|Corp|Corporation|CORP|Limited|"
    r"Company|plc|PLC|BV|B\.V|NV|N\.V|S\.A|SA|SAS|SARL|S\.L|SpA|S\.p\.A|Srl|Oy|AB|K\.K|KK|Pte|Bhd|"
    r"Holdings|Industries|Metals Co|Freight Lines|Logistics|Division"
)
_COMPANY = (
    rf"(?P<before>[,;:(] ?|\b(?:by|from|to|for|of|von|an|bei|chez|para) )"
    rf"(?:[A-ZÄÖÜÉ][\w&.'-]* ){{1,5}}(?:{_SUFFIX})\b\.?"
)
_MAKER = rf"^(?:[A-ZÄÖÜÉ][\w&.'-]* ){{1,5}}(?:{_SUFFIX})\b\.? ?[,:;-] "
"""A company that stands before the good."""
_COMPANY_SPACELESS = (
    r"(?P<before>^|[,;:( 、])(?:[\x{3040}-\x{9fff}A-Za-z]{2,20}(?:有限公司|有限责任公司|集团|"
    r"股份公司|公司|株式会社|(?:株))|株式会社[\x{3040}-\x{9fff}A-Za-z]{2,20})"
)

_USE = (
    r"fib(?:re|er)|battery|cell|catalyst|catalytic|optic(?:al|s)?|glass|magnets?|target|"
    r"sputtering|ceramics?|phosphor|polish(?:ing)?|crystal|scintillator|alloy|semiconductor|chip|"
    r"wafer|reactor|nuclear|mbe|mocvd|electronics?|solar|led|cathode|anode|electrode|capacitor|"
    r"motor|lubricant|lens|window|toy|steel|pigment|paint|tool|diamond|technical|metallurgical|"
    r"foundry|refractory|flame[- ]retardant|plastics?|smelter|superalloy|aerospace|turbine"
)
_KIND = (
    r"(?i)\b(?P<what>magnets?|target|ceramics?|alloy|tool|steel)[ ,-]+grades?"
    r"(?P<figure>[: ]+(?:n-?(?:2[5-9]|3\d|4\d|5\d)|(?:2[5-9]|3\d|4\d|5\d)(?:m|h|sh|uh|eh|ah|th|vh)|"
    r"y\d\d|smco|ndfeb|xgs|yxg|cp ?\d|[kp]\d\d))"
)
_GRADE = (
    rf"(?i)\b(?:(?:{_USE}|fcc|li-ion|fuel|evaporation|laser|hard)[ -])?(?:{_USE})[ -]"
    r"(?:grade|quality)\b|"
    r"\b\w{3,}(?:qualität|güte)\b|"
    r"\b(?:qualité|grado|calidad|grade|qualidade) (?:de )?"
    r"(?:batterie|batería|bateria|luminophore|fósforo|aimants?|im[aá]n(?:es)?|catalyseur|"
    r"catalizador|optique|óptic[ao]|céramique|cerámic[ao]|fibre|fibra|cible|blanco|électronique)\b|"
    r"(?:電池|磁石|触媒|光学|光ファイバー?|ターゲット|蛍光体|電子|半導体|セラミックス?)用?グレード|"
    r"(?:电池|磁材|磁体|光纤|催化剂?|光学|靶材|荧光粉?|电子|半导体|陶瓷|抛光|晶体|電池)级"
)


def goods_only(texts: pl.Series) -> pl.Series:
    """The texts without what speaks of trade; each keeps its place.

    Args:
        texts: texts in one typography.
    """
    return (
        texts.str.replace_all(_LISTS, " ")
        .str.replace(_FIRST, " ")
        .str.replace(_WHOSE, "${good}")
        .str.replace(_WHOSE_SPACELESS, "${good}")
        .str.replace_all(_PAPERS, " ")
        .str.replace(_MAKER, " ")
        .str.replace_all(_COMPANY, "${before}")
        .str.replace_all(_COMPANY_SPACELESS, "${before}")
        .str.replace_all(_KIND, "${what} ${figure}")
        .str.replace_all(_GRADE, " ")
    )
