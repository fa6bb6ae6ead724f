import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { app } from '../../src/lib/app.svelte';
import Notices from '../../src/lib/components/Notices.svelte';
import { useLanguage } from '../../src/lib/words.svelte';
import { fixtures } from '../fixtures/end';

let stop = () => {};

afterEach(() => {
  stop();
  cleanup();
  useEnd(null);
});

async function open() {
  const end = fixtures({ scenario: 'family' });
  useEnd(end);
  useLanguage('ru');
  app.era += 1;
  stop = app.run();
  render(Notices);
  await screen.findByRole('group', { name: 'Амина' });
  return end;
}

type End = Awaited<ReturnType<typeof open>>;
const last = (end: End) => end.asked.filter((each) => each.command === 'change_notices').at(-1)?.request;

const of = (child: string) => within(screen.getByRole('group', { name: child }));
const select = (child: string, name: RegExp) => of(child).getByRole('combobox', { name }) as HTMLSelectElement;

it('a child has quiet hours of its own, and the others keep those of all', async () => {
  const end = await open();
  expect(select('Амина', /^Тихие часы/).value).toBe('like_all');
  expect(of('Амина').queryByRole('combobox', { name: /^С( |$)/ })).toBeNull();
  await fireEvent.change(select('Амина', /^Тихие часы/), { target: { value: 'own' } });
  await waitFor(() => expect(select('Амина', /^С( |$)/).value).toBe('21:00'));
  await fireEvent.change(select('Амина', /^С( |$)/), { target: { value: '19:30' } });
  expect(last(end)).toEqual({ children: [{ student: 'amina', silent: null, quiet: { choice: 'own', from: '19:30', to: '07:00' } }] });
  await waitFor(() => expect(select('Амина', /^С( |$)/).value).toBe('19:30'));
  expect(select('Тимур', /^Тихие часы/).value).toBe('like_all');
});

it('values of a child are hidden, shown, or as for all', async () => {
  const end = await open();
  for (const [value, hide] of [
    ['hidden', true],
    ['shown', false],
    ['like_all', null],
  ] as const) {
    await fireEvent.change(select('Амина', /^Подробности на заблокированном экране/), { target: { value } });
    expect(last(end)).toEqual({ hiding: [{ student: 'amina', hide }] });
    await waitFor(() => expect(select('Амина', /^Подробности на заблокированном экране/).value).toBe(value));
  }
});

it('no topic of a child without sound can be given one', async () => {
  await open();
  await fireEvent.change(select('Амина', /^Звук/), { target: { value: 'off' } });
  await fireEvent.click(screen.getByRole('radio', { name: /О.чём.со.звуком/ }));
  await waitFor(() => expect((screen.getAllByRole('checkbox', { name: /Амина/ })[0] as HTMLInputElement).disabled).toBe(true));
  expect((screen.getAllByRole('checkbox', { name: /Тимур/ })[0] as HTMLInputElement).disabled).toBe(false);
});
