"""What the columns of a table mean: the names under which newsrooms keep a story's parts → our fields.

A name is known whatever its case, accents and marks ("Pub_Date", "PUB DATE" and "pub-date" are one); the languages are
those that tables were met in. A name may also say its field itself, as `--map` writes it: "Kop=headline". So a row that
is kept with its header is read again as it was.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from articles.importers.decoding import UNWANTED
from articles.importers.record import Unreadable

# Field → what an editor reads of it. "" is a column that is left out.
FIELDS = {
    "headline": "headline",
    "standfirst": "standfirst",
    "body": "text (plain or HTML)",
    "byline": "byline, as printed",
    "authors": "authors, one or several",
    "dateline": "dateline (the place it was written in)",
    "section": "section",
    "language": "language",
    "publisher": "publisher",
    "published": "date of publication",
    "published-day-first": "date of publication, 03/04 is 3 April",
    "published-month-first": "date of publication, 03/04 is 4 March",
    "updated": "moment of the last change",
    "url": "address on the web",
    "former-urls": "former addresses",
    "id": "the publisher’s own key",
    "status": "state: published, draft, withheld or canceled",
    "tags": "tags, of any kind",
    "person": "people (tags)",
    "organisation": "organisations (tags)",
    "place": "places (tags)",
    "event": "events (tags)",
    "topic": "topics (tags)",
    "cited": "outlets cited",
    "picture": "address of a picture",
    "caption": "the picture’s caption",
    "credit": "the picture’s credit",
}

# Names parted by bars. What could be anything ("name", "comment") is not here.
NAMES = {
    "headline": (
        "headline|title|head|heading|story title|article title|post title|main headline|news title|hed|"
        "titre|titre de l article|manchette|titel|uberschrift|schlagzeile|titular|titulo|titulo da noticia|titolo|kop|"
        "rubrik|overskrift|otsikko|tytul|naglowek|titulek|cim|titlu|baslik|haber basligi|judul|заголовок|название|"
        "العنوان|عنوان|عنوان الخبر|تیتر|شہ سرخی|سرخی|शीर्षक|标题|標題|タイトル|見出し|제목|כותרת|τιτλος"
    ),
    "standfirst": (
        "standfirst|summary|description|excerpt|abstract|deck|dek|subtitle|sub title|subheadline|sub headline|subhead|"
        "subheading|teaser|lead|lede|intro|introduction|blurb|kicker|short description|"
        "chapo|chapeau|resume|sous titre|vorspann|untertitel|zusammenfassung|anriss|anleser|entradilla|resumen|bajada|"
        "subtitulo|resumo|linha fina|sommario|sottotitolo|occhiello|samenvatting|inleiding|ingress|streszczenie|ozet|"
        "spot|ringkasan|аннотация|лид|описание|الملخص|ملخص|خلاصه|摘要|简介|要約|요약"
    ),
    "body": (
        "body|text|content|story|full text|fulltext|article|article text|article body|body text|body html|html|"
        "content html|contents|story text|post content|main text|story body|"
        "texte|contenu|corps|corps de l article|inhalt|artikeltext|volltext|texto|contenido|cuerpo|conteudo|"
        "corpo|testo|contenuto|tekst|inhoud|innehall|brodtext|tresc|metin|icerik|isi|konten|isi berita|текст|содержание|"
        "النص|نص|المحتوى|متن|متن خبر|सामग्री|正文|内容|內容|本文|본문|내용"
    ),
    "byline": "byline|by line|by|signature|autorenzeile",
    "authors": (
        "author|authors|writer|writers|reporter|reporters|journalist|journalists|creator|author name|written by|"
        "columnist|correspondent|post author|"
        "auteur|auteurs|redacteur|journaliste|autor|autoren|verfasser|autorin|autora|autores|periodista|reportero|"
        "autore|autori|giornalista|forfattare|forfatter|skribent|kirjoittaja|autorzy|yazar|muhabir|penulis|wartawan|"
        "автор|авторы|журналист|الكاتب|كاتب|المؤلف|نویسنده|مصنف|作者|记者|記者|著者|기자|작성자"
    ),
    "dateline": "dateline|location line|city dateline",
    "section": (
        "section|desk|department|section name|rubrique|ressort|seccion|secao|editoria|sezione|sectie|avdelning|dzial|"
        "rubriek|раздел|рубрика|القسم|قسم|بخش|版面|栏目"
    ),
    "language": "language|lang|locale|language code|langue|sprache|idioma|lingua|taal|sprak|jezyk|dil|bahasa|язык|اللغة|زبان|语言",
    "publisher": (
        "publisher|source|outlet|publication|newspaper|site|site name|website|source name|media|medium|news source|"
        "media outlet|media name|news outlet|newspaper name|paper|provider|domain|"
        "editeur|journal|verlag|quelle|zeitung|herausgeber|fuente|medio|periodico|diario|fonte|veiculo|jornal|testata|"
        "editore|bron|krant|kalla|tidning|kilde|avis|zrodlo|gazeta|kaynak|gazete|sumber|media massa|источник|издание|"
        "المصدر|مصدر|الناشر|منبع|ذریعہ|来源|來源|媒体|出典|출처|언론사"
    ),
    "published": (
        "published|date|published at|published on|publication date|publish date|published date|date published|pub date|"
        "pubdate|date of publication|datetime|post date|posted|posted on|posted at|issue date|story date|article date|"
        "news date|release date|date time|first published|publish time|publication time|published time|published date utc|"
        "date gmt|date de publication|date de parution|publie le|parution|datum|veroffentlicht|veroffentlicht am|"
        "erscheinungsdatum|veroffentlichungsdatum|fecha|fecha de publicacion|publicado|data|data de publicacao|"
        "data di pubblicazione|data pubblicazione|publicatiedatum|publiceringsdatum|publicerad|dato|udgivet|paivamaara|"
        "data publikacji|tarih|yayin tarihi|tanggal|tanggal terbit|дата|дата публикации|опубликовано|التاريخ|تاريخ|"
        "تاريخ النشر|تاریخ|تاریخ انتشار|تاریخ اشاعت|दिनांक|तारीख|日期|发布时间|發布時間|发布日期|日付|公開日|날짜|작성일"
    ),
    "updated": (
        "updated|updated at|updated on|modified|modified at|last modified|last updated|date modified|date updated|"
        "modified date|update date|post modified|mis a jour|mise a jour|aktualisiert|geandert|actualizado|atualizado|"
        "aggiornato|bijgewerkt|uppdaterad|guncelleme|обновлено|تاريخ التحديث|更新|更新时间"
    ),
    "url": (
        "url|link|address|web address|permalink|permanent link|canonical|canonical url|article url|story url|"
        "original url|source url|page url|web url|lien|adresse|enlace|indirizzo|direccion|endereco|lank|lenke|adres|"
        "baglanti|tautan|ссылка|الرابط|رابط|لینک|链接|網址|网址|链接地址|링크"
    ),
    "former-urls": "former urls|former url|old url|old urls|previous url|redirects|redirect from|aliases",
    "id": (
        "id|guid|uid|uuid|external id|article id|story id|post id|news id|item id|key|identifier|unique id|identifiant|"
        "identificador|kennung|идентификатор|المعرف"
    ),
    "status": (
        "status|state|post status|publication status|pub status|workflow state|statut|etat|zustand|estado|situacao|stato|"
        "durum|статус|الحالة|状态"
    ),
    "tags": (
        "tags|tag|keywords|keyword|categories|category|labels|label|subjects|subject|post tags|news keywords|entities|"
        "mots cles|etiquettes|categorie|schlagworte|schlagworter|stichworte|kategorie|kategorien|etiquetas|palabras clave|"
        "categoria|categorias|palavras chave|parole chiave|trefwoorden|categorieen|nyckelord|kategori|emneord|"
        "slowa kluczowe|etiketler|anahtar kelimeler|kata kunci|теги|ключевые слова|категория|الوسوم|كلمات مفتاحية|الفئة|"
        "برچسب ها|标签|標籤|关键词|分类|分類|タグ|태그"
    ),
    "person": "person|people|persons|personnes|personen|personas|pessoas|persone|personer|kisiler|персоны|أشخاص|人物",
    "organisation": (
        "organisation|organisations|organization|organizations|org|orgs|company|companies|organisationen|organizaciones|"
        "organizacoes|organizzazioni|kuruluslar|организации|منظمات|机构"
    ),
    "place": (
        "place|places|location|locations|country|countries|city|region|lieu|lieux|pays|ort|orte|lugar|lugares|pais|luogo|"
        "luoghi|plaats|plats|yer|tempat|место|страна|المكان|地点|地點"
    ),
    "event": "event|events|evenement|evenements|ereignis|evento|eventos|eventi|olay|событие|事件",
    "topic": "topic|topics|theme|themes|sujet|sujets|thema|themen|tema|temas|temi|konu|topik|тема|темы|موضوع|主题|話題",
    "cited": "cited|cites|sources cited|cited sources|sources|quoted sources|citations|credits to|zitiert|citees",
    "picture": (
        "picture|pictures|image|images|image url|picture url|photo|photo url|photos|thumbnail|featured image|main image|"
        "top image|lead image|urltoimage|url to image|img|bild|bilder|imagen|imagem|immagine|foto|afbeelding|bilde|"
        "zdjecie|resim|gorsel|gambar|изображение|фото|صورة|الصورة|عکس|图片|圖片|画像|사진"
    ),
    "caption": "caption|image caption|picture caption|photo caption|legende|bildunterschrift|leyenda|legenda|didascalia",
    "credit": "credit|photo credit|image credit|picture credit|photographer|bildnachweis|fotograf|photographe|credito",
}  # fmt: skip
MARKS = re.compile(r"[\W_]+")
# "publishedAt" is two words.
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
SAID = re.compile(r"(?P<name>.*)=\s*(?P<field>[a-z-]*)\s*", re.DOTALL)


def folded(name: str) -> str:
    """A column's name in lower case without accents and marks, one space between words."""
    apart = CAMEL.sub(" ", " ".join(name.translate(UNWANTED).split()))
    bare = "".join(c for c in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(c))
    return MARKS.sub(" ", bare.casefold().replace("ı", "i").replace("ł", "l").replace("ø", "o")).strip()


# The names are written without accents, but for scripts in which a mark makes another letter.
KNOWN = {folded(name): field for field, names in NAMES.items() for name in names.split("|")}
KNOWN |= {folded(field): field for field in FIELDS}
KNOWN = {key.replace(" ", ""): field for key, field in KNOWN.items()}


def field_of(name: str) -> str:
    """The field that a column's name means, or ""."""
    said = SAID.fullmatch(name)
    if said and (said["field"] in FIELDS or not said["field"]):
        return said["field"]
    return KNOWN.get(folded(name).replace(" ", ""), "")


# A table may have a title and a note above its header.
HEADER_WITHIN = 10
# Names at the head of a table are told in an error up to here.
MOST_TOLD = 30
# What is longer is no name but a text.
LONGEST_NAME = 60


def names_of(cells: Sequence[str]) -> list[str]:
    """A header's names, one a cell; a nameless column is called by its place."""
    tidy = (" ".join(cell.translate(UNWANTED).split()) for cell in cells)
    return [name or f"column {place}" for place, name in enumerate(tidy, 1)]


def proposed(names: Iterable[str]) -> dict[str, str]:
    """{column: field or ""} as far as names tell."""
    return {name: field_of(name) for name in names}


def checked(mapping: Mapping[str, str]) -> dict[str, str]:
    """A mapping {column: field}, if there are such fields. Raises Unreadable."""
    for column, field in mapping.items():
        if field and field not in FIELDS:
            raise Unreadable(
                f"there is no field “{field}” for the column “{column}”: choose one of {', '.join(FIELDS)}"
            )
    return dict(mapping)


def likeliest(rows: Sequence[Sequence[str]]) -> int:
    """Which of a table's first rows is most like a header: with most columns that we know, else the first with any cell."""
    known = [sum(1 for cell in row if field_of(cell)) for row in rows[:HEADER_WITHIN]]
    if any(known):
        return known.index(max(known))
    return next((place for place, row in enumerate(rows) if any(row)), 0)


def header_in(rows: Sequence[Sequence[str]], mapping: Mapping[str, str] | None = None) -> int:
    """Which of a table's first rows is its header: one with a headline, or one with all columns of the mapping.

    Raises Unreadable with the columns found and the names looked for.
    """
    candidates = [names_of(row) for row in rows[:HEADER_WITHIN]]
    wanted = list(mapping or {})
    for place, names in enumerate(candidates):
        if set(wanted) <= set(names) and "headline" in fields_of(names, mapping):
            return place
    if not any(any(row) for row in rows):
        raise Unreadable("the table is empty: looked for a row with the names of its columns, found none")
    raise Unreadable(_missing(next(names_of(row) for row in rows if any(row)), wanted, mapping))


def _missing(names: list[str], wanted: list[str], mapping: Mapping[str, str] | None) -> str:
    found = ", ".join(f"“{name}”" for name in names[:MOST_TOLD]) + (" …" if len(names) > MOST_TOLD else "")
    absent = [name for name in wanted if name not in names]
    if absent:
        return f"no column {', '.join(f'“{name}”' for name in absent)}: the table has {found}"
    if "headline" in (mapping or {}).values():
        return f"no row has the columns of the mapping: the table has {found}"
    looked = ", ".join(NAMES["headline"].split("|")[:6])
    return f"no column for the headline: looked for {looked} and the like in other languages, found {found}"


def fields_of(names: Sequence[str], mapping: Mapping[str, str] | None = None) -> list[str]:
    """The field of each column: as the mapping says, else as its name does; "" for one that is left out."""
    mapping = mapping or {}
    return [mapping[name] if name in mapping else field_of(name) for name in names]


DELIMITERS = ",;\t|"
# Excel's way to say it, on a line of its own.
SEPARATOR = re.compile(r'"?sep=(?P<mark>.)"?\s*', re.IGNORECASE)


def delimiter_of(lines: Sequence[str], mapping: Mapping[str, str] | None = None) -> str:
    """What parts the cells of a table, told by the line of the first few that has most columns we know."""
    if lines and (said := SEPARATOR.fullmatch(lines[0])):
        return said["mark"]
    mapping = mapping or {}

    def known(line: str, mark: str) -> tuple[int, int]:
        names = names_of(_cells(line, mark))
        return sum(1 for name in names if name in mapping or field_of(name)), len(names)

    return max(DELIMITERS, key=lambda mark: max((known(line, mark) for line in lines[:HEADER_WITHIN]), default=(0, 0)))


def _cells(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return []


def is_table(head: str) -> bool:
    """Whether a text surely begins with the header of a table of stories: a headline and another field that we know,
    parted as the line below is."""
    lines = [line for line in head.splitlines() if line.strip()]
    if lines and SEPARATOR.fullmatch(lines[0]):
        return True
    mark = delimiter_of(lines[:1])
    cells = _cells(lines[0], mark) if lines else []
    fields = {field_of(name) for name in cells if len(name) <= LONGEST_NAME}
    below = lines[1] if len(lines) > 1 else mark
    return "headline" in fields and len(fields - {""}) > 1 and (mark in below or below.startswith('"'))
