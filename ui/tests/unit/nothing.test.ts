import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import Nothing from '../../src/lib/components/Nothing.svelte';
import { useLanguage } from '../../src/lib/words.svelte';
import { open } from './window';

afterEach(() => useEnd(null));

const lines = (box: Element | null | undefined) => [...(box?.querySelectorAll('p') ?? [])].map((each) => each.textContent?.trim());

describe('an empty page', () => {
  it.each([
    ['#/marks/amina', 'Оценок пока нет'],
    ['#/homework/amina', 'Ничего не задано'],
    ['#/terms/amina', 'Итоговых оценок пока нет'],
    ['#/school/amina', 'Школа о себе ничего не сообщила'],
    ['#/record/amina', 'Пока ничего нет'],
    ['#/events/amina', 'Пока ничего нет'],
    ['#/feed', 'Здесь пока тихо'],
  ])('%s says what it waits for', async (hash, title) => {
    await open({ scenario: 'empty' }, hash);
    const told = lines((await screen.findAllByText(title)).map((each) => each.closest('.nothing')).find(Boolean));
    expect(told).toHaveLength(2);
    expect(told[1]?.length).toBeGreaterThan(20);
  });

  it('of one kind in the feed does not say that nothing came at all', async () => {
    await open({}, '#/feed');
    await fireEvent.click(await screen.findByRole('radio', { name: 'Проход в школу' }));
    expect(await screen.findByText('Такого пока не было')).toBeTruthy();
    expect(screen.queryByText('Здесь пока тихо')).toBeNull();
  });

  it('names the holidays once, and what comes after them', () => {
    useLanguage('ru');
    render(Nothing, { filling: 'holiday', words: 'Осенние каникулы до 8 ноября', about: 'day' });
    expect(lines(document.querySelector('.nothing'))).toEqual(['Осенние каникулы до 8 ноября', 'Уроки и задания появятся здесь к началу учёбы.']);
  });
});
