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
function texts(language: string, file = 'ui'): Map<string, string> {
  const text = readFileSync(join(root, 'locales', language, `${file}.ftl`), 'utf8');
  return new Map([...text.matchAll(/^([a-z][a-z0-9-]*) =((?:.*\n)(?:[ }].*\n)*)/gm)].map((found) => [found[1] ?? '', (found[2] ?? '').trim()]));
}

/** The plural forms that whole numbers have in a language; English's where nobody knows, as Rust's Fluent does. */
function forms(language: string): string[] {
  const rules = new Intl.PluralRules([language, 'en']);
  return [...new Set(Array.from({ length: 1000 }, (_, count) => rules.select(count)))];
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

  it.each(languages)('%s has every plural form that its numbers take, wherever it counts', (language) => {
    const wanted = forms(language);
    const counting = ['zero', 'one', 'two', 'few', 'many'];
    const lacking: string[] = [];
    for (const file of ['ui', 'words', 'notices', 'pages']) {
      for (const [key, text] of texts(language, file)) {
        for (const [, choice = ''] of text.matchAll(/->([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}/g)) {
          const arms = [...choice.matchAll(/^\s*\*?\[(\w+)\]/gm)].map((found) => found[1] ?? '');
          // What chooses by a word of ours, or knows none from some, counts nothing.
          if (!arms.some((arm) => counting.includes(arm))) continue;
          // Each by its name, though the arm with the star would be taken: nobody sees whether a form was folded into it or forgotten.
          const missing = wanted.filter((form) => !arms.includes(form));
          if (missing.length) lacking.push(`${file}.ftl: ${key}: ${missing.join(', ')}`);
        }
      }
    }
    expect(lacking).toEqual([]);
  });

  it.each(languages)('%s has places for the same values in each message as the others', (language) => {
    const values = (text = '') => [...new Set([...text.matchAll(/\$([a-z][\w-]*)/g)].map((found) => found[1]))].sort();
    const first = texts(languages[0] ?? '');
    for (const [key, text] of texts(language)) expect(values(text), key).toEqual(values(first.get(key)));
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
    const all = languages.map((language) => texts(language));
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

  it.each(languages)('%s has the decimal sign that the browser knows for it, where it knows the language', (language) => {
    const [known] = Intl.NumberFormat.supportedLocalesOf(language);
    const decimal = new Intl.NumberFormat(known).formatToParts(0.5).find((part) => part.type === 'decimal')?.value;
    expect([known ? decimal : texts(language, 'language').get('decimal')]).toEqual([texts(language, 'language').get('decimal')]);
  });

  it('each language names itself', () => {
    const names = languages.map((language) => say(language, 'language-name'));
    expect([say('ru', 'language-name'), say('en', 'language-name')]).toEqual(['Русский', 'English']);
    expect(new Set(names).size).toBe(languages.length);
    expect(names).not.toContain('language-name');
  });
});
