import os

from celery import Celery
from pymongo import MongoClient

app = Celery("shop")
app.config_from_object("app.celeryconfig")


@app.task(
    autoretry_for=(ConnectionError,),
    default_retry_delay=60,
    retry_backoff=True,
)
def build_invoice(order_id: str) -> str:
    client = MongoClient(os.environ.get("MONGO_URL", "mongodb://mongo:27017/shop"), maxPoolSize=100)
    order = client.shop.orders.find_one({"_id": order_id})
    invoice = {"order": order_id, "total": order["total"]}
    return str(client.shop.invoices.insert_one(invoice).inserted_id)


@app.task(autoretry_for=(ConnectionError,), retry_backoff=60, max_retries=None)
def expire_carts() -> int:
    client = MongoClient(os.environ.get("MONGO_URL", "mongodb://mongo:27017/shop"))
    return client.shop.carts.delete_many({"state": "abandoned"}).deleted_count
