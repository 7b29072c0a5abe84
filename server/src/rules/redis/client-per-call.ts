import { judgePerCall } from '../client-per-call';
import { blocksOnPurpose, ownsConnections } from '../python-clients';
import { redisClientRule } from '../rule';

export default redisClientRule({
  summary: 'A client is built for each call, so no connection is used twice',
  severity: 'information',
  guide: 'Redis › Connection pooling',
  settings: ['Redis'],
  why: 'A client of redis-py is a pool, which opens connections when they are needed and keeps them. Built inside a request, a task or a loop it begins without one, and takes what it opened with it when it goes: each call pays for connecting and logging in, and each leaves a closed connection that holds a port for a minute.',
  price: 'The client lives as long as its process; max_connections bounds it there.',
  unless: 'The call happens once in the life of the process.',
  sources: ['https://redis.readthedocs.io/en/stable/connections.html'],
  examples: [
    {
      bad: `
//- app/main.py
import redis
from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def items():
    cache = redis.Redis(host="redis", socket_timeout=5)
                  ^^^^^ information: for each request
    return cache.get("items")
`,
      good: `
//- app/main.py
import redis
from fastapi import FastAPI

app = FastAPI()
cache = redis.Redis(host="redis", socket_timeout=5, max_connections=50)


@app.get("/items")
def items():
    return cache.get("items")
`,
    },
  ],
  *check(client) {
    if (ownsConnections(client) && !blocksOnPurpose(client)) yield* judgePerCall(client, 'Redis');
  },
});
