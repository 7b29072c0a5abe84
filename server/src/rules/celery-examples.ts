const SETTINGS: Readonly<Record<string, string>> = {
  task_acks_late: 'True',
  task_reject_on_worker_lost: 'True',
  task_time_limit: '300',
  task_soft_time_limit: '270',
  worker_prefetch_multiplier: '1',
  worker_max_tasks_per_child: '1000',
};

/** A Celery app of which no rule speaks, with some settings changed or added; an empty value leaves its line out. */
export function goodApp(changes: Readonly<Record<string, string>> = {}, head = ''): string {
  const lines = Object.entries({ ...SETTINGS, ...changes }).flatMap(([name, value]) =>
    value === '' ? [] : [`    ${name}=${value},`],
  );
  return `
//- shop/celery_app.py
${head}from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
${lines.join('\n')}
)
`;
}

/** A module of tasks whose app reads settings that are not in view, so that only the tasks are judged. */
export function tasksModule(body: string): string {
  return `
//- shop/tasks.py
from celery import Celery

app = Celery("shop")
app.config_from_object("shop.private_settings")

${body.trim()}
`;
}

/** The same in a settings module of its own. */
export function goodModule(changes: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ broker_url: '"amqp://rabbitmq//"', ...SETTINGS, ...changes }).flatMap(
    ([name, value]) => (value === '' ? [] : [`${name} = ${value}`]),
  );
  return `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop")
app.config_from_object("shop.celeryconfig")
//- shop/celeryconfig.py
${lines.join('\n')}
`;
}
