import os

import redis
from pymongo import MongoClient

client = MongoClient(
    os.environ.get("MONGO_URL", "mongodb://mongo:27017/shop"),
    maxPoolSize=200,
    connectTimeoutMS=30000,
    w=1,
)
orders = client.shop.orders

cache = redis.from_url(os.environ.get("CACHE_URL", "redis://redis:6379/2"), decode_responses=True)
