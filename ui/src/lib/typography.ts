/**
 * How words are set: what belongs together stays on one line, and a long word parts where a syllable ends.
 * What is said is not changed: no letter comes or goes.
 */

const NBSP = '\u00A0';
const SHY = '\u00AD';
const JOINER = '\u2060';

/**
 * Ties a number to what it counts ("5 ноября", "2 четверть") and to the other end of its span ("7–9"), a sign to its number ("№ 12", "§ 9", "стр. 97"), and
 * a short word before a number to it ("в 18:40", "до 25 ноября") and "ago" to how long, initials to the name ("А. Б. Иванова"),
 * the parts of a telephone number ("+7 (8722) 00-00-00").
 */
export function tie(text: string): string;
export function tie(text: string | null | undefined): string | null;
export function tie(text: string | null | undefined): string | null {
  if (text == null) return null;
  return text
    .replace(/(\d) (?=[\p{L}«])/gu, `$1${NBSP}`)
    .replace(/(\d)–(?=\d)/gu, `$1${JOINER}–${JOINER}`)
    .replace(/(?<![\p{L}])(в|к|с|на|по|до|от|из|за|at|on|to|by) (?=\d)/giu, `$1${NBSP}`)
    .replace(/\+\d[\d ()-]{8,}\d/g, (telephone) => telephone.replaceAll(' ', NBSP))
    .replace(/ (?=(?:назад|ago)(?![\p{L}]))/gu, NBSP)
    .replace(/([№§]|(?<![\p{L}])(?:стр|упр|гл|п|с|p|ex)\.) (?=\d)/giu, `$1${NBSP}`)
    .replace(/(?<![\p{L}])(\p{Lu}\.) ?(?=\p{Lu}\.)/gu, `$1${NBSP}`)
    .replace(/(?<![\p{L}])(\p{Lu}\.) (?=\p{Lu}\p{Ll})/gu, `$1${NBSP}`)
    .replace(/(\p{Lu}\p{Ll}+) (?=\p{Lu}\.(?:[\s\u00A0]|\p{Lu}|$))/gu, `$1${NBSP}`);
}

const V = '[аеёиоуыэюя]';
const C = '[бвгджзклмнпрстфхцчшщ]';
const A = '[а-яё]';
// Where a Russian word may be parted, after P. Khristov: no browser can be relied on for it, since WebKitGTK has its
// dictionaries from the system, which seldom has them.
const seams = [`([йьъ])(${A}${A})`, `(${V})(${V}${A})`, `(${V}${C})(${C}${V})`, `(${C}${V})(${C}${V})`, `(${V}${C})(${C}${C}${V})`, `(${V}${C}${C})(${C}${C}${V})`].map(
  (seam) => new RegExp(seam, 'giu'),
);

/** Three letters at least stand on either line. */
function part(word: string): string {
  const parted = seams.reduce((text, seam) => text.replace(seam, `$1${SHY}$2`), word);
  let [letters, result] = [0, ''];
  for (const letter of parted) {
    if (letter !== SHY) letters += 1;
    else if (letters < 3 || word.length - letters < 3) continue;
    result += letter;
  }
  return result;
}

/** Marks where words of `least` letters and more may be parted at the end of a line, should there be no room. */
export function soften(text: string, least: number): string {
  return text.replace(/[а-яё]+/giu, (word) => (word.length < least ? word : part(word)));
}
