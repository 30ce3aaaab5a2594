r"""Long questions whose answers people marked: which stories of a wire its editors filed under a topic and a place.

    .venv/bin/python benchmarks/judged_topics.py STORIES.jsonl… > QUESTIONS.jsonl
    .venv/bin/python benchmarks/search_quality.py --judged QUESTIONS.jsonl STORIES.jsonl…

STORIES are JSON objects with `id`, `title`, `body` and `tags` such as "topic:wheat" and "place:china", one a line:
Reuters-21578 has such. Each topic and place that FEWEST to MOST stories have both of is asked for in a sentence; those
stories are the answers. The sentences were written by hand before any ranking was tried on them.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

FEWEST, MOST = 3, 60
ASKED = (
    "What has been reported about {topic} in {place} and who expects it to change?",
    "I am looking for stories which tell of {topic}, as far as they concern {place}.",
    "Has anything been said lately on {topic} with regard to {place}, and by whom?",
    "How do officials, analysts and traders in {place} see {topic}?",
)
TOPICS = {
    "acq": "takeovers and mergers of companies, tender offers and stakes bought by investors",
    "alum": "the output and prices of aluminium and the smelters that make it",
    "barley": "sales of barley to foreign buyers and tenders for feed barley",
    "bop": "the balance of payments and a surplus or deficit on the current account",
    "carcass": "the trade in beef, pork and other meat and how much is slaughtered",
    "cocoa": "cocoa growers, the buffer stock and the price of cocoa beans",
    "coffee": "coffee export quotas, the coffee agreement between producers and consumers, and crops hit by drought",
    "copper": "mines that dig copper, their output, strikes there and what the metal costs",
    "corn": "the corn crop, shipments of maize and what buyers abroad have bought",
    "cotton": "the cotton harvest, its acreage and exports of raw cotton",
    "cpi": "inflation and how much consumer prices rose in a month or a year",
    "crude": "crude oil production, its price per barrel and what oil exporting countries agree to pump",
    "dlr": "the fall of the dollar against other currencies and central banks which buy it",
    "dmk": "the mark on the currency markets and its rate against others",
    "earn": "the profits and losses of companies in a quarter and the dividends they pay",
    "fuel": "fuel oil, what it costs and who buys or sells cargoes of it",
    "gas": "petrol and gasoline, its stocks, and what drivers pay for it",
    "gnp": "economic growth, the gross national product and forecasts for the economy",
    "gold": "gold mines, new finds of ore and how many ounces they will yield",
    "grain": "grain harvests, grain imports and the subsidies given to farmers who export",
    "groundnut": "peanuts and groundnuts, their crop and the support farmers get",
    "heat": "heating oil, its price and the stocks for the winter",
    "hog": "hogs and pigs, how many farmers keep and what they fetch",
    "housing": "new houses being built, housing starts and building permits",
    "income": "what people earn and spend, and personal incomes in a month",
    "interest": "interest rates, cuts of the discount rate and what banks charge for loans",
    "ipi": "industrial production and how much factories turned out",
    "iron-steel": "steelmakers, iron ore, and mills that close or cut their output",
    "jobs": "unemployment, people out of work and jobs lost or won",
    "l-cattle": "live cattle, herds and the numbers put on feed",
    "lead": "lead mines and smelters and what producers ask for the metal",
    "lei": "the index of leading indicators and what it foretells",
    "livestock": "cattle, sheep and other animals on farms, and diseases or payments that concern them",
    "lumber": "sawn timber, logging and duties on lumber from abroad",
    "meal-feed": "feed for animals, such as meal of soya or fish, and its import",
    "money-fx": "currency markets, money market shortages and help that a central bank gives to banks",
    "money-supply": "how fast the money supply grows and the targets set for it",
    "nat-gas": "natural gas, pipelines and contracts to deliver it",
    "oat": "oats, their acreage and sales",
    "oilseed": "oilseeds crushed for oil and meal, their planting and the tax proposed on them",
    "orange": "frozen orange juice, the orange harvest and duties on imports of it",
    "palm-oil": "palm oil, what is produced and how much of it is shipped to buyers",
    "pet-chem": "petrochemical plants, plastics, and joint ventures that build them",
    "platinum": "platinum, its use in coins and catalysts and what it costs",
    "plywood": "plywood exports and agreements on tropical timber",
    "propane": "propane and other liquefied gas, its price and its shipment",
    "rape-oil": "oil pressed from rapeseed and tenders to buy it",
    "rapeseed": "rapeseed, its sowing and how many tonnes importers took",
    "reserves": "foreign currency and gold reserves held by the central bank",
    "retail": "retail sales and what shoppers spent in stores",
    "rice": "rice, how many tonnes were harvested and the deals to sell it",
    "rubber": "natural rubber, the pact to keep its price steady and its producers",
    "ship": "shipping, ports closed by strikes, tankers attacked and vessels that ran aground",
    "silver": "silver mines and refiners and the price of an ounce",
    "sorghum": "sorghum exports and tenders by importing countries",
    "soy-meal": "soybean meal, crushers and cargoes of it",
    "soy-oil": "soybean oil and offers to sell it under government credits",
    "soybean": "soybeans, their harvest and how many were loaded for export",
    "stg": "the pound sterling, its strength, and intervention to hold it down",
    "strategic-metal": "metals such as cobalt, uranium, titanium or manganese and the producers that sell them",
    "sugar": "white and raw sugar, beet and cane crops, and tenders at which traders win licences",
    "sunseed": "sunflower seeds, the area sown and the crop expected",
    "tea": "tea auctions, leaf picked on estates and export earnings from it",
    "tin": "tin, the collapse of its price and the producing countries which limit exports",
    "trade": "trade disputes, tariffs, protectionist bills and the surplus of exports over imports",
    "veg-oil": "vegetable oils, a levy on oils and fats and the imports it would hit",
    "wheat": "wheat sales under export bonuses, the winter crop and subsidised shipments",
    "yen": "the rise of the yen and the damage that it does to exporters",
    "zinc": "zinc mines, smelters and what producers charge for a tonne",
}  # fmt: skip
# Where a code is not the name that a reader would write.
PLACES = {
    "usa": "the United States", "uk": "Britain", "ussr": "the Soviet Union", "uae": "the United Arab Emirates",
    "netherlands": "the Netherlands", "philippines": "the Philippines",
}  # fmt: skip


def answers(stories):
    """{(topic, place): ids} of the stories that are filed under both."""
    filed = defaultdict(list)
    for story in stories:
        tags = [tag.partition(":") for tag in story.get("tags") or () if story["title"] and story.get("body")]
        topics, places = ([name for kind, _, name in tags if kind == of] for of in ("topic", "place"))
        for topic in topics:
            for place in places:
                filed[topic, place].append(story["id"])
    return filed


def question(number, topic, place):
    named = PLACES.get(place) or place.replace("-", " ").title()
    return ASKED[number % len(ASKED)].format(topic=TOPICS[topic], place=named)


def main():
    stories = (json.loads(line) for path in sys.argv[1:] for line in Path(path).read_text("utf-8").split("\n")[:-1])
    asked = sorted((key, ids) for key, ids in answers(stories).items() if FEWEST <= len(ids) <= MOST)
    for number, ((topic, place), ids) in enumerate((key, ids) for key, ids in asked if key[0] in TOPICS):
        print(json.dumps({"query": question(number, topic, place), "relevant": ids}))


if __name__ == "__main__":
    main()
