import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FluentResource } from '@fluent/bundle';
import { describe, expect, it } from 'vitest';

import { languages, say } from '../../src/lib/words.svelte';

const root = join(import.meta.dirname, '..', '..');

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((each) => (each.isDirectory() ? files(join(folder, each.name)) : [join(folder, each.name)]));
}

const source = files(join(root, 'src'))
  .filter((file) => /\.(svelte|ts)$/.test(file))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const used = new Set([...source.matchAll(/\b(?:t\(|say\(\w+, )'([a-z0-9-]+)'/g)].map((found) => found[1] ?? ''));

function keys(language: string): string[] {
  const resource = new FluentResource(readFileSync(join(root, 'locales', language, 'ui.ftl'), 'utf8'));
  return resource.body.map((entry) => entry.id).sort();
}

/** What stands behind each key, as it is written. */
function texts(language: string): Map<string, string> {
  const text = readFileSync(join(root, 'locales', language, 'ui.ftl'), 'utf8');
  return new Map([...text.matchAll(/^([a-z][a-z0-9-]*) =((?:.*\n)(?:[ }].*\n)*)/gm)].map((found) => [found[1] ?? '', (found[2] ?? '').trim()]));
}

describe('the words', () => {
  it('Russian comes first', () => {
    expect(languages[0]).toBe('ru');
    expect(languages).toContain('en');
  });

  it.each(languages)('%s has every key that is used, and none that is not', (language) => {
    expect(keys(language)).toEqual([...used].sort());
  });

  it.each(languages)('%s has no key twice and nothing that does not parse', (language) => {
    const text = readFileSync(join(root, 'locales', language, 'ui.ftl'), 'utf8');
    const written = [...text.matchAll(/^([a-z][a-z0-9-]*) =/gm)].map((found) => found[1] ?? '').sort();
    expect(keys(language)).toEqual(written);
    expect(new Set(written).size).toBe(written.length);
  });

  it.each([
    [0, '0 оценок'],
    [1, '1 оценка'],
    [2, '2 оценки'],
    [5, '5 оценок'],
    [11, '11 оценок'],
    [21, '21 оценка'],
    [22, '22 оценки'],
    [112, '112 оценок'],
  ])('%i in Russian: %s', (count, words) => {
    expect(say('ru', 'marks-count', { count })).toBe(words);
  });

  it.each([
    [1, '1 mark'],
    [2, '2 marks'],
  ])('%i in English: %s', (count, words) => {
    expect(say('en', 'marks-count', { count })).toBe(words);
  });

  it('nothing is said by two keys: what reads the same in every language is one', () => {
    const all = languages.map(texts);
    const said = (key: string) => all.map((of) => of.get(key)).join(' | ');
    const first = new Map<string, string>();
    const twins: string[] = [];
    for (const key of used) {
      const known = first.get(said(key));
      if (known) twins.push(`${known} and ${key}`);
      first.set(said(key), key);
    }
    expect(twins).toEqual([]);
  });

  it('homework is counted in assignments in English, and nobody says "of now"', () => {
    const texts = ['ui', 'words', 'pages', 'notices'].map((file) => readFileSync(join(root, 'locales', 'en', `${file}.ftl`), 'utf8')).join('\n');
    expect(texts.match(/homeworks|\d homework|\$count \} (?:homework|tasks?)\b|of now\b/g)).toBeNull();
  });

  it('each language names itself', () => {
    const names = languages.map((language) => say(language, 'language-name'));
    expect(names.slice(0, 2)).toEqual(['Русский', 'English']);
    expect(new Set(names).size).toBe(languages.length);
    expect(names).not.toContain('language-name');
  });
});
