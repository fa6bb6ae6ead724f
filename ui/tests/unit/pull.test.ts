import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { ENOUGH, Pull } from '../../src/lib/pull';
import { open } from './window';

afterEach(() => {
  useEnd(null);
  Object.defineProperty(window, 'scrollY', { value: 0, configurable: true });
});

const page = () => document.querySelector('main')!;
const at = (clientX: number, clientY: number) => ({ touches: [{ clientX, clientY }] });

/** A finger on `where` goes down so far. */
async function drawn(where: Element, far: number): Promise<void> {
  await fireEvent.touchStart(where, at(180, 120));
  await fireEvent.touchMove(where, at(182, 120 + far / 2));
  await fireEvent.touchMove(where, at(184, 120 + far));
}

it('the page drawn down at its top asks the school that the button asks, and says so', async () => {
  const end = await open({}, '#/today/amina');
  const main = page();
  const asked = () => end.asked.filter(({ command }) => command === 'sync_now').map(({ request }) => request);
  await drawn(main, ENOUGH - 1);
  expect(screen.getByText('Потяните, чтобы обновить')).toBeTruthy();
  await fireEvent.touchEnd(main, { touches: [] });
  expect(screen.queryByText('Потяните, чтобы обновить')).toBeNull();
  expect(asked(), 'not far enough').toEqual([]);
  await drawn(main, ENOUGH);
  expect([...document.querySelectorAll('[role=status]')].map((each) => each.textContent), 'to a screen reader too').toContain('Отпустите, чтобы обновить');
  await fireEvent.touchEnd(main, { touches: [] });
  await waitFor(() => expect(asked()).toEqual([{ student: 'amina' }]));
  await waitFor(() => expect(screen.queryByText(/Обновляется…|Отпустите/)).toBeNull());
});

it('a page that has scrolled, a second finger, a list of its own and a field are no pull', async () => {
  const end = await open({}, '#/today/amina');
  const main = page();
  Object.defineProperty(window, 'scrollY', { value: 40, configurable: true });
  await drawn(main, 2 * ENOUGH);
  await fireEvent.touchEnd(main, { touches: [] });
  Object.defineProperty(window, 'scrollY', { value: 0, configurable: true });
  const field = document.createElement('input');
  main.append(field);
  await drawn(field, 2 * ENOUGH);
  await fireEvent.touchEnd(field, { touches: [] });
  expect(screen.queryByText('Отпустите, чтобы обновить')).toBeNull();
  expect(end.asked.filter(({ command }) => command === 'sync_now')).toEqual([]);
});

it('a finger that goes aside first leads elsewhere, one that comes back asks for nothing', () => {
  const pull = new Pull();
  pull.begin(1, 0, 0, document.body, true);
  pull.move(1, 30, 12, true);
  pull.move(1, 40, 2 * ENOUGH, true);
  expect(pull.drawn).toBe(0);
  expect(pull.end()).toBe(false);
  pull.begin(1, 0, 0, document.body, true);
  pull.move(1, 0, ENOUGH + 20, true);
  expect(pull.drawn).toBe(ENOUGH + 20);
  pull.move(1, 0, 30, true);
  expect(pull.end()).toBe(false);
  pull.begin(2, 0, 0, document.body, true);
  pull.move(2, 0, 2 * ENOUGH, true);
  expect(pull.end()).toBe(false);
  pull.begin(1, 0, 0, document.body, true);
  pull.move(1, 0, 2 * ENOUGH, true);
  pull.move(2, 0, 2 * ENOUGH, true);
  expect(pull.end(), 'a second finger ends it').toBe(false);
  expect(pull.end()).toBe(false);
});
