from fastapi import FastAPI, HTTPException

from app.db import cache, orders
from app.tasks import build_invoice

app = FastAPI(title="Shop")


@app.get("/api/orders/{order_id}")
def read_order(order_id: str) -> dict:
    cached = cache.get(f"order:{order_id}")
    if cached is not None:
        return {"id": order_id, "state": cached}
    order = orders.find_one({"_id": order_id})
    if order is None:
        raise HTTPException(status_code=404)
    cache.set(f"order:{order_id}", order["state"], ex=300)
    return {"id": order_id, "state": order["state"]}


@app.post("/api/orders/{order_id}/invoice", status_code=202)
def request_invoice(order_id: str) -> dict:
    result = build_invoice.delay(order_id)
    return {"task": result.id}


@app.get("/v1/orders")
def list_orders() -> list[dict]:
    return [{"id": str(order["_id"]), "state": order["state"]} for order in orders.find().limit(50)]
