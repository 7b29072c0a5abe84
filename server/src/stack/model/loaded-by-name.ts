import type { ConfigFile } from '../../settings/file';

/** What a module loads besides its imports. */
export interface ByName {
  /** Whether it may load modules by names that it puts together or finds elsewhere. */
  readonly byName: boolean;
  /** The modules that Django loads by it: the settings that it names, the applications that it installs. */
  readonly installed: readonly string[];
  /** The same for a program that answers requests. */
  readonly routes: readonly string[];
}

const BY_NAME =
  /\b(import_module|__import__|import_string|autodiscover_tasks|walk_packages|iter_modules|find_modules|DJANGO_SETTINGS_MODULE)\b|\binclude\s*=/;

const SETTINGS = /\bDJANGO_SETTINGS_MODULE['"]\s*[,\]][\s=]*['"]([\w.]+)['"]/;
const APPS = /\bINSTALLED_APPS\s*(?::[^=\n]*)?\+?=\s*[[(]([^\])]*)/g;
const ROUTES = /\bROOT_URLCONF\s*=\s*['"]([\w.]+)['"]/;

/** What a module loads by names in its text. */
export function loadedByName({ text }: ConfigFile): ByName {
  const settings = text.includes('DJANGO_SETTINGS_MODULE') ? SETTINGS.exec(text)?.[1] : undefined;
  const routes = text.includes('ROOT_URLCONF') ? ROUTES.exec(text)?.[1] : undefined;
  const apps = text.includes('INSTALLED_APPS') ? installedApps(text) : [];
  return {
    byName: BY_NAME.test(text),
    installed: settings === undefined ? apps : [settings, ...apps],
    routes: routes === undefined ? [] : [routes],
  };
}

/** The modules of installed applications: Django loads their configuration and their models. */
function installedApps(text: string): string[] {
  const names = [...text.matchAll(APPS)].flatMap(([, list]) => [...list!.matchAll(/['"]([\w.]+)['"]/g)]);
  return names.flatMap(([, written]) => {
    // An application may be named by the class that configures it: `shop.apps.ShopConfig`.
    const isClass = /\.\w*Config$/.test(written!);
    const configuration = isClass ? withoutLast(written!) : `${written}.apps`;
    const name = isClass ? withoutLast(configuration) : written!;
    return [name, configuration, `${name}.models`].filter((module) => module !== '' && !module.startsWith('.'));
  });
}

function withoutLast(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}
