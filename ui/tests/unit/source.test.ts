// The rules of this folder, held over its sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', 'src');

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((each) => (each.isDirectory() ? files(join(folder, each.name)) : [join(folder, each.name)]));
}

const sources = files(root).map((file) => ({ name: relative(root, file), text: readFileSync(file, 'utf8') }));
const naming = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

it('one file alone imports Tauri', () => {
  expect(naming(/from '@tauri-apps\//)).toEqual(['lib/api/tauri.ts']);
});

it('what a school wrote is text, never markup', () => {
  expect(naming(/\{@html|innerHTML|insertAdjacentHTML|document\.write/)).toEqual([]);
});

it('no date and no number is worded here: views carry words', () => {
  expect(naming(/\bnew Date\b|\bDate\.now\b|\bIntl\.|toLocale(Date|Time)?String/)).toEqual([]);
});

it('nothing that the content policy would refuse', () => {
  expect(naming(/\sstyle="|\beval\(|new Function\(|javascript:|https?:\/\/(?!ipc)/)).toEqual(naming(/placeholder="https:\/\/"/));
});

it('components take no fixtures in, but for the one door', () => {
  expect(naming(/tests\/fixtures/)).toEqual(['lib/api/index.ts']);
});

it('no list is keyed by what a school wrote: two of one name are two', () => {
  expect(naming(/\{#each [^}\n]*\((?:`|(?!setting\b)\w+\.(?:title|name|text|route|label|subject|value)\))/)).toEqual([]);
  // Nor by a whole line of it.
  expect(naming(/\{#each [^}\n]*\((?:each|line|value|text|name|word|title|subject)\)\}/)).toEqual([]);
});

it('nothing is disabled while something is at work: that would take the focus away from whoever pressed it', () => {
  expect(naming(/\sdisabled=\{[^}]*\b(?:busy|checking|writing|keeping|syncing)\b/)).toEqual([]);
});

it('one component draws dialogs, and gives the focus back', () => {
  expect(naming(/<dialog\b|showModal/)).toEqual(['lib/components/Dialog.svelte']);
});

it('lists to choose from and words that stand in an empty field look one way, from base.css', () => {
  expect(naming(/::placeholder|select[^{};]*\{[^}]*(?:border|appearance|height|background)/)).toEqual(['styles/base.css']);
});

it('what several pages draw alike is drawn once: colours of marks, rows that lead on, unread dots, bars', () => {
  const twice = (pattern: RegExp) => naming(pattern).filter((name) => name.endsWith('.svelte'));
  expect(twice(/^ +\.(?:[\w-]+\.)?(?:five|four|three|two)\b[^{]*\{/m)).toEqual([]);
  expect(twice(/^ +\.dot\b[^{]*\{/m)).toEqual([]);
  expect(twice(/style:width="\{[^}]*share/)).toEqual(['lib/components/Track.svelte']);
  expect(twice(/:hover[^{]*\{[^}]*box-shadow: 0 0 0 0\.375rem/)).toEqual([]);
});

it('what several pages share has one home: choices side by side, summaries, the keys that turn pages', () => {
  const styled = (pattern: RegExp) => naming(pattern).filter((name) => name.endsWith('.svelte'));
  expect(styled(/^ +summary\b[^{]*\{/m)).toEqual([]);
  expect(naming(/class="[^"]*\bsegments\b/).sort()).toEqual(['lib/components/Spans.svelte', 'lib/components/Terms.svelte']);
  expect(styled(/border-radius: 10px;\s*background: var\(--sheet\);\s*overflow: hidden/)).toEqual([]);
  expect(naming(/'ArrowLeft'/)).toEqual(['lib/keys.svelte.ts']);
});

it('nothing appears under a pointer alone: a finger has none to rest there', () => {
  const rules = sources.flatMap(({ name, text }) => [...text.matchAll(/[^{};]*:hover[^{};]*\{[^}]*\}/g)].map(([rule]) => ({ name, rule })));
  expect(rules.length, 'there are rules to look at').toBeGreaterThan(5);
  expect(rules.filter(({ rule }) => /\b(display|opacity|visibility|clip|clip-path|height|transform|pointer-events)\s*:/.test(rule))).toEqual([]);
  expect(naming(/onmouse(enter|over)|onpointer(enter|over)/)).toEqual([]);
});

it('a colour that is used is a colour that there is', () => {
  const styles = sources.map(({ text }) => text).join('\n');
  const made = new Set([...styles.matchAll(/(?:style:)?(--[\w-]+)\s*[:=]/g)].map((found) => found[1]));
  const used = new Set([...styles.matchAll(/var\((--[\w-]+)\s*\)/g)].map((found) => found[1]));
  expect([...used].filter((name) => !made.has(name))).toEqual([]);
});

it('a message is named where it is said, so that the test of words sees its key', () => {
  expect(naming(/(?<![\w.$]|function )t\((?!'[a-z0-9-]+')/)).toEqual([]);
});

it('a line that is drawn aside brings what is chosen into sight, and is what that is measured from', () => {
  const lines = sources.filter(({ text }) => /reach\(/.test(text) && /overflow-x: auto/.test(text));
  expect(lines.map(({ name }) => name).sort()).toEqual(['lib/components/Chips.svelte', 'screens/Analytics.svelte']);
  for (const { name, text } of lines) expect(text, name).toMatch(/\{\s*position: relative;\s*display: flex;/);
});

it('what a small mark was is struck by a line that reaches beyond it, and by one of the text where grounds are not drawn', () => {
  const mark = sources.find(({ name }) => name === 'lib/components/Mark.svelte')?.text ?? '';
  const [drawn, forced] = [...mark.matchAll(/\.small \.was \{([^}]*)\}/g)].map((found) => found[1] ?? '');
  expect(drawn).toMatch(/padding: 0 0\.1875rem/);
  expect(drawn).toMatch(/background: linear-gradient\(currentColor, currentColor\) center \/ 100%/);
  expect(drawn).toMatch(/text-decoration: none/);
  expect(forced).toMatch(/text-decoration: line-through/);
});

it('a box that is ticked looks one way, from base.css; what is no box is a switch, or is drawn beside one that is hidden', () => {
  const boxes = sources.flatMap(({ name, text }) => [...text.matchAll(/<input\b[^>]*type="checkbox"[^>]*/g)].map((found) => ({ name, tag: found[0] })));
  expect(boxes.length).toBeGreaterThan(5);
  expect(boxes.filter(({ tag }) => !/role="switch"|class="(?:box|hidden)"/.test(tag))).toEqual([]);
  expect(naming(/accent-color/)).toEqual(['styles/base.css']);
});
