import { describe, expect, it } from 'vitest';

import { soften, tie } from '../../src/lib/typography';

const shown = (text: string) => text.replaceAll('\u00A0', '~').replaceAll('\u00AD', '|').replaceAll('\u2060', '');

describe('words are set', () => {
  it.each([
    ['Пятница, 20 ноября', 'Пятница, 20~ноября'],
    ['обновлено 2 минуты назад', 'обновлено 2~минуты~назад'],
    ['А. Б. Иванова', 'А.~Б.~Иванова'],
    ['Замена: Юсупова П. М. вместо Алиева Р. М.', 'Замена: Юсупова~П.~М. вместо Алиева~Р.~М.'],
    ['П. 14, № 304–306, упр. 12', 'П.~14, №~304–306, упр.~12'],
    ['7 «Б»', '7~«Б»'],
    ['Ленина, 14 · +7 (8722) 00-00-00', 'Ленина, 14 · +7~(8722)~00-00-00'],
    ['обновлено вчера в 18:40', 'обновлено вчера в~18:40'],
    ['Билеты до 25 ноября', 'Билеты до~25~ноября'],
    ['updated yesterday at 18:40', 'updated yesterday at~18:40'],
    ['Сделать 3. Потом отдохнуть', 'Сделать 3. Потом отдохнуть'],
  ])('%s', (text, expected) => {
    expect(shown(tie(text))).toBe(expected);
  });

  it('and nothing stays nothing', () => {
    expect(tie(null)).toBeNull();
  });

  it('and a span of numbers stays on its line', () => {
    expect(tie('главы 7–9')).toBe('главы 7\u2060–\u20609');
  });

  it('with long words parted where a syllable ends, and short ones left alone', () => {
    expect(shown(soften('самостоятельной', 12))).toBe('самос|то|ятель|ной');
    expect(soften('Русский язык', 12)).toBe('Русский язык');
    expect(soften('самостоятельной', 12).replaceAll('\u00AD', '')).toBe('самостоятельной');
  });
});
