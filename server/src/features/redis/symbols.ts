import type { ConfigFile } from '../../settings/file';
import { type RedisSetting, redisSettings } from '../../settings/redis-conf';
import type { Span } from '../../text/span';
import type { OutlineSymbol } from '../symbols';

/** A comment that heads a section, as in the file that ships with Redis: `######## NETWORK ########`. */
const HEADING = /^#{3,}\s*(\S.*?)\s*#{3,}$/;

/** The directives of a redis.conf, under the headings that its comments draw. */
export function redisSymbols(file: ConfigFile): OutlineSymbol[] {
  const headings = file.redis.comments.flatMap((span) => {
    const name = HEADING.exec(file.text.slice(span.start, span.end))?.[1];
    return name === undefined ? [] : [{ name, span }];
  });
  const settings = redisSettings(file);
  const inSection = (from: number, to: number) =>
    settings.filter(({ span }) => from <= span.start && span.start < to).map((setting) => symbolOf(setting));
  const sections = headings.map(({ name, span }, i): OutlineSymbol => {
    const children = inSection(span.start, headings[i + 1]?.span.start ?? Number.POSITIVE_INFINITY);
    const end = Math.max(span.end, ...children.map((child) => child.span.end));
    return { name, detail: '', kind: 'block', span: { start: span.start, end }, nameSpan: span, children };
  });
  return [
    ...inSection(0, headings[0]?.span.start ?? Number.POSITIVE_INFINITY),
    ...sections.filter(({ children }) => children.length > 0),
  ];
}

function symbolOf(setting: RedisSetting): OutlineSymbol {
  const kind = setting.name === 'include' ? 'include' : 'setting';
  const nameSpan: Span = setting.nameSpan;
  return { name: setting.entry.keyword.value, detail: setting.text, kind, span: setting.span, nameSpan, children: [] };
}
