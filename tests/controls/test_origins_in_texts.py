"""Where a text says that a good was made, by whose technology, and from where its content came."""

from __future__ import annotations

import pytest

from tests.controls.described import one


@pytest.mark.parametrize(
    ("text", "made", "technology", "content"),
    [
        ("Magnets made in Japan", "JPN", None, None),
        ("Japanese-made magnets", "JPN", None, None),
        ("manufactured in Germany", "DEU", None, None),
        ("Magnets sintered in Viet Nam", "VNM", None, None),
        ("Hergestellt in Deutschland", "DEU", None, None),
        ("fabriqué en France", "FRA", None, None),
        ("中国制造 磁铁", "CHN", None, None),
        ("日本製磁石", "JPN", None, None),
        ("Magnets made in Vietnam using Chinese technology", "VNM", "CHN", None),
        ("NdFeB magnets, Chinese sintering know-how", None, "CHN", None),
        ("Dysprosium oxide for Japan", None, None, None),
        ("NdFeB magnets with PRC Dy", None, None, "CHN"),
        ("SmCo alloy, Chinese Sm metal", None, None, "CHN"),
        ("NdFeB-Magnete, Dy aus China", None, None, "CHN"),
        ("Motor contains Chinese-origin terbium", None, None, "CHN"),
        ("Sintered magnets using Chinese dysprosium", None, None, "CHN"),
        ("钕铁硼磁铁 含中国产镝", None, None, "CHN"),
        ("中国産Dy使用ネオジム磁石", None, None, "CHN"),
        ("Chinese NdFeB magnets", None, None, None),
        ("China-origin dysprosium oxide", None, None, None),
        ("500 kg of Chinese dysprosium oxide", None, None, None),
        ("NdFeB magnets, Chinese magnet-making technology", None, "CHN", None),
        ("NdFeB magnets, licensed PRC technology", None, "CHN", None),
        ("Magnets, Baotou process", None, "CHN", None),
        ("NdFeB magnets under licence of a Chinese company", None, "CHN", None),
        ("NdFeB magnets, no PRC technology", None, None, None),
        ("NdFeB magnets made in Vietnam using own process", "VNM", None, None),
        ("NdFeB magnets, non-Chinese Dy", None, None, None),
        ("NdFeB magnets sintered in Hanau with 3% Chinese Dy", "DEU", None, "CHN"),
        ("Dysprosium metal produced in Narva from Chinese oxide", "EST", None, "CHN"),
        ("Magnets (neodymium) of China", None, None, None),
        ("Imanes de neodimio de China", None, None, None),
        ("NdFeB magnets, Dy separated in China, sintered in Germany", "DEU", None, "CHN"),
        ("NdFeB magnets made in Vietnam using the technology", "VNM", None, None),
        ("磁铁 产于日本", "JPN", None, None),
        ("Oxide separated in Kuantan", "MYS", None, None),
        ("gesintert in Bitterfeld, NdFeB", "DEU", None, None),
        ("Magnete N42SH gefertigt in Deutschland mit chinesischem Dysprosium", "DEU", None, "CHN"),
        ("Aimants NdFeB frittés en France avec du dysprosium chinois", "FRA", None, "CHN"),
        ("SmCo alloy cast in Japan", "JPN", None, None),
        ("NdFeB magnets, without Chinese technology, Dy from China", None, None, "CHN"),
        ("NdFeB magnets (Dy: China), COO: JP", "JPN", None, "CHN"),
        ("NdFeB magnets, magnets N48H, Dy ex China, exporter's own process", None, None, "CHN"),
        ("NdFeB magnets made in Japan (own Japanese process), Dy ex China", "JPN", "JPN", "CHN"),
        ("unter chinesischer Lizenz gefertigte NdFeB-Magnete", None, "CHN", None),
        ("Rotor with Chinese NdFeB magnets", None, None, "CHN"),
        ("machined in Seoul, magnets pressed and sintered in China", "CHN", None, None),
        ("含中国原料的电机", None, None, "CHN"),
        ("使用中国技术的磁铁", None, "CHN", None),
        ("日本焼結 ネオジム磁石 中国産Dy使用", "JPN", None, "CHN"),
        ("MAGNETS NDFEB, MADE IN USA, PRC TB", "USA", None, "CHN"),
        ("NdFeB N45SH segments pressed in Ningbo", "CHN", None, None),
        ("Sm2Co17 rings sintered in Fort Worth", "USA", None, None),
        ("Dysprosium oxide separated in Kuantan", "MYS", None, None),
        ("Tb4O7 refined in La Rochelle", "FRA", None, None),
        ("Terbiummetall, hergestellt in Narva", "EST", None, None),
        ("Magnet assemblies assembled in Rayong using Chinese magnets", "THA", None, "CHN"),
        ("NdFeB magnets, made in Hanoi, contains PRC Dy and Tb", "VNM", None, "CHN"),
        ("NdFeB alloy flakes strip cast in Takefu, Tb ex China", "JPN", None, "CHN"),
        ("SmCo magnets with Chinese samarium", None, None, "CHN"),
        ("Magnete aus NdFeB, Terbium aus China bezogen", None, None, "CHN"),
        ("Aimants NdFeB contenant du dysprosium de Chine", None, None, "CHN"),
        ("Imanes NdFeB con disprosio de China", None, None, "CHN"),
        ("烧结钕铁硼 使用中国产镝铽", None, None, "CHN"),
        ("ネオジム磁石 (中国産ジスプロシウム使用)", None, None, "CHN"),
        ("Chinese dysprosium metal", None, None, None),
        ("Chinese-made SmCo magnets", "CHN", None, None),
        ("Sample of Chinese NdFeB magnets", None, None, None),
        ("2 pallets of Chinese terbium oxide", None, None, None),
        ("Lot of Chinese antimony ingots", None, None, None),
        ("Box with Chinese dysprosium oxide", None, None, None),
        ("NdFeB magnets from China", None, None, None),
        ("Neodymium magnets from China", None, None, None),
        ("Dysprosium from China 99.5%", None, None, None),
        ("NdFeB magnets of Chinese origin", "CHN", None, None),
        ("NdFeB magnets (China origin)", "CHN", None, None),
        ("Magnets, made in PRC, Dy 3%", "CHN", None, None),
        ("NdFeB magnets, Chinese process", None, "CHN", None),
        ("NdFeB magnets, Ganzhou sintering technology", None, "CHN", None),
        ("Magnets made with Japanese technology, no Chinese technology", None, "JPN", None),
        ("Magnets, patent licence of a Chinese company", None, "CHN", None),
        ("NdFeB magnets free of Chinese rare earths", None, None, None),
        ("NdFeB magnets not made in China", None, None, None),
        ("Magnets sintered in Germany, no Chinese Dy, own technology", "DEU", None, None),
        ("Motor, magnets from China", None, None, None),
        ("Gallium metal recovered from Chinese scrap", None, None, "CHN"),
        ("Dysprosium metal reduced in Estonia from Chinese oxide", None, None, "CHN"),
        ("NdFeB magnets, raw material from China", None, None, "CHN"),
        ("Tungsten carbide tools, tungsten from China", None, None, "CHN"),
    ],
)
def test_countries_of_manufacture_technology_and_content(
    text: str, made: str | None, technology: str | None, content: str | None
) -> None:
    goods = one(text)
    assert goods.made_in == [made]
    assert goods.technology == [technology]
    assert goods.foreign_content == [content]


def test_a_code_of_capitals_names_a_country_where_origin_is_spoken_of() -> None:
    assert one("NdFeB magnets, COO: JP").made_in == ["JPN"]
    assert one("ORIGIN DE CHINA").made_in == ["CHN"]
