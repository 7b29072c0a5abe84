/**
 * Whether a path is that of a test, an example, a benchmark or documentation: what it builds serves nobody, so what a
 * service needs is not asked of it.
 */
export function isExample(path: string): boolean {
  return EXAMPLE.test(path);
}

const EXAMPLE =
  /(^|\/)(\.[\w-]+|tests?|testing|test[-_]\w+|unit_?tests?|fixtures?|examples?|samples?|demos?|docs?|doctests?|benchmarks?|migrations|t|spec)\/|(^|\/)(test_[^/]*|[^/]*_tests?|conftest|bench_[^/]*)\.py$/i;
