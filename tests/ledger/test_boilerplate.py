"""What is the article's own text, and what only stood beside it; in all six languages."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from xenotime.ledger.article import Article
from xenotime.ledger.reading import article_of_text


@dataclass(frozen=True)
class Page:
    """Parts of a page written for these tests."""

    title: str
    body: tuple[str, ...]
    heading: str
    teasers: tuple[tuple[str, str], ...]
    furniture: tuple[str, ...]


PAGES = {
    "de": Page(
        "Kanada und Deutschland vereinbaren Lieferungen von Neodym",
        (
            "Kanada und Deutschland haben am Montag in Ottawa ein Abkommen über die Lieferung "
            "von Neodym unterzeichnet. Die kanadische Ministerin für Bodenschätze sprach von "
            "einem ersten Schritt.",
            "Nach dem Abkommen soll ein Bergwerk in Québec von 2027 an jährlich 400 Tonnen "
            "Neodym an deutsche Hersteller von Magneten liefern. Die Bundesregierung sichert "
            "den Kauf mit einer Garantie ab.",
            "Das Bergwerk gehört einem kanadischen Unternehmen, das bisher nur Nickel fördert. "
            "Für den Ausbau braucht es nach eigenen Angaben rund 600 Millionen kanadische "
            "Dollar.",
            "Die Hersteller von Magneten hatten vor einem Jahr vor Engpässen gewarnt, nachdem "
            "China Ausfuhren von Neodym an Genehmigungen geknüpft hatte.",
        ),
        "Lesen Sie auch",
        (
            (
                "Hamburger Orchester sagt drei Konzerte ab",
                "Das Orchester der Hamburger Oper hat drei Konzerte im Dezember abgesagt. Als "
                "Grund nannte die Intendanz einen Wasserschaden im Probensaal, der erst im "
                "Frühjahr behoben sein wird.",
            ),
            (
                "Zoo in Leipzig zeigt erstmals junge Schneeleoparden",
                "Im Leipziger Zoo sind die jungen Schneeleoparden erstmals im Gehege zu sehen. "
                "Die Tiere kamen im Sommer zur Welt und wurden von ihrer Mutter bisher in der "
                "Höhle versteckt.",
            ),
        ),
        (
            "Teilen",
            "Artikel anhören",
            "Foto: Maja Lindqvist",
            "Newsletter abonnieren und nichts mehr verpassen",
            "dpa/rtr",
        ),
    ),
    "nl": Page(
        "Nederland en Chili spreken af om lithium te verwerken",
        (
            "Nederland en Chili hebben dinsdag in Santiago een akkoord gesloten over de "
            "verwerking van lithium. De minister van Klimaat noemde het een doorbraak voor de "
            "Europese batterijen.",
            "Volgens het akkoord verwerkt een fabriek in Delfzijl vanaf 2028 elk jaar 20.000 "
            "ton lithiumcarbonaat uit Chili. De Nederlandse staat leent het bedrijf daarvoor "
            "150 miljoen euro.",
            "Chili wil met de afspraak minder afhankelijk worden van kopers in China, dat nu "
            "het meeste lithium van het land koopt.",
            "De fabriek in Delfzijl moet nog een vergunning krijgen. De provincie Groningen "
            "beslist daar volgens de minister voor de zomer over.",
        ),
        "Lees ook",
        (
            (
                "Schaatser wint goud op de tien kilometer",
                "De schaatser uit Friesland heeft goud gewonnen op de tien kilometer. Hij reed "
                "een baanrecord en bleef zijn Noorse rivaal ruim drie seconden voor, tot "
                "vreugde van het publiek in Heerenveen.",
            ),
            (
                "Museum in Utrecht koopt onbekend schilderij",
                "Het museum in Utrecht heeft een onbekend schilderij uit de zeventiende eeuw "
                "gekocht. Het doek hing jarenlang boven een schoorsteen in een boerderij en "
                "werd bij toeval herkend.",
            ),
        ),
        (
            "Delen",
            "Luister naar dit artikel",
            "Beeld: Joost Verhulst",
            "Schrijf je in voor onze nieuwsbrief",
            "anp/rtr",
        ),
    ),
    "en": Page(
        "Australia and South Korea agree on a tungsten stockpile",
        (
            "Australia and South Korea signed an agreement in Canberra on Thursday to build a "
            "shared stockpile of tungsten. The resources minister called the agreement a "
            "safeguard for both countries.",
            "Under the agreement a mine in Queensland will deliver 1,200 tonnes of tungsten "
            "concentrate a year to a warehouse in Busan. Seoul will pay 80 million Australian "
            "dollars in advance.",
            "South Korean makers of cutting tools bought most of their tungsten from China "
            "until export licences became slower this year.",
            "The mine closed in 2014 and needs a new mill before deliveries can start. Its "
            "owner hopes to finish the mill within eighteen months.",
        ),
        "Read more",
        (
            (
                "Lighthouse keeper's diary found in an attic",
                "A diary written by a lighthouse keeper in the nineteenth century has turned "
                "up in an attic in Hobart. Its pages describe storms, shipwrecks and a tame "
                "seal that slept beside the stove.",
            ),
            (
                "Bakers protest against cheaper frozen bread",
                "Hundreds of bakers marched through Lyon to protest against frozen bread in "
                "supermarkets. They handed out warm loaves and asked the mayor to protect "
                "family bakeries from ruin.",
            ),
        ),
        (
            "Share this article",
            "Advertisement",
            "Photo: Priya Raman",
            "Sign up for our newsletter",
            "Reuters/AP",
        ),
    ),
    "fr": Page(
        "La France et le Kazakhstan s'accordent sur le gallium",
        (
            "La France et le Kazakhstan ont signé mercredi à Astana un accord sur la "
            "production de gallium. La ministre de l'Industrie a salué un partenariat de long "
            "terme entre les deux pays.",
            "L'accord prévoit qu'une raffinerie d'alumine de Pavlodar livre chaque année 15 "
            "tonnes de gallium à des fabricants français de semi-conducteurs. Paris apporte 40 "
            "millions d'euros de garanties.",
            "Les fabricants français de semi-conducteurs dépendaient jusqu'ici de la Chine "
            "pour presque tout leur gallium.",
            "La raffinerie de Pavlodar doit encore installer une ligne d'extraction. Le "
            "gouvernement du Kazakhstan espère les premières livraisons de gallium avant la "
            "fin de 2027.",
        ),
        "À lire aussi",
        (
            (
                "Un berger retrouve son troupeau après la tempête",
                "Un berger des Pyrénées a retrouvé son troupeau trois jours après la tempête. "
                "Les brebis s'étaient abritées dans une grotte que personne ne connaissait, "
                "au-dessus du village de Lescun.",
            ),
            (
                "Le festival de marionnettes change de directeur",
                "Le festival de marionnettes de Charleville change de directeur cet automne. "
                "La nouvelle équipe veut inviter davantage de troupes amateurs et jouer dans "
                "les écoles de la vallée.",
            ),
        ),
        (
            "Partager",
            "Publicité",
            "Crédit photo : Anaïs Morel",
            "Inscrivez-vous à notre newsletter",
            "AFP/Reuters",
        ),
    ),
    "es": Page(
        "España y Perú firman un acuerdo sobre el antimonio",
        (
            "España y Perú firmaron el viernes en Lima un acuerdo para explotar un yacimiento "
            "de antimonio. El ministro de Industria destacó que el acuerdo reduce la "
            "dependencia de un solo proveedor.",
            "Según el acuerdo, una mina de Puno entregará 3.000 toneladas de antimonio al año "
            "a una fundición de Huelva. El Gobierno de España aportará un préstamo de 90 "
            "millones de euros.",
            "La fundición de Huelva compraba hasta ahora el antimonio en China, que limitó sus "
            "exportaciones hace un año.",
            "La mina de Puno todavía necesita el permiso de las comunidades vecinas. El "
            "Gobierno de Perú espera una respuesta antes de diciembre.",
        ),
        "Lea también",
        (
            (
                "Un coro de abuelas gana el concurso de villancicos",
                "Un coro de abuelas de Soria ha ganado el concurso nacional de villancicos. "
                "Las cantantes ensayan cada tarde en la cocina de una de ellas y sueñan con "
                "grabar un disco.",
            ),
            (
                "Cierra la librería más antigua de Oviedo",
                "La librería más antigua de Oviedo cierra sus puertas tras un siglo y medio. "
                "Los lectores del barrio han formado cola para despedirse de los dueños y "
                "comprar los últimos volúmenes.",
            ),
        ),
        (
            "Compartir",
            "Publicidad",
            "Foto: Lucía Ferrándiz",
            "Suscríbete a nuestro boletín",
            "EFE/Reuters",
        ),
    ),
    "ja": Page(
        "日本とインド、レアアース磁石の共同生産で合意",
        (
            "日本とインドは月曜日、"
            "ニューデリーでレアアース磁石の共同生産に関する合意文書に署名した。経済産業大臣は、"
            "両国の供給網を強くする一歩だと述べた。",
            "合意によると、"
            "インド南部の工場が2028年から年間500トンのレアアース磁石を日本の自動車会社に供給する。"
            "日本政府は工場の建設に120億円を融資する。",
            "日本の自動車会社はこれまでレアアース磁石の多くを中国から輸入してきたが、"
            "中国の輸出規制で調達が遅れていた。",
            "工場の建設には環境当局の許可が必要で、インド政府は来年3月までに判断する見通しだ。",
        ),
        "関連記事",
        (
            (
                "北海道の動物園でアザラシの赤ちゃん誕生",
                "北海道の動物園でアザラシの赤ちゃんが生まれた。飼育員によると体重は九キロで、"
                "母親のそばを離れず元気に泳いでいるという。一般公開は春休みの予定である。",
            ),
            (
                "老舗旅館が百年ぶりに温泉を掘削",
                "長野県の老舗旅館が百年ぶりに新しい温泉を掘り当てた。"
                "女将は湯量が三倍に増えたと喜び、"
                "露天風呂を冬までに広げて宿泊客を迎えたいと話している。",
            ),
        ),
        ("シェアする", "広告", "写真：佐々木", "無断転載を禁じます", "(共同)"),
    ),
}
CODES = sorted(PAGES)


def role_of(article: Article, part: str) -> str:
    start = article.text.rindex(part)
    (role,) = {b.role for b in article.blocks if b.start < start + len(part) and start < b.end}
    return role


def body_of(article: Article) -> list[str]:
    return [article.quote(b.start, b.end) for b in article.blocks if b.role == "body"]


def stacked(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("code", CODES)
def test_nothing_below_a_heading_of_teasers_is_read(code: str) -> None:
    page = PAGES[code]
    flat = [part for teaser in page.teasers for part in teaser]
    article = article_of_text("a", stacked(page.title, *page.body, page.heading, *flat))
    assert article.language == code
    assert body_of(article) == list(page.body)
    assert {role_of(article, part) for part in [page.heading, *flat]} == {"teaser"}


@pytest.mark.parametrize("code", CODES)
def test_teasers_without_any_heading_are_not_read(code: str) -> None:
    page = PAGES[code]
    flat = [part for teaser in page.teasers for part in teaser]
    article = article_of_text("a", stacked(page.title, *page.body, *flat))
    assert body_of(article) == list(page.body)
    assert {role_of(article, part) for part in flat} == {"teaser"}


@pytest.mark.parametrize("code", CODES)
def test_a_single_teaser_without_a_heading_is_not_read(code: str) -> None:
    page = PAGES[code]
    article = article_of_text("a", stacked(page.title, *page.body, *page.teasers[0]))
    assert body_of(article) == list(page.body)


@pytest.mark.parametrize("code", CODES)
def test_a_last_paragraph_on_the_topic_stays_in_the_article(code: str) -> None:
    page = PAGES[code]
    for last in page.body[1:]:
        others = [paragraph for paragraph in page.body if paragraph != last]
        article = article_of_text("a", stacked(page.title, *others, last))
        assert body_of(article) == [*others, last]


@pytest.mark.parametrize("code", CODES)
def test_a_last_section_below_a_subheading_stays_in_the_article(code: str) -> None:
    page = PAGES[code]
    subheading = page.title
    article = article_of_text("a", stacked(*page.body[:3], subheading, page.body[3]))
    assert body_of(article) == list(page.body)
    assert role_of(article, subheading) == "subheading"


@pytest.mark.parametrize("code", CODES)
def test_the_article_goes_on_after_a_teaser_in_its_middle(code: str) -> None:
    page = PAGES[code]
    headline = page.teasers[0][0]
    article = article_of_text(
        "a", stacked(page.title, *page.body[:2], page.heading, headline, *page.body[2:])
    )
    assert body_of(article) == list(page.body)
    assert role_of(article, headline) == "teaser"


@pytest.mark.parametrize("code", CODES)
def test_a_pointer_to_another_article_in_one_line_is_not_read(code: str) -> None:
    page = PAGES[code]
    pointer = f"{page.heading}: {page.teasers[1][0]}"
    article = article_of_text("a", stacked(page.title, *page.body[:2], pointer, *page.body[2:]))
    assert body_of(article) == list(page.body)
    assert role_of(article, pointer) == "teaser"


@pytest.mark.parametrize("code", CODES)
def test_controls_captions_notices_and_signatures_are_not_read(code: str) -> None:
    page = PAGES[code]
    control, other, caption, notice, signature = page.furniture
    article = article_of_text(
        "a",
        stacked(
            page.title, control, caption, *page.body[:2], other, *page.body[2:], signature, notice
        ),
    )
    assert body_of(article) == list(page.body)
    assert [role_of(article, part) for part in page.furniture] == [
        "widget",
        "widget",
        "caption",
        "widget",
        "byline",
    ]


@pytest.mark.parametrize("code", CODES)
def test_every_stripped_block_says_why(code: str) -> None:
    page = PAGES[code]
    flat = [part for teaser in page.teasers for part in teaser]
    article = article_of_text(
        "a", stacked(page.title, *page.furniture, *page.body, page.heading, *flat)
    )
    assert all(bool(block.reason) == (block.role != "body") for block in article.blocks)


@pytest.mark.parametrize("code", CODES)
def test_nothing_of_the_text_is_lost_or_told_twice(code: str) -> None:
    page = PAGES[code]
    flat = [part for teaser in page.teasers for part in teaser]
    text = stacked(*page.furniture, page.title, *page.body, page.heading, *flat)
    article = article_of_text("a", text)
    assert article.text == text
    covered = "".join(article.quote(b.start, b.end) for b in article.blocks)
    assert "".join(covered.split()) == "".join(text.split())
    assert list(article.blocks) == sorted(article.blocks, key=lambda block: block.start)


def test_the_headline_is_kept_once_however_often_the_page_repeats_it() -> None:
    page = PAGES["de"]
    caption = f"{page.title} / Foto: MAJA LINDQVIST - AFP"
    article = article_of_text(
        "a", stacked(f"Der Tagesbote - {page.title}", page.title, page.title, caption, *page.body)
    )
    assert article.title == page.title
    assert [block.role for block in article.blocks[:4]] == ["title", "title", "title", "caption"]
    assert body_of(article) == list(page.body)


def test_the_name_of_the_site_is_not_taken_for_the_headline() -> None:
    page = PAGES["de"]
    article = article_of_text("a", stacked("Der Tagesbote", page.title, *page.body))
    assert article.title == page.title
    assert body_of(article) == list(page.body)


def test_a_menu_above_the_article_is_not_taken_for_its_headline() -> None:
    page = PAGES["de"]
    article = article_of_text(
        "a", stacked("Politik", "Wirtschaft", "Sport", "Reisen", page.title, *page.body)
    )
    assert article.title == page.title
    assert body_of(article) == list(page.body)


@pytest.mark.parametrize("sign", ["|", "·", "›"])
def test_a_menu_in_one_line_is_not_taken_for_the_headline(sign: str) -> None:
    page = PAGES["de"]
    menu = f" {sign} ".join(["Startseite", "Politik", "Wirtschaft"])
    article = article_of_text("a", stacked(menu, page.title, *page.body))
    assert article.title == page.title
    assert role_of(article, menu) == "widget"
    assert body_of(article) == list(page.body)


CLOSING = {
    "de": "Brüssel beschloss unterdessen Zölle von 30 Prozent auf Aluminium aus der Türkei, die "
    "im Herbst wirksam werden. Ankara kündigte an, dagegen in Genf zu klagen, und bestellte "
    "den Botschafter ein.",
    "nl": "Brussel besloot intussen tot invoerheffingen van 30 procent op aluminium uit Turkije, "
    "die in het najaar ingaan. Ankara stapt daartegen naar de rechter in Genève en ontbood de "
    "ambassadeur.",
    "en": "Brussels meanwhile imposed tariffs of 30 percent on Turkish aluminium, effective in "
    "autumn. Ankara vowed to sue in Geneva and summoned the ambassador, calling it a hostile "
    "gesture.",
    "fr": "Bruxelles a par ailleurs décidé des droits de douane de 30 % sur l'aluminium turc, "
    "applicables à l'automne. Ankara saisira les juges de Genève et a convoqué l'ambassadeur "
    "pour protester.",
    "es": "Bruselas aprobó entretanto aranceles del 30 % al aluminio turco, vigentes desde el "
    "otoño. Ankara acudirá a los jueces de Ginebra y convocó al embajador para expresar su "
    "enfado.",
}


@pytest.mark.parametrize("code", sorted(CLOSING))
def test_a_last_paragraph_on_the_trade_of_others_stays_in_the_article(code: str) -> None:
    page = PAGES[code]
    article = article_of_text("a", stacked(page.title, *page.body, CLOSING[code]))
    assert body_of(article) == [*page.body, CLOSING[code]]


@pytest.mark.parametrize("code", sorted(CLOSING))
def test_a_teaser_on_the_trade_of_others_is_not_read_below_a_control_of_the_page(
    code: str,
) -> None:
    page = PAGES[code]
    article = article_of_text(
        "a", stacked(page.title, *page.body, page.furniture[0], CLOSING[code])
    )
    assert body_of(article) == list(page.body)


def test_items_of_a_list_are_read() -> None:
    page = PAGES["en"]
    items = ["- 1,200 tonnes of tungsten concentrate a year", "- a warehouse in Busan by 2028"]
    article = article_of_text("a", stacked(page.title, page.body[0], *items, *page.body[1:]))
    assert body_of(article) == [page.body[0], *items, *page.body[1:]]


def test_a_text_of_one_line_is_read_although_it_looks_like_a_headline() -> None:
    article = article_of_text("a", "Japan and India sign a magnet agreement")
    assert body_of(article) == [article.text]


def test_a_paragraph_broken_into_lines_is_one_paragraph() -> None:
    text = (
        "Australia and South Korea signed an agreement in Canberra on\n"
        "Thursday to build a shared stockpile of tungsten, which both\n"
        "countries need for cutting tools.\n"
        "\n"
        "Under the agreement a mine in Queensland will deliver 1,200\n"
        "tonnes of tungsten concentrate a year to a warehouse in the\n"
        "port of Busan.\n"
    )
    article = article_of_text("a", text)
    assert [len(quote.split("\n")) for quote in body_of(article)] == [3, 3]
    assert len(article.sentences) == 2
