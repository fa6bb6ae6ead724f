/**
 * The words of the UI itself, from `locales/<language>/ui.ftl`. What Rust sends is in words already.
 * A language is one folder there: the list of languages is the list of folders.
 */
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';

const sources = import.meta.glob<string>('../../locales/*/ui.ftl', { query: '?raw', import: 'default', eager: true });

const texts = new Map(Object.entries(sources).map(([path, text]) => [path.split('/').at(-2) ?? '', text]));

/** Every language there is, Russian first. */
export const languages: readonly string[] = [...texts.keys()].sort((a, b) => Number(b === 'ru') - Number(a === 'ru') || (a < b ? -1 : 1));

const bundles = new Map<string, FluentBundle>();

function bundle(language: string): FluentBundle {
  let made = bundles.get(language);
  if (!made) {
    made = new FluentBundle(language, { useIsolating: false });
    made.addResource(new FluentResource(texts.get(language) ?? ''));
    bundles.set(language, made);
  }
  return made;
}

function remembered(): string {
  try {
    const kept = localStorage.getItem('peremena.language');
    if (kept && texts.has(kept)) return kept;
  } catch {
    // No storage: the system's language will do.
  }
  const system = navigator.language.split('-')[0] ?? '';
  return texts.has(system) ? system : 'ru';
}

let language = $state(remembered());

/** The language in use. */
export function currentLanguage(): string {
  return language;
}

/** Takes another language into use. */
export function useLanguage(wanted: string): void {
  if (texts.has(wanted)) language = wanted;
  document.documentElement.lang = language;
  try {
    localStorage.setItem('peremena.language', language);
  } catch {
    // Asked anew at the next start.
  }
}

/** A message in the language in use. Reading it in a component redraws it when the language changes. */
export function t(key: string, values?: Record<string, FluentVariable>): string {
  return say(language, key, values);
}

/** A message in a language of choice: a language's own name is written in that language. */
export function say(wanted: string, key: string, values?: Record<string, FluentVariable>): string {
  const chosen = bundle(wanted);
  const message = chosen.getMessage(key);
  return message?.value ? chosen.formatPattern(message.value, values) : key;
}
