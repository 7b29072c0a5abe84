import type { PyStatement, PythonTree } from './tree';

/** The statement that begins next behind an offset, in the block in which the offset lies; undefined at its end. */
export function statementBehind(tree: PythonTree, offset: number): PyStatement | undefined {
  let list: readonly PyStatement[] = tree.body;
  for (;;) {
    const holder = list.find(({ span }) => span.start <= offset && offset < span.end);
    if (!holder) return list.find(({ span }) => span.start >= offset);
    const inner = bodiesOf(holder);
    // Between the arguments of a call, say: the rest of the statement.
    if (inner.length === 0) return holder;
    list = inner;
  }
}

/** The innermost statement that holds an offset and no other statement that does. */
export function statementAt(tree: PythonTree, offset: number): PyStatement | undefined {
  let found: PyStatement | undefined;
  let list: readonly PyStatement[] = tree.body;
  for (;;) {
    const next = list.find(({ span }) => span.start <= offset && offset < span.end);
    if (!next) return found;
    found = next;
    list = bodiesOf(next);
  }
}

/** The statements that stand inside another one. */
export function bodiesOf(statement: PyStatement): readonly PyStatement[] {
  switch (statement.kind) {
    case 'function':
    case 'class':
    case 'with':
      return statement.body;
    case 'if':
      return statement.branches.flatMap(({ body }) => body);
    case 'loop':
      return [...statement.body, ...statement.orElse];
    case 'try':
      return [
        ...statement.body,
        ...statement.handlers.flatMap(({ body }) => body),
        ...statement.orElse,
        ...statement.atLast,
      ];
    case 'match':
      return statement.cases.flat();
    default:
      return [];
  }
}
