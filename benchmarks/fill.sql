-- %(stories)s stories of words that are as rare and as common as words are: some hundred words each, over 44 years,
-- from 200 sources of unequal size, with up to four of 20,000 tags, and read-more lines of which most find their story.
-- Words are made up, so the tables are of the right size and shape; what they say means nothing.
SET LOCAL synchronous_commit = off;
SET LOCAL maintenance_work_mem = '1GB';
SET LOCAL work_mem = '256MB';

INSERT INTO articles_source (name, slug) SELECT 'Paper ' || i, 'paper-' || i FROM generate_series(1, 200) i;
INSERT INTO articles_tag (kind, name, slug)
    SELECT 'person', 'Person ' || i, 'person-' || i FROM generate_series(1, 20000) i;

-- Built at once when all is in: quicker than row by row, and what a dump that is restored has, too.
DROP INDEX article_search, article_headline_trigrams;
ALTER TABLE articles_tagging DISABLE TRIGGER USER;

INSERT INTO articles_article
    (headline, slug, body, status, source_id, published_on, date_basis, language, external_id)
SELECT headline, 's-' || n, body, 'published', source, day, 'printed', 'en', n::text
FROM (
    SELECT n,
        (SELECT string_agg('w' || left(md5((20000 * power(random(), 3))::int::text), 6), ' ')
            FROM generate_series(1, 8 + n %% 3)) AS headline,
        (SELECT string_agg('w' || left(md5((20000 * power(random(), 3))::int::text), 6), ' ')
            FROM generate_series(1, 80 + n %% 3)) AS body,
        (SELECT min(id) FROM articles_source) + (199 * power(random(), 2))::int AS source,
        date '1980-01-01' + (random() * 16000)::int AS day
    FROM generate_series(1, %(stories)s) AS n
) AS made;

INSERT INTO articles_tagging (article_id, tag_id)
    SELECT DISTINCT article.id, (SELECT min(id) FROM articles_tag) + (19999 * power(random(), 4))::int
    FROM articles_article AS article, generate_series(1, 4);

INSERT INTO articles_readmorelink (article_id, after, label, headline, line, state, target_id, decided_by)
    SELECT id, 1, 'Read more', headline, '', 'resolved', id - 1, 'rule'
    FROM articles_article WHERE id %% 5 = 2 AND id > (SELECT min(id) FROM articles_article)
    UNION ALL
    SELECT id, 2, 'Read more', 'Missing ' || id %% 100000, '', 'pending', NULL, ''
    FROM articles_article WHERE id %% 10 = 0;

-- One story in ten is a wire copy, of three papers each.
INSERT INTO articles_wirecopy (article_id, cluster)
    SELECT id, id - id %% 30 FROM articles_article
    WHERE id %% 30 < 3 AND id - id %% 30 >= (SELECT min(id) FROM articles_article);

-- A table whose foreign keys wait to be checked is not altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE articles_tagging ENABLE TRIGGER USER;
CREATE INDEX article_search ON articles_article USING gin (search);
CREATE INDEX article_headline_trigrams ON articles_article USING gin (headline_key gin_trgm_ops)
    WHERE status = 'published';
ANALYZE;
