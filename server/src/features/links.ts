/** Turns what a text points to into addresses. The edges know them: an editor wants URIs, a terminal wants paths. */
export interface Links {
  /** The address of a line, counted from 1, of a workspace file. */
  place(path: string, line: number): string;
  /** The address of a rule's page; undefined where there is none to offer. */
  rule(id: string): string | undefined;
}

/** Addresses relative to the workspace folder, as documents in it have them. */
export const RELATIVE_LINKS: Links = {
  place: (path, line) => `${encodeURI(path)}#L${line}`,
  rule: (id) => `docs/rules/${id}.md`,
};
