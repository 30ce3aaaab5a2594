"""The names under which newsrooms keep the parts of a story, in the languages that tables were met in.

They are parted by bars, without accents: `tablecolumns.folded` takes those off. What could be anything ("name",
"comment") is not here.
"""

NAMES = {
    "headline": (
        "headline|title|head|heading|story title|article title|post title|main headline|news title|hed|titre|"
        "titre de l article|manchette|titel|uberschrift|schlagzeile|titular|titulo|titulo da noticia|titolo|kop|"
        "rubrik|overskrift|otsikko|tytul|naglowek|titulek|cim|titlu|baslik|haber basligi|judul|заголовок|название|"
        "العنوان|عنوان|عنوان الخبر|تیتر|شہ سرخی|سرخی|शीर्षक|标题|標題|タイトル|見出し|제목|כותרת|τιτλος"
    ),
    "standfirst": (
        "standfirst|summary|description|excerpt|abstract|deck|dek|subtitle|sub title|subheadline|sub headline|"
        "subhead|subheading|teaser|lead|lede|intro|introduction|blurb|kicker|short description|chapo|chapeau|resume|"
        "sous titre|vorspann|untertitel|zusammenfassung|anriss|anleser|entradilla|resumen|bajada|subtitulo|resumo|"
        "linha fina|sommario|sottotitolo|occhiello|samenvatting|inleiding|ingress|streszczenie|ozet|spot|ringkasan|"
        "аннотация|лид|описание|الملخص|ملخص|خلاصه|摘要|简介|要約|요약"
    ),
    "body": (
        "body|text|content|story|full text|fulltext|article|article text|article body|body text|body html|html|"
        "content html|contents|story text|post content|main text|story body|texte|contenu|corps|corps de l article|"
        "inhalt|artikeltext|volltext|texto|contenido|cuerpo|conteudo|corpo|testo|contenuto|tekst|inhoud|innehall|"
        "brodtext|tresc|metin|icerik|isi|konten|isi berita|текст|содержание|النص|نص|المحتوى|متن|متن خبر|सामग्री|正文|"
        "内容|內容|本文|본문|내용"
    ),
    "byline": "byline|by line|by|signature|autorenzeile",
    "authors": (
        "author|authors|writer|writers|reporter|reporters|journalist|journalists|creator|author name|written by|"
        "columnist|correspondent|post author|auteur|auteurs|redacteur|journaliste|autor|autoren|verfasser|autorin|"
        "autora|autores|periodista|reportero|autore|autori|giornalista|forfattare|forfatter|skribent|kirjoittaja|"
        "autorzy|yazar|muhabir|penulis|wartawan|автор|авторы|журналист|الكاتب|كاتب|المؤلف|نویسنده|مصنف|作者|记者|記者|著者|"
        "기자|작성자"
    ),
    "dateline": "dateline|location line|city dateline",
    "section": (
        "section|desk|department|section name|rubrique|ressort|seccion|secao|editoria|sezione|sectie|avdelning|dzial|"
        "rubriek|раздел|рубрика|القسم|قسم|بخش|版面|栏目"
    ),
    "language": (
        "language|lang|locale|language code|langue|sprache|idioma|lingua|taal|sprak|jezyk|dil|bahasa|язык|اللغة|زبان|"
        "语言"
    ),
    "publisher": (
        "publisher|source|outlet|publication|newspaper|site|site name|website|source name|media|medium|news source|"
        "media outlet|media name|news outlet|newspaper name|paper|provider|domain|editeur|journal|verlag|quelle|"
        "zeitung|herausgeber|fuente|medio|periodico|diario|fonte|veiculo|jornal|testata|editore|bron|krant|kalla|"
        "tidning|kilde|avis|zrodlo|gazeta|kaynak|gazete|sumber|media massa|источник|издание|المصدر|مصدر|الناشر|منبع|"
        "ذریعہ|来源|來源|媒体|出典|출처|언론사"
    ),
    "published": (
        "published|date|published at|published on|publication date|publish date|published date|date published|"
        "pub date|pubdate|date of publication|datetime|post date|posted|posted on|posted at|issue date|story date|"
        "article date|news date|release date|date time|first published|publish time|publication time|published time|"
        "published date utc|date gmt|date de publication|date de parution|publie le|parution|datum|veroffentlicht|"
        "veroffentlicht am|erscheinungsdatum|veroffentlichungsdatum|fecha|fecha de publicacion|publicado|data|"
        "data de publicacao|data di pubblicazione|data pubblicazione|publicatiedatum|publiceringsdatum|publicerad|"
        "dato|udgivet|paivamaara|data publikacji|tarih|yayin tarihi|tanggal|tanggal terbit|дата|дата публикации|"
        "опубликовано|التاريخ|تاريخ|تاريخ النشر|تاریخ|تاریخ انتشار|تاریخ اشاعت|"
        "दिनांक|तारीख|日期|发布时间|發布時間|发布日期|日付|公開日|"
        "날짜|작성일"
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
        "id|guid|uid|uuid|external id|article id|story id|post id|news id|item id|key|identifier|unique id|"
        "identifiant|identificador|kennung|идентификатор|المعرف"
    ),
    "status": (
        "status|state|post status|publication status|pub status|workflow state|statut|etat|zustand|estado|situacao|"
        "stato|durum|статус|الحالة|状态"
    ),
    "tags": (
        "tags|tag|keywords|keyword|categories|category|labels|label|subjects|subject|post tags|news keywords|"
        "entities|mots cles|etiquettes|categorie|schlagworte|schlagworter|stichworte|kategorie|kategorien|etiquetas|"
        "palabras clave|categoria|categorias|palavras chave|parole chiave|trefwoorden|categorieen|nyckelord|kategori|"
        "emneord|slowa kluczowe|etiketler|anahtar kelimeler|kata kunci|теги|ключевые слова|категория|الوسوم|"
        "كلمات مفتاحية|الفئة|برچسب ها|标签|標籤|关键词|分类|分類|タグ|태그"
    ),
    "person": ("person|people|persons|personnes|personen|personas|pessoas|persone|personer|kisiler|персоны|أشخاص|人物"),
    "organisation": (
        "organisation|organisations|organization|organizations|org|orgs|company|companies|organisationen|"
        "organizaciones|organizacoes|organizzazioni|kuruluslar|организации|منظمات|机构"
    ),
    "place": (
        "place|places|location|locations|country|countries|city|region|lieu|lieux|pays|ort|orte|lugar|lugares|pais|"
        "luogo|luoghi|plaats|plats|yer|tempat|место|страна|المكان|地点|地點"
    ),
    "event": "event|events|evenement|evenements|ereignis|evento|eventos|eventi|olay|событие|事件",
    "topic": (
        "topic|topics|theme|themes|sujet|sujets|thema|themen|tema|temas|temi|konu|topik|тема|темы|موضوع|主题|話題"
    ),
    "cited": "cited|cites|sources cited|cited sources|sources|quoted sources|citations|credits to|zitiert|citees",
    "picture": (
        "picture|pictures|image|images|image url|picture url|photo|photo url|photos|thumbnail|featured image|"
        "main image|top image|lead image|urltoimage|url to image|img|bild|bilder|imagen|imagem|immagine|foto|"
        "afbeelding|bilde|zdjecie|resim|gorsel|gambar|изображение|фото|صورة|الصورة|عکس|图片|圖片|画像|사진"
    ),
    "caption": (
        "caption|image caption|picture caption|photo caption|legende|bildunterschrift|leyenda|legenda|didascalia"
    ),
    "credit": (
        "credit|photo credit|image credit|picture credit|photographer|bildnachweis|fotograf|photographe|credito"
    ),
}
