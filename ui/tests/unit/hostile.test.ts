import { afterEach, expect, it, vi } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { hostile } from '../fixtures/hostile';
import screens from '../fixtures/screens-of-school.json';
import { open } from './window';

/** Elements that load, run, send or change where the page is: this page has none of its own. */
const live =
  'script, iframe, frame, object, embed, applet, base, meta, link, style, template, noscript, marquee, video, audio, source, track, img, picture, math, portal, ' +
  'svg script, svg use, svg image, svg a, svg animate, svg set, svg foreignObject, form[action], [formaction], [srcdoc], [srcset], [background], [ping]';

afterEach(() => useEnd(null));

/** What in the page could act, by itself or when touched. */
function acting(): string[] {
  const found = [...document.body.querySelectorAll(live)].map((element) => element.outerHTML.slice(0, 120));
  for (const element of document.body.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.push(`${element.tagName} ${name}=${value.slice(0, 80)}`);
      if (/^(href|src|xlink:href|action|data|poster)$/i.test(name) && !value.startsWith('#')) found.push(`${element.tagName} ${name}=${value.slice(0, 80)}`);
      if (name === 'style' && /url\(|expression|@import/i.test(value)) found.push(`${element.tagName} style=${value.slice(0, 80)}`);
    }
  }
  return found;
}

/** What is written on the screen itself, in fields and in names that are read aloud; the switch of children stands on all. */
const drawn = () => {
  const main = document.querySelector('main');
  const names = [...(main?.querySelectorAll('[aria-label]') ?? [])].map((each) => each.getAttribute('aria-label'));
  const fields = [...(main?.querySelectorAll<HTMLInputElement>('input') ?? [])].map((each) => each.value);
  return [main?.textContent, ...names, ...fields].join(' ');
};

it('hostile texts are texts on every screen: nothing of them runs, loads, sends or leads away', async () => {
  const reached = [vi.spyOn(globalThis, 'fetch'), vi.spyOn(XMLHttpRequest.prototype, 'open'), vi.spyOn(window, 'open')];
  const seen = new Set<string>();
  const flat = (text: string) => text.replace(/[\s\u00A0\u00AD\u2060]+/g, '');
  let from = 0;
  for (const screen of screens) {
    const end = await open({ scenario: 'family', harm: from }, screen);
    // They are there, letter for letter, on this very screen: or the test would look at a clean page.
    const here = () => {
      const shown = flat(drawn());
      // Too short a one would be found in any page.
      return hostile.filter(({ text }) => flat(text).length > 7 && shown.includes(flat(text)));
    };
    await vi.waitFor(() => expect(here().length, screen).toBeGreaterThan(0), { timeout: 5000 });
    expect(acting(), screen).toEqual([]);
    for (const { name } of here()) seen.add(name);
    expect(end.asked.filter(({ command }) => ['sign_out', 'recover', 'change_settings'].includes(command)), screen).toEqual([]);
    document.body.replaceChildren();
    from += 23;
  }
  expect('__live' in window).toBe(false);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  for (const spy of reached) expect(spy).not.toHaveBeenCalled();
  expect(hostile.length).toBeGreaterThanOrEqual(100);
  expect(seen.size).toBeGreaterThan(60);
}, 240_000);

it('what the test looks for is found where it is', () => {
  document.body.innerHTML = '<p onclick="x()">a</p><a href="javascript:x">b</a><img src="x"><svg><script>x</script></svg>';
  expect(acting().length).toBeGreaterThanOrEqual(4);
  document.body.replaceChildren();
});
