import os

import redis
from pymongo import MongoClient

client = MongoClient(
    os.environ["MONGO_URL"],
    maxPoolSize=200,
    connectTimeoutMS=30000,
    w=1,
)
orders = client.shop.orders

cache = redis.from_url(os.environ["CACHE_URL"], decode_responses=True)
