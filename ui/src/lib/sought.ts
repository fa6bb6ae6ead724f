/**
 * Looking for a name among some that are here. Names are found however they are typed: «ё» is «е», and the words stand in
 * any order.
 */
const plain = (text: string) => text.toLowerCase().replaceAll('ё', 'е');

/** The words of what was typed. */
export const wordsOf = (sought: string): string[] => plain(sought).split(/\s+/).filter(Boolean);

/** Whether all of them stand in a name. */
export const holds = (name: string, words: readonly string[]): boolean => words.every((word) => plain(name).includes(word));
