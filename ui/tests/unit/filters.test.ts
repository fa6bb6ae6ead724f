// A filter leads to another choice, also where the last one could not be read.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';

import { useEnd, type Command } from '../../src/lib/api';
import type { ErrorView } from '../../src/lib/api/types';
import { open } from './window';

afterEach(() => useEnd(null));

const broken: ErrorView = { code: 'storage', message: 'Не читается.', retry_after: null };

describe.each<[string, string, Command, RegExp, RegExp, RegExp, RegExp]>([
  ['events', '#/events/amina', 'occasions', /^События/, /^Сообщения/, /каб\. 305/, /Сбор в/],
  ['the feed', '#/feed', 'feed', /^Всё/, /^Пропуски/, /^Алгебра/, /Физ/],
  ['homework', '#/homework/amina', 'homework', /^Все предметы/, /^Алгебра/, /Контурная карта/, /330/],
])('the filter of %s', (_, hash, command, one, other, ofOne, ofOther) => {
  it('stays usable after a failed choice, and shows nothing under a name that it is not of', async () => {
    const end = await open({}, hash);
    const main = within(screen.getByRole('main'));
    const chip = (name: RegExp) => main.getByRole('radio', { name });
    expect((await main.findAllByText(ofOne)).length).toBeGreaterThan(0);
    end.fail(command, broken);
    await fireEvent.click(chip(other));
    expect(await main.findByText('Не читается.')).toBeTruthy();
    expect(chip(other).closest('label')?.classList.contains('on')).toBe(true);
    expect(main.queryAllByText(ofOne)).toHaveLength(0);
    // What was read before is there at once, though nothing can be read anew.
    await fireEvent.click(chip(one));
    await waitFor(() => expect(main.queryAllByText(ofOne).length).toBeGreaterThan(0));
    expect(chip(one).closest('label')?.classList.contains('on')).toBe(true);
    end.fail(command, null);
    await fireEvent.click(chip(other));
    expect((await main.findAllByText(ofOther)).length).toBeGreaterThan(0);
    expect(main.queryByText('Не читается.')).toBeNull();
  });
});
