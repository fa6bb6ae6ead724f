// How soon the window answers a tap, and how evenly its longest list scrolls: the real page over the real Rust, on
// loopback, beside a bare page of as many nodes in the same browser. What it means is in docs/figures.md.
//
//   node tests/browser/interaction.mjs --app ../target/debug/peremena-loopback [--times N]
//
// The demo school is the data; `dist` must be built (npm run build). It downloads nothing: see browser.mjs.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { launch, ready, root } from './browser.mjs';

const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
const times = Number(option('--times', '40'));

/** Starts the app on loopback; gives where it listens and how to end it. */
async function start() {
  const folder = mkdtempSync(join(tmpdir(), 'peremena-'));
  const app = spawn(option('--app'), ['--profile', join(folder, 'profile'), '--ui', join(root, 'dist')], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, LANG: 'ru_RU.UTF-8' } });
  const url = await new Promise((found, failed) => {
    let said = '';
    app.stdout.on('data', (text) => {
      said += text;
      const at = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (at) found(at[0]);
    });
    app.on('exit', (code) => failed(new Error(`the app ended with ${code}`)));
  });
  return {
    url,
    end: () => {
      app.removeAllListeners('exit');
      app.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A page that answers a press by drawing as many elements as ours has, and scrolls as many rows. */
async function bare(nodes) {
  const row = '<li><p><b>Алгебра</b></p><p>контрольная работа</p></li>';
  const page = `<!doctype html><meta charset="utf-8"><button id="a">A</button><ul id="list"></ul><script>
    const list = document.getElementById('list');
    let turn = 0;
    const draw = () => { turn += 1; list.innerHTML = '${row}'.repeat(${Math.ceil(nodes / 4)}); list.dataset.turn = turn; };
    document.getElementById('a').addEventListener('click', draw);
    draw();
  </script>`;
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}/`, end: () => server.close() };
}

/** From the press itself to the first frame in which `drawn` holds, as the page's own clock has it; in milliseconds. */
async function tap(page, locator, drawn) {
  await page.evaluate((drawn) => {
    const holds = new Function(`return (${drawn})`);
    window.tapped = new Promise((done) => {
      const begin = (event) => {
        const look = () => {
          // The frame that is being made now has it: what comes after its painting is the end.
          if (holds()) requestAnimationFrame(() => setTimeout(() => done(performance.now() - event.timeStamp)));
          else requestAnimationFrame(look);
        };
        look();
      };
      addEventListener('pointerdown', begin, { once: true, capture: true });
    });
  }, drawn);
  await locator.click();
  return page.evaluate(() => window.tapped);
}

/** Scrolls all of the page with the wheel; how long each frame took. */
async function scroll(page) {
  await page.evaluate(() => {
    scrollTo(0, 0);
    window.frames_ = [];
    let before = performance.now();
    const look = (now) => {
      window.frames_.push(now - before);
      before = now;
      window.looking = requestAnimationFrame(look);
    };
    window.looking = requestAnimationFrame(look);
  });
  const viewport = page.viewportSize();
  await page.mouse.move(viewport.width / 2, viewport.height / 2);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let at = 0; at < Math.min(height, 12_000); at += 240) {
    await page.mouse.wheel(0, 240);
    await page.waitForTimeout(16);
  }
  return page.evaluate(() => {
    cancelAnimationFrame(window.looking);
    return window.frames_.slice(2);
  });
}

const at = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const told = (values) => ({ p50: at(values, 0.5), p95: at(values, 0.95) });
const nodesOf = (page) => page.evaluate(() => document.querySelectorAll('body *').length);

const app = await start();
const browser = await launch();
const rows = [];

const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'ru', bypassCSP: true });
const page = await context.newPage();
await page.goto(app.url);
await ready(page);
await page.getByRole('button', { name: 'Показать на примере' }).click();
await page.getByRole('link', { name: 'Оценки' }).first().waitFor();
await page.evaluate(() => (location.hash = '#/marks'));
await page.locator('main h1').filter({ hasText: 'Оценки' }).waitFor();

const title = (text) => `document.querySelector('main h1')?.textContent.replace(/\\s/g, ' ').includes(${JSON.stringify(text)})`;
const bar = (name) => page.locator('nav').getByRole('link', { name });

/** Each way with what must be there before, what is pressed, and what is then drawn. */
const ways = {
  'a tab is changed': async (turn) => {
    const [name, heading] = turn % 2 ? ['Лента', 'Лента'] : ['Оценки', 'Оценки'];
    return tap(page, bar(name), title(heading));
  },
  'a week is leafed': async (turn) => {
    if (turn === 0) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.evaluate(() => (location.hash = '#/diary?view=week'));
      await page.getByRole('button', { name: /Неделя назад/ }).waitFor();
      await page.waitForTimeout(300);
    }
    const before = await page.evaluate(() => document.querySelector('main h1').textContent);
    const button = page.getByRole('button', { name: turn % 2 ? /Неделя вперёд/ : /Неделя назад/ });
    return tap(page, button, `document.querySelector('main h1')?.textContent !== ${JSON.stringify(before)}`);
  },
  'a subject is opened': async (turn) => {
    if (turn === 0) await page.setViewportSize({ width: 360, height: 640 });
    await page.evaluate(() => (location.hash = '#/marks'));
    const subject = page.locator('main .subjects li a').first();
    await subject.waitFor();
    await page.waitForTimeout(60);
    return tap(page, subject, `!!document.querySelector('main .average')`);
  },
};

for (const [name, way] of Object.entries(ways)) {
  const ours = [];
  for (let turn = 0; turn < times; turn += 1) {
    const took = await way(turn);
    // The first of each finds nothing in memory.
    if (turn > 1) ours.push(took);
    await page.waitForTimeout(30);
  }
  const nodes = await nodesOf(page);
  const other = await bare(nodes);
  const beside = await context.newPage();
  await beside.goto(other.url);
  const bareTaps = [];
  for (let turn = 0; turn < times; turn += 1) {
    const before = await beside.evaluate(() => document.getElementById('list').dataset.turn);
    bareTaps.push(await tap(beside, beside.locator('#a'), `document.getElementById('list').dataset.turn !== ${JSON.stringify(before)}`));
  }
  await beside.close();
  other.end();
  rows.push({ what: name, nodes, ours: told(ours), bare: told(bareTaps) });
}

// The longest list there is, as far as it unfolds.
const lists = ['#/homework', '#/feed', '#/search?q=%D0%B0', '#/search?q=%D1%83%D1%80%D0%BE%D0%BA', '#/analytics', '#/attendance', '#/record'];
async function unfold(hash) {
  await page.evaluate((to) => (location.hash = to), hash);
  await page.waitForTimeout(500);
  for (let more = 0; more < 10; more += 1) {
    const further = page.getByRole('button', { name: /Показать (раньше|ещё)/ });
    if (!(await further.count())) break;
    await further.first().click();
    await page.waitForTimeout(250);
  }
  return page.evaluate(() => document.documentElement.scrollHeight);
}
const heights = [];
for (const hash of lists) heights.push([await unfold(hash), hash]);
const [, longest] = heights.sort(([a], [b]) => b - a)[0];
await unfold(longest);
const nodes = await nodesOf(page);
const frames = await scroll(page);
const other = await bare(nodes);
const beside = await context.newPage();
await beside.goto(other.url);
const bareFrames = await scroll(beside);
other.end();
const late = (values) => values.filter((took) => took > 33.4).length;

await browser.close();
app.end();
const ms = (value) => `${value.toFixed(0)} ms`;
console.log('| from the press to the frame that shows it | elements | p50 | p95 | bare page p50 | p95 | p50, ratio |');
console.log('|---|---|---|---|---|---|---|');
for (const { what, nodes, ours, bare } of rows) console.log(`| ${what} | ${nodes} | ${ms(ours.p50)} | ${ms(ours.p95)} | ${ms(bare.p50)} | ${ms(bare.p95)} | ${(ours.p50 / bare.p50).toFixed(2)} × |`);
console.log(`scrolling ${decodeURIComponent(longest)}, ${nodes} elements: ${late(frames)} of ${frames.length} frames over 33 ms (longest ${ms(Math.max(...frames))}); bare page of as many: ${late(bareFrames)} of ${bareFrames.length} (longest ${ms(Math.max(...bareFrames))})`);
