import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def test_smoke(client):
    from articles.models import Author, Byline, Citation

    a = factories.article(tags=["Neil Armstrong", "Buzz"])
    Citation.objects.create(article=a, source=factories.source("Reuters"))
    Citation.objects.create(article=a, source=factories.source("IRNA"))
    Byline.objects.create(article=a, author=Author.objects.create(name="Ada", slug="ada"))
    for p in [
        "/tags/",
        "/tags/?kind=person",
        "/tags/?by=name",
        "/tags/?letter=n",
        "/tags/?q=arm",
        "/tags/?q=armstrogn",
        "/sources/",
        "/sources/?by=cited",
        "/authors/",
        "/authors/ada/",
        "/tags/person/neil-armstrong/",
        "/sources/reuters/",
        "/sources/reuters/cited-in/",
        "/sources/the-harbour-ledger/",
    ]:
        r = client.get(p)
        assert r.status_code == 200, (p, r.content.decode())
        print(p, [x for x in r.content.decode().split("<main")[1].split("</main")[0].split("\n") if x.strip()][-25:])
