import { judgePerCall } from '../client-per-call';
import { mongoClientRule } from '../rule';

export default mongoClientRule({
  summary: 'A client is built for each call, so no connection is used twice',
  severity: 'warning',
  guide: 'MongoDB › Connection pooling',
  settings: ['MongoClient'],
  why: 'A MongoClient is a pool of connections with threads that watch the servers. Built inside a request, a task or a loop it begins with no connection, opens several, and throws them away again: each call pays for connecting and logging in, and the server sees connections come and go by the thousand.',
  price:
    'One client for a process lives as long as that. It must not be built before the process forks: build it when it is first used, in worker_process_init (Celery) or post_fork (gunicorn --preload).',
  unless: 'The call happens once in the life of the process.',
  sources: [
    'https://www.mongodb.com/docs/manual/administration/connection-pool-overview/',
    'https://pymongo.readthedocs.io/en/stable/faq.html',
  ],
  examples: [
    {
      bad: `
//- app/main.py
from fastapi import FastAPI
from pymongo import MongoClient

app = FastAPI()


@app.get("/items")
def items():
    client = MongoClient("mongodb://mongo:27017")
             ^^^^^^^^^^^ warning: for each request
    return list(client.shop.items.find({}, {"_id": 0}))
`,
      good: `
//- app/main.py
from fastapi import FastAPI
from pymongo import MongoClient

app = FastAPI()
client = MongoClient(
    "mongodb://mongo:27017",
    maxPoolSize=50,
    minPoolSize=10,
    serverSelectionTimeoutMS=5000,
    connectTimeoutMS=10000,
    socketTimeoutMS=10000,
)


@app.get("/items")
def items():
    return list(client.shop.items.find({}, {"_id": 0}))
`,
    },
    {
      bad: `
//- tasks.py
from celery import shared_task
from pymongo import MongoClient


@shared_task
def count():
    return MongoClient("mongodb://mongo:27017").shop.items.count_documents({})
           ^^^^^^^^^^^ warning: for each run of the task
`,
      good: `
//- tasks.py
from functools import lru_cache

from celery import shared_task
from pymongo import MongoClient


@lru_cache
def database():
    client = MongoClient(
        "mongodb://mongo:27017",
        maxPoolSize=10,
        serverSelectionTimeoutMS=5000,
        connectTimeoutMS=10000,
        socketTimeoutMS=10000,
    )
    return client.shop


@shared_task
def count():
    return database().items.count_documents({})
`,
    },
  ],
  *check(client) {
    yield* judgePerCall(client, 'MongoClient');
  },
});
