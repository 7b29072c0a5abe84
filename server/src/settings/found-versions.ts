import { parseYaml } from '../syntax/yaml/parse';
import { entriesOf, resolveAlias, type YamlNode } from '../syntax/yaml/tree';
import type { Program } from './project';

/** A version that some file of the stack names. */
export interface FoundVersion {
  readonly program: Program;
  readonly version: string;
}

const IMAGES: Readonly<Record<string, Program>> = {
  nginx: 'nginx',
  openresty: 'nginx',
  redis: 'redis',
  mongo: 'mongodb',
  mongodb: 'mongodb',
  'mongodb-community-server': 'mongodb',
};

/** The versions in the image tags of a compose file's services; a tag that is no version tells none. */
export function versionsOfImages(text: string): FoundVersion[] {
  return servicesOf(parseYaml(text).root).flatMap((service) => {
    if (service?.kind !== 'map') return [];
    const image = resolveAlias(entriesOf(service).get('image')?.value);
    if (image?.kind !== 'scalar') return [];
    const found = /(?:^|\/)([\w.-]+):v?(\d+(?:\.\d+)*)(?:-[\w.-]+)?(?:@.*)?$/.exec(image.text.trim());
    const program = found ? IMAGES[found[1]!] : undefined;
    return program ? [{ program, version: found![2]! }] : [];
  });
}

/** The versions that a requirements file pins with `==`. */
export function versionsOfRequirements(text: string): FoundVersion[] {
  return [...text.matchAll(/^(celery|pymongo)(?:\[[^\]]*\])?\s*==\s*(\d+(?:\.\d+)*)\s*(?:[;#].*)?$/gim)].map(
    ([, name, version]) => {
      return { program: name!.toLowerCase() as Program, version: version! };
    },
  );
}

function servicesOf(root: YamlNode | undefined) {
  const top = resolveAlias(root);
  const services = top?.kind === 'map' ? resolveAlias(entriesOf(top).get('services')?.value) : undefined;
  return services?.kind === 'map' ? [...entriesOf(services).values()].map(({ value }) => resolveAlias(value)) : [];
}
