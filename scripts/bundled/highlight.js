// Stands in for @lezer/highlight in bundles: a parser names its highlighting while it is made, and nothing reads it.

const tag = new Proxy(() => tag, { get: () => tag });

export const tags = tag;

/** Gives no kind of node a property. */
export const styleTags = () => () => null;
