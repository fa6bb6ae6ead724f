// What a browser can break without any script noticing: run in the page, returns what is wrong, in words.
// `arguments[0]`: whether the screen is a phone's, where fingers press.
const phone = arguments[0];
const wrong = [];
const edge = document.documentElement.clientWidth;
const seen = (element) => {
  if (element.closest('.hidden, .skip, .thread, .said, [aria-hidden=true] svg')) return false;
  const style = getComputedStyle(element);
  for (let at = element; at; at = at.parentElement) if (getComputedStyle(at).clipPath !== 'none') return false;
  return style.visibility !== 'hidden' && style.display !== 'none' && element.getClientRects().length > 0;
};
const named = (element) => {
  const text = element.textContent.trim().replace(/\s+/g, ' ').slice(0, 32);
  return `${element.tagName.toLowerCase()}.${String(element.className).replace(/\s?(svelte-\S+)/g, '').trim()} "${text}"`;
};

if (document.documentElement.scrollWidth > edge) wrong.push(`scrolls sideways by ${document.documentElement.scrollWidth - edge}`);

// A frame is never drawn: ours is the one through which the page speaks to Rust.
for (const frame of document.querySelectorAll('iframe')) if (frame.getClientRects().length) wrong.push('a frame stands on the page');

// No word stands on two lines, unless it alone is longer than a line: a soft hyphen parts it decently.
const range = document.createRange();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const parent = node.parentElement;
  if (!parent || !node.data.trim() || parent.closest('script, style, svg, title, option') || !seen(parent)) continue;
  // A key that no language has stands there as itself.
  if (/^[a-z]+(-[a-z0-9]+)+$/.test(node.data.trim()) && !/^(no-answer)$/.test(node.data.trim())) wrong.push(`a key is shown: ${node.data.trim()}`);
  if (node.data.includes('{ $') || node.data.includes('undefined') || node.data.includes('[object')) wrong.push(`not words: ${node.data.trim().slice(0, 40)}`);
  for (const word of node.data.matchAll(/[^\s\u00AD\u2010-\u2015\u00A0-]{2,}/gu)) {
    range.setStart(node, word.index);
    range.setEnd(node, word.index + word[0].length);
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 0.5);
    if (!rects.length) continue;
    const lines = new Set(rects.map((rect) => Math.round(rect.top / 4)));
    if (rects.length > 1 && Math.max(...rects.map((rect) => rect.top)) - Math.min(...rects.map((rect) => rect.top)) > 6 && lines.size > 1) {
      wrong.push(`the word is broken: ${word[0]} in ${named(parent)}`);
    }
    const last = rects.at(-1);
    // Beyond the edge of the window nobody reads it; a row that is drawn aside by a finger may.
    if (last.right > edge + 1 && !parent.closest('.kinds')) wrong.push(`beyond the edge: ${word[0]}`);
  }
}

// Nothing hides a part of its own text.
for (const element of document.body.querySelectorAll('*')) {
  if (!seen(element) || element.closest('svg, .kinds, .side')) continue;
  const style = getComputedStyle(element);
  const clips = (way) => way === 'hidden' || way === 'clip';
  if (!element.textContent.trim() || element.clientWidth === 0) continue;
  if (clips(style.overflowX) && element.scrollWidth > element.clientWidth + 1) wrong.push(`cut at its side: ${named(element)}`);
  if (clips(style.overflowY) && element.scrollHeight > element.clientHeight + 1) wrong.push(`cut at its foot: ${named(element)}`);
}

// Rows stand below each other, and a row is not deeper than what is written in it.
for (const list of document.querySelectorAll('ul, .rows, .family')) {
  if (!seen(list)) continue;
  const rows = [...list.children].filter(seen).map((row) => [row, row.getBoundingClientRect()]);
  for (let at = 1; at < rows.length; at += 1) {
    const [[, before], [row, box]] = [rows[at - 1], rows[at]];
    const apart = box.top >= before.bottom - 1.5 || box.left >= before.right - 1.5 || box.right <= before.left + 1.5;
    if (!apart) wrong.push(`rows overlap: ${named(row)}`);
  }
}
for (const row of document.querySelectorAll('.spread .lesson')) {
  const box = row.getBoundingClientRect();
  let foot = box.top;
  for (const part of row.querySelectorAll('*')) {
    if (!part.textContent.trim() && part.tagName !== 'INPUT') continue;
    if (part.closest('.hidden')) continue;
    range.selectNodeContents(part);
    for (const rect of range.getClientRects()) if (rect.width > 1) foot = Math.max(foot, rect.bottom);
  }
  if (foot > box.bottom + 3) wrong.push(`text leaves its row by ${Math.round(foot - box.bottom)}: ${named(row)}`);
  if (box.height > foot - box.top + 26 && box.height > 40) wrong.push(`a row is ${Math.round(box.height)} deep for ${Math.round(foot - box.top)} of text: ${named(row)}`);
}

// What is pressed is as large as a finger.
if (phone) {
  const covers = (element) => {
    const after = getComputedStyle(element, '::after');
    return after.position === 'absolute' && after.top === '0px' && after.bottom === '0px' ? element.closest('li') : null;
  };
  for (const element of document.querySelectorAll('a, button, label, summary, input')) {
    if (!seen(element) || element.matches('label input, .field, .field *')) continue;
    const box = (covers(element) ?? element).getBoundingClientRect();
    if (box.height < 43.5 || box.width < 36) wrong.push(`too small for a finger: ${named(element)} ${Math.round(box.width)}×${Math.round(box.height)}`);
  }
}
return [...new Set(wrong)];
