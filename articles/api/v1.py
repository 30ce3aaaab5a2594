"""The API's first version: its addresses, and what its OpenAPI document says of it."""

from ninja import NinjaAPI

from articles.api import links, names, searching, stories
from articles.api.document import completed
from articles.api.problems import answers_with_problems
from articles.api.throttle import ReaderThrottle

ABOUT = """Everything that a reader of the archive can see, for programs: stories with their texts, dates, sources, tags
and links. It is read by GET, without a key.

A list comes in pages: `next` is the address of the next one, and null on the last. Dates are never more precise than
they are known. What is not known is null or empty. An answer carries an `ETag`; asked again with `If-None-Match`, what
has not changed is a 304 without a body. Problems are told as RFC 9457 has it. Scripts of any site may read the answers.
"""


class Api(NinjaAPI):
    def get_openapi_schema(self, **parts):
        return completed(super().get_openapi_schema(**parts))

    def get_openapi_operation_id(self, operation):
        return operation.view_func.__name__


api = Api(
    title="Newsroom",
    version="1",
    description=ABOUT,
    urls_namespace="api-v1",
    docs_url=None,  # Ninja's pages load scripts from elsewhere; ours is `reference`
    openapi_url="openapi.json",
    throttle=[ReaderThrottle()],
)
answers_with_problems(api)
for router in (stories.router, searching.router, names.router, links.router):
    api.add_router("", router)
