"""Other ways to find the stories nearest to a story, to compare with: `related.py` runs them on the same texts.

Each is given (headline, text) pairs, and gives a function from a number to
the numbers nearest to it, nearest first; or None where what it needs is not installed.
"""

import os
import re
import tempfile
from contextlib import redirect_stdout
from hashlib import sha256
from io import StringIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import Stemmer
from scipy import sparse
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer, TfidfVectorizer

# More than ten, since copies of a story are taken out of what is shown.
SHOWN = 60
STEMMER = Stemmer.Stemmer("english")
WORD = re.compile(r"[^\W_]+")


def words(story):
    """The stems of a story, its headline twice, without stop words."""
    headline, text = story
    found = WORD.findall(f"{headline} {headline} {text}".lower())
    return STEMMER.stemWords([word for word in found if word not in ENGLISH_STOP_WORDS])


def _ranked(rows, matrix):
    """By the products of rows of one matrix with all of another."""
    columns = matrix.T.tocsr() if sparse.issparse(matrix) else matrix.T

    def nearest(number):
        scores = rows[number] @ columns
        scores = np.asarray(scores.todense()).ravel() if sparse.issparse(scores) else scores
        scores[number] = -1
        best = np.argpartition(-scores, min(SHOWN, len(scores) - 1))[:SHOWN]
        return best[np.argsort(-scores[best], kind="stable")].tolist()

    return nearest


def tf_idf(ngrams):
    def way(stories):
        vectorizer = TfidfVectorizer(analyzer=_analyzer(ngrams), sublinear_tf=True, dtype=np.float32, min_df=2)
        matrix = vectorizer.fit_transform(stories).tocsr()
        return _ranked(matrix, matrix)

    return way


def _analyzer(ngrams):
    def analyze(story):
        found = words(story)
        return found + [" ".join(pair) for pair in pairwise(found)] if ngrams > 1 else found

    return analyze


def bm25(stories, k=1.2, b=0.75):
    """ "More like this": all words of the story are asked for, each once."""
    counts = CountVectorizer(analyzer=words, dtype=np.float32).fit_transform(stories).tocsr()
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    frequency = np.asarray((counts > 0).sum(axis=0)).ravel()
    rarity = np.log(1 + (len(stories) - frequency + 0.5) / (frequency + 0.5))
    weighed = counts.tocoo()
    norm = k * (1 - b + b * lengths[weighed.row] / lengths.mean())
    weighed.data = weighed.data * (k + 1) / (weighed.data + norm) * rarity[weighed.col]
    return _ranked((counts > 0).astype(np.float32).tocsr(), weighed.tocsr())


# Texts that are embedded at a time. On two cores 50,000 take half an hour, and are best not embedded twice.
CHUNK = 1_000


def embeddings(stories):
    try:
        with redirect_stdout(StringIO()):
            from all_minilm_l6_v2 import extract_model
        from sentence_transformers import SentenceTransformer
    except ImportError:
        return None
    # The package tells where its model is.
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        model = SentenceTransformer(str(Path(extract_model(folder))), device="cpu")
        # It reads 256 pieces of words, which is less than so many characters.
        texts = [f"{headline}. {text}"[:2000] for headline, text in stories]
        vectors = np.concatenate(
            [_embedded(model, texts[start : start + CHUNK]) for start in range(0, len(texts), CHUNK)]
        )
    return _ranked(vectors, vectors)


def _embedded(model, texts):
    """The vectors of texts; kept in the folder VECTORS, if the environment names one."""
    kept = os.environ.get("VECTORS")
    path = kept and Path(kept) / f"{sha256(repr(texts).encode()).hexdigest()}.npy"
    if path and path.exists():
        return np.load(path)
    vectors = model.encode(texts, batch_size=64, normalize_embeddings=True, show_progress_bar=False)
    if path:
        np.save(path, vectors)
    return vectors


OTHERS = {
    "TF-IDF cosine": tf_idf(1),
    "TF-IDF cosine, with bigrams": tf_idf(2),
    "BM25, more like this": bm25,
    "sentence embeddings (all-MiniLM-L6-v2)": embeddings,
}
