// Python modules of known size: Celery's application with its settings and tasks, and the clients that they use.

/** A module of about that many lines, which Python imports: an application with its tasks. */
export function pythonModule(lines) {
  return module(lines, [...IMPORTS, ...APP]);
}

/** The same of an application that another module makes. */
export function tasksModule(lines) {
  return module(lines, [...IMPORTS, '', 'from .celery import app', '', 'logger = logging.getLogger(__name__)']);
}

/** The module that makes the application, and reads its settings from `celeryconfig`. */
export function appModule() {
  return 'from celery import Celery\n\napp = Celery("shop")\napp.config_from_object("shop.celeryconfig")\n';
}

function module(lines, head) {
  const out = [...head];
  for (let i = 0; out.length < lines; i++) out.push(...(i % 8 === 0 ? store(i) : task(i)));
  return `${out.join('\n')}\n`;
}

/** A module in which there is nothing for us. */
export function plainModule(i) {
  return [
    '"""Prices of the shop\'s articles."""',
    'from __future__ import annotations',
    '',
    'from dataclasses import dataclass',
    'from decimal import ROUND_HALF_UP, Decimal',
    '',
    `VAT = Decimal("0.${19 + (i % 3)}")`,
    'CENT = Decimal("0.01")',
    '',
    '',
    '@dataclass(frozen=True)',
    `class Price${i}:`,
    '    net: Decimal',
    '    currency: str = "EUR"',
    '',
    '    @property',
    '    def gross(self) -> Decimal:',
    '        return (self.net * (1 + VAT)).quantize(CENT, rounding=ROUND_HALF_UP)',
    '',
    '    def discounted(self, percent: int) -> Price' + i + ':',
    '        if not 0 <= percent <= 100:',
    '            raise ValueError(f"a discount of {percent} % is impossible")',
    '        share = Decimal(100 - percent) / 100',
    `        return Price${i}((self.net * share).quantize(CENT), self.currency)`,
    '',
    '',
    `def cheapest(prices: list[Price${i}]) -> Price${i} | None:`,
    '    return min(prices, key=lambda price: price.net, default=None)',
    '',
  ].join('\n');
}

/** The settings of Celery's application, in a module of their own. */
export function celerySettings() {
  return `${SETTINGS.join('\n')}\n`;
}

const SETTINGS = [
  'import os',
  '',
  'broker_url = os.environ.get("CELERY_BROKER_URL", "redis://broker:6379/0")',
  'result_backend = os.environ.get("CELERY_RESULT_BACKEND", "redis://broker:6379/1")',
  'broker_transport_options = {"visibility_timeout": 3600}',
  '',
  'task_serializer = "json"',
  'accept_content = ["json"]',
  'timezone = "UTC"',
  '',
  'worker_concurrency = 9',
  'worker_prefetch_multiplier = 1',
  'worker_max_tasks_per_child = 1000',
  'task_acks_late = True',
  'task_reject_on_worker_lost = True',
  'task_time_limit = 300',
  'task_soft_time_limit = 270',
];

const IMPORTS = [
  '"""The shop\'s background work."""',
  'from __future__ import annotations',
  '',
  'import logging',
  'import os',
  'from datetime import timedelta',
  '',
  'import redis',
  'from celery import Celery, shared_task',
  'from pymongo import MongoClient',
];

const APP = [
  '',
  'logger = logging.getLogger(__name__)',
  'MINUTE = 60',
  '',
  'app = Celery("shop", broker=os.environ.get("CELERY_BROKER_URL", "redis://broker:6379/0"))',
  'app.conf.update(',
  '    task_acks_late=True,',
  '    task_reject_on_worker_lost=True,',
  '    task_time_limit=5 * MINUTE,',
  '    task_soft_time_limit=4 * MINUTE + 30,',
  '    worker_prefetch_multiplier=1,',
  '    worker_max_tasks_per_child=1000,',
  ')',
  'app.conf.broker_transport_options = {"visibility_timeout": 3600}',
];

function task(i) {
  return [
    '',
    '',
    '@app.task(',
    '    bind=True,',
    '    autoretry_for=(ConnectionError, TimeoutError),',
    '    max_retries=5,',
    '    retry_backoff=60,',
    '    retry_backoff_max=600,',
    '    time_limit=120,',
    '    soft_time_limit=100,',
    ')',
    `def send_invoice_${i}(self, order_id: str, *, copies: int = 1) -> str:`,
    '    """Sends the invoice of an order, and tells how often it was tried."""',
    `    order = orders_${i - (i % 8)}().find_one({"_id": order_id}, {"lines": 1, "customer": 1})`,
    '    if order is None:',
    '        raise LookupError(f"no order {order_id!r}")',
    '    total = sum(line["price"] * line["count"] for line in order["lines"] if not line.get("cancelled"))',
    '    logger.info("order %s: %.2f (try %d)", order_id, total, self.request.retries)',
    '    for copy in range(copies):',
    `        archive_${i}.apply_async(args=[order_id, copy], countdown=30)`,
    '    return f"{order_id}-{total:.2f}"',
    '',
    '',
    '@shared_task(ignore_result=True, acks_late=True)',
    `def archive_${i}(order_id: str, copy: int) -> None:`,
    `    logger.debug("archive %s, copy %d of shop ${i}", order_id, copy)`,
  ];
}

function store(i) {
  return [
    '',
    '',
    `_client_${i} = MongoClient(`,
    `    os.environ.get("MONGO_URL", "mongodb://mongo-${i}:27017/shop"),`,
    '    maxPoolSize=50,',
    '    minPoolSize=10,',
    '    serverSelectionTimeoutMS=5000,',
    '    connectTimeoutMS=10000,',
    '    socketTimeoutMS=10000,',
    '    w="majority",',
    ')',
    `_cache_${i} = redis.Redis.from_url(f"redis://cache-${i}:6379/0", max_connections=50, socket_timeout=5)`,
    `KEEP_${i} = timedelta(hours=6)`,
    '',
    '',
    `def orders_${i}():`,
    `    return _client_${i}["shop"]["orders"]`,
    '',
    '',
    `def remember_${i}(order_id: str, state: str) -> None:`,
    `    _cache_${i}.set(f"order:{order_id}", state, ex=KEEP_${i})`,
  ];
}
