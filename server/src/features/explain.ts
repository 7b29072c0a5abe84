import type { NamedRule } from '../rules/rule';

/**
 * The page of a rule, in Markdown.
 *
 * @param link the address of another rule's page
 */
export function rulePage(rule: NamedRule, link?: (id: string) => string | undefined): string {
  void link;
  return rule.id;
}

/** A Markdown table of all rules. */
export function ruleIndexTable(link?: (id: string) => string | undefined): string {
  void link;
  return '';
}
