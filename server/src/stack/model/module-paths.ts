/**
 * The files that `-A` may name, without the folder in front: celery looks for the app in the module itself, and in its
 * submodule `celery`; behind a colon, and often behind the last dot, stands the app's own name.
 *
 * @see https://docs.celeryq.dev/en/stable/getting-started/next-steps.html#about-the-app-argument
 */
export function modulePaths(written: string, celery = true): readonly string[] {
  const [module = '', attribute] = written.split(':', 2);
  const path = module.replaceAll('.', '/');
  const without = attribute === undefined && module.includes('.') ? path.slice(0, path.lastIndexOf('/')) : undefined;
  return [path, without].flatMap((one) =>
    one === undefined || one === '' ? [] : [`${one}.py`, `${one}/__init__.py`, ...(celery ? [`${one}/celery.py`] : [])],
  );
}
