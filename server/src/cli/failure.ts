/** What ends a run with exit code 2: one clear line on standard error, and nothing has been changed. */
export class Failure extends Error {}
