// The user guide (docs/guide) says what the screens say, and says the same in every language that it is written in: a folder
// there, and one for its pictures.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { languages as spoken } from '../../src/lib/words.svelte';

const root = join(import.meta.dirname, '..', '..');
const guide = join(root, '..', 'docs', 'guide');
const languages = readdirSync(guide).filter((name) => name !== 'pictures');
const pages = readdirSync(join(guide, languages[0] ?? '')).sort();

const page = (language: string, name: string) => readFileSync(join(guide, language, name), 'utf8');

/** Every message of a language that stands on the screen as it is, by its words on one line. */
function messages(language: string): Map<string, string[]> {
  const of = new Map<string, string[]>();
  for (const file of ['ui', 'words', 'pages', 'notices']) {
    const text = readFileSync(join(root, 'locales', language, `${file}.ftl`), 'utf8');
    for (const [, key = '', words = ''] of text.matchAll(/^([a-z][\w-]*) = ([^{}\n]+)$/gm)) of.set(words, [...(of.get(words) ?? []), key]);
  }
  return of;
}

/** What a page cites from the screen: all that is bold. */
const cited = (text: string) => [...text.matchAll(/\*\*([^*]+)\*\*/g)].map((found) => (found[1] ?? '').replace(/\s+/g, ' '));
const drawn = (text: string) => [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map((found) => found[1] ?? '');
const headings = (text: string) => [...text.matchAll(/^(#+) \S/gm)].map((found) => found[1]);

describe('the guide', () => {
  it('is written in languages of the app', () => {
    expect(languages.length).toBeGreaterThan(1);
    expect(languages.filter((language) => !spoken.includes(language))).toEqual([]);
  });

  it.each(languages)('%s has every page, and each is led to from the first', (language) => {
    expect(readdirSync(join(guide, language)).sort()).toEqual(pages);
    const led = [...page(language, 'README.md').matchAll(/\]\((\w[\w-]*\.md)\)/g)].map((found) => found[1]);
    expect([...led, 'README.md'].sort()).toEqual(pages);
  });

  it.each(languages)('%s cites the screens by words that stand on them', (language) => {
    const known = messages(language);
    for (const name of pages) expect(cited(page(language, name)).filter((words) => !known.has(words)), name).toEqual([]);
  });

  it.each(pages)('%s has the same headings, pictures and screens in every language', (name) => {
    const [first, ...others] = languages.map((language) => {
      const text = page(language, name);
      const known = messages(language);
      return { headings: headings(text), pictures: drawn(text).map((path) => path.replace(`/${language}/`, '/')), keys: cited(text).map((words) => known.get(words) ?? []) };
    });
    for (const other of others) {
      expect(other.headings).toEqual(first?.headings);
      expect(other.pictures).toEqual(first?.pictures);
      // Of one screen: the keys behind the words meet. In what order a sentence names them is the language's own.
      const missing = (of: string[][] = [], among: string[][] = []) => of.filter((keys) => !among.some((these) => these.some((key) => keys.includes(key))));
      expect(missing(first?.keys, other.keys)).toEqual([]);
      expect(missing(other.keys, first?.keys)).toEqual([]);
    }
  });

  it('names pictures that are there, and every one that is', () => {
    const named = languages.flatMap((language) => pages.flatMap((name) => drawn(page(language, name)).map((path) => join(guide, language, path))));
    for (const path of named) expect(existsSync(path), path).toBe(true);
    const taken = languages.flatMap((language) => readdirSync(join(guide, 'pictures', language)).map((name) => join(guide, 'pictures', language, name)));
    expect([...new Set(named)].sort()).toEqual(taken.sort());
    for (const path of taken) expect(statSync(path).size, path).toBeLessThan(80 * 1024);
  });

  it('leads nowhere but to its own pages', () => {
    for (const language of languages) {
      for (const name of pages) {
        const links = [...page(language, name).matchAll(/(?<!!)\[[^\]]+\]\(([^)]+)\)/g)].map((found) => found[1] ?? '');
        expect(links.filter((link) => !pages.includes(link)), `${language}/${name}`).toEqual([]);
      }
    }
  });
});
