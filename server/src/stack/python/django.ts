import type { ConfigFile } from '../../settings/file';
import { bare } from '../../syntax/python/tree';
import { directoryOf } from '../../text/paths';
import type { Evaluator } from './evaluate';
import { type ImportTarget, PythonModule } from './modules';
import { textOf } from './value';

const VARIABLE = 'DJANGO_SETTINGS_MODULE';

/** Django's settings module: the default that the module itself gives, else the one of a manage.py or wsgi.py above it. */
export function findDjangoSettings(
  evaluator: Evaluator,
  from: PythonModule,
): (ImportTarget & { readonly kind: 'module' }) | undefined {
  for (const module of [from, ...beside(evaluator, from.file)]) {
    const name = settingsModule(evaluator, module);
    if (name === undefined) continue;
    const target = evaluator.modules.find(module.file, 0, name);
    return target.kind === 'module' ? target : undefined;
  }
  return undefined;
}

function* beside(evaluator: Evaluator, file: ConfigFile): Iterable<PythonModule> {
  const { source } = evaluator.modules;
  for (let folder = directoryOf(file.path); ; folder = directoryOf(folder)) {
    for (const name of ['manage.py', 'wsgi.py', 'asgi.py']) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (!source.has(path)) continue;
      const found = source.get(path);
      if (!found) evaluator.modules.want(path);
      else yield evaluator.modules.touch(PythonModule.of(found));
    }
    if (folder === '') return;
  }
}

/** `os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'proj.settings')`, or the same by assignment. */
function settingsModule(evaluator: Evaluator, module: PythonModule): string | undefined {
  if (!module.file.text.includes(VARIABLE)) return undefined;
  for (const { call, scope } of module.tree.calls) {
    const callee = bare(call.callee);
    if (callee.kind !== 'attribute' || callee.name !== 'setdefault') continue;
    const [name, value] = call.args.map((argument) =>
      argument.value ? textOf(evaluator.evaluate({ expression: argument.value, module, scope })) : undefined,
    );
    if (name === VARIABLE) return value;
  }
  for (const { target, value, scope } of module.tree.changes) {
    if (target.kind !== 'subscript' || !target.index || !value) continue;
    const name = textOf(evaluator.evaluate({ expression: target.index, module, scope }));
    if (name === VARIABLE) return textOf(evaluator.evaluate({ expression: value, module, scope }));
  }
  return undefined;
}
