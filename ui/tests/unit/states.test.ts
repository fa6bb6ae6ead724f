/** Every screen in every state: what is known stays, what is not there says so in words, and nothing turns in place of a page. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { places } from '../../src/lib/places';
import { router } from '../../src/lib/router.svelte';
import { open } from './window';

afterEach(() => useEnd(null));

const algebra = encodeURIComponent('Алгебра');

/** What a child's diary is made of. */
const pages = [
  ['today', '#/today/amina'],
  ['a day', '#/diary/amina/2026-11-20?view=day'],
  ['a week', '#/diary/amina/2026-11-20?view=week'],
  ['a month', '#/diary/amina?view=month'],
  ['marks', '#/marks/amina'],
  ['a subject', `#/marks/amina/${algebra}`],
  ['the feed', '#/feed/amina'],
  ['homework', '#/homework/amina'],
  ['attendance', '#/attendance/amina'],
  ['analytics', '#/analytics/amina'],
  ['terms', '#/terms/amina'],
  ['events', '#/events/amina'],
  ['school', '#/school/amina'],
  ['record', '#/record/amina'],
] as const;

/** What asks no school: it has no state of one. */
const others = [
  ['search', `#/search/amina?q=${encodeURIComponent('контрольную')}`],
  ['help', '#/help'],
] as const;

/** What stands on the page, with plain spaces. */
const text = () => (document.querySelector('main')?.textContent ?? '').replaceAll(/\s+/g, ' ').replaceAll(/[\u00AD\u2060]/g, '');
const settled = () => new Promise((done) => setTimeout(done, 20));

/** Until the page says something of its own: more than its heading and its buttons. */
async function drawn(): Promise<string> {
  await waitFor(() => expect(text().length).toBeGreaterThan(60));
  await settled();
  return text();
}

it('no place is left out', () => {
  const listed = new Set([...pages, ...others].map(([, hash]) => hash.split('/')[1]?.split('?')[0]));
  expect(places.map((place) => place.screen).filter((screen) => !listed.has(screen))).toEqual([]);
});

describe('a screen that was shown before', () => {
  it.each([...pages, ...others, ['settings', '#/settings/appearance']] as const)('%s is drawn at once, whatever the answer takes', async (_, hash) => {
    const end = await open({}, hash);
    const before = await drawn();
    router.go('#/more');
    await screen.findByRole('heading', { level: 1, name: 'Ещё' });
    end.ask = () => new Promise(() => {});
    router.go(hash);
    await tick();
    expect(text()).toBe(before);
    expect(document.querySelector('main [role=progressbar]')).toBeNull();
  });
});

describe('a screen that cannot be read', () => {
  it.each([...pages, ...others])('%s says why, and is read again by hand', async (_, hash) => {
    const end = await open({ scenario: 'broken' }, hash);
    await waitFor(() => expect(text()).toContain('Дневник не удалось прочитать.'));
    expect(screen.getByRole('heading', { level: 1 })).toBeTruthy();
    end.choice.scenario = 'family';
    for (const again of screen.getAllByRole('button', { name: 'Попробовать ещё раз' })) await fireEvent.click(again);
    await waitFor(() => expect(document.querySelector('main [role=alert]')).toBeNull());
    expect((await drawn()).includes('не удалось')).toBe(false);
  });
});

describe('a school that does not answer', () => {
  it.each(pages)('leaves %s as it was, with its age', async (_, hash) => {
    await open({ scenario: 'failing' }, hash);
    const trouble = await screen.findByRole('region', { name: 'Не всё в порядке' });
    expect(trouble.textContent.replaceAll('\u00A0', ' ')).toContain('обновлено вчера в 18:40');
    const whole = await drawn();
    expect(whole.length).toBeGreaterThan(trouble.textContent.length + 100);
    expect(whole).not.toContain('Ещё не загружено');
  });
});

describe('what was never loaded', () => {
  it.each(pages)('is called so by %s', async (_, hash) => {
    await open({ scenario: 'never' }, hash);
    await waitFor(() => expect(text()).toContain('Ещё не загружено'));
  });
});

describe('where there is nothing', () => {
  it.each(pages)('%s says so, and not that it is not loaded', async (name, hash) => {
    await open({ scenario: 'empty' }, hash);
    // That nothing was missed is a result, and its calendar stands.
    await waitFor(() => expect(document.querySelector(name === 'attendance' ? 'main .result' : 'main .nothing')?.textContent?.trim()).toBeTruthy());
    expect(text()).not.toContain('Ещё не загружено');
  });
});
