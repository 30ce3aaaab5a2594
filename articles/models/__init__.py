"""What the archive keeps. Every noun of the design is a model here, and has one door out: its manager."""

from articles.models.address import FormerAddress, FormerSlug, OldAddress
from articles.models.archive import Archive
from articles.models.article import Article
from articles.models.author import Author, Byline
from articles.models.calendar import PeriodCount
from articles.models.caller import Caller
from articles.models.capture import Capture
from articles.models.correction import Correction
from articles.models.coverage import Coverage, CoverageChange, Standing
from articles.models.importlog import (
    FailureContext,
    ImportChange,
    ImportFailure,
    ImportFile,
    ImportFilePart,
    ImportNote,
)
from articles.models.imports import Import
from articles.models.link import LinkCandidate, ReadMoreLink
from articles.models.nearness import Nearest, Posting, Signature, TermFrequency
from articles.models.picture import Picture
from articles.models.related import RelatedStory
from articles.models.setaside import SetAside
from articles.models.settling import Settling
from articles.models.source import Citation, Source, SourceName
from articles.models.subscription import Subscription
from articles.models.tag import Tag, Tagging, TagName, TagProposal
from articles.models.twin import TextBand, TwinPair, WireCopy
from articles.models.upload import UploadedTable
from articles.models.version import ArticleVersion
from articles.models.vocabulary import Drawn, Lexeme, Reading, Word
from articles.models.wanted import WantedCount

__all__ = [
    "Archive",
    "Article",
    "ArticleVersion",
    "Author",
    "Byline",
    "Caller",
    "Capture",
    "Citation",
    "Correction",
    "Coverage",
    "CoverageChange",
    "Drawn",
    "FailureContext",
    "FormerAddress",
    "FormerSlug",
    "Import",
    "ImportChange",
    "ImportFailure",
    "ImportFile",
    "ImportFilePart",
    "ImportNote",
    "Lexeme",
    "LinkCandidate",
    "Nearest",
    "OldAddress",
    "PeriodCount",
    "Picture",
    "Posting",
    "ReadMoreLink",
    "Reading",
    "RelatedStory",
    "SetAside",
    "Settling",
    "Signature",
    "Source",
    "SourceName",
    "Standing",
    "Subscription",
    "Tag",
    "TagName",
    "TagProposal",
    "Tagging",
    "TermFrequency",
    "TextBand",
    "TwinPair",
    "UploadedTable",
    "WantedCount",
    "WireCopy",
    "Word",
]
