import os

broker_url = os.environ.get("CELERY_BROKER_URL", "redis://redis:6379/0")
result_backend = os.environ.get("CELERY_RESULT_BACKEND", "redis://redis:6379/1")

task_serializer = "json"
accept_content = ["json"]
timezone = "UTC"

worker_concurrency = 4
worker_prefetch_multiplier = 8

task_acks_late = True
task_time_limit = 3600
task_soft_time_limit = 3600

max_retries = 5

beat_schedule = {
    "expire-carts": {"task": "app.tasks.expire_carts", "schedule": 600.0},
}
