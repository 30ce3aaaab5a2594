"""The best matches first: ranked among the newest, and among those that have the words in their headline."""

from django.db.models import F, FloatField
from django.db.models.expressions import RawSQL

from articles.models import Article
from articles.search.find import Matches, tsquery
from articles.search.query import Clause, Term

# Ranking reads each story's vector: so many take some 20 to 70 ms. A word that is in more stories than these says
# little of any, so the newest of them are as good as others; those that have it in their headline come beside them.
NEWEST, HEADED = 2_000, 500
# Weights of text, names, standfirst and headline, and how far length counts (1: by its logarithm); on a judged set of
# questions over abstracts these gave .361 where the usual ones gave .324 (nDCG@10).
WEIGHTS, LENGTH = "{0.5, 0.5, 0.5, 1.0}", 1


def best(articles, query, configurations):
    """`articles`, which match the query, ordered with the best first; two queries, and one more when it is read.

    It has at most NEWEST + HEADED stories. Without words to rank by, all of them, the newest first.
    """
    sql, parameters = tsquery([clause for clause in query.clauses if not clause.negated], configurations)
    if not sql:
        return articles.newest_first()
    headed = articles.filter(Matches(*tsquery(_in_headline(query), configurations)))
    candidates = {*_newest(articles, NEWEST), *_newest(headed, HEADED)}
    rank = RawSQL(f"ts_rank(%s, search, ({sql}), %s)", [WEIGHTS, *parameters, LENGTH], output_field=FloatField())
    chosen = Article.objects.filter(pk__in=candidates)
    return chosen.alias(rank=rank).order_by(F("rank").desc(), "-appears_at", "-pk")


def _newest(articles, most):
    return articles.newest_first().values_list("pk", flat=True)[:most]


def _in_headline(query):
    """The query's positive clauses, to be found in headlines."""
    return [
        Clause(tuple(Term(term.text, term.phrase, headline=True) for term in clause.any_of))
        for clause in query.clauses
        if not clause.negated
    ]
