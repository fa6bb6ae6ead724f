import { describe, expect, it, vi } from 'vitest';

import { address, parse, router } from '../../src/lib/router.svelte';

describe('an address', () => {
  it.each([
    ['', { screen: 'today', parts: [], item: {} }],
    ['#/today', { screen: 'today', parts: [], item: {} }],
    ['#/today/a:1', { screen: 'today', parts: ['a:1'], item: {} }],
    ['#/diary/amina/2026-11-20?lesson=17', { screen: 'diary', parts: ['amina', '2026-11-20'], item: { lesson: '17' } }],
    ['#/diary/amina/2026-11-20?homework=a%2Fb', { screen: 'diary', parts: ['amina', '2026-11-20'], item: { homework: 'a/b' } }],
    ['#/marks/amina/%D0%98%D0%97%D0%9E%20%2F%20%D0%BC%D1%83%D0%B7%D1%8B%D0%BA%D0%B0?mark=5', { screen: 'marks', parts: ['amina', 'ИЗО / музыка'], item: { mark: '5' } }],
    ['#/sign-in/dnevnik-ru?account=x', { screen: 'sign-in', parts: ['dnevnik-ru'], item: { account: 'x' } }],
    ['#/today/%E0%A4%A', { screen: 'today', parts: ['%E0%A4%A'], item: {} }],
  ])('%s is read', (hash, route) => {
    expect(parse(hash)).toEqual(route);
  });

  it('written is read back the same, whatever the subject is called', () => {
    for (const subject of ['Алгебра', 'Рус. язык (родной)', 'ИЗО / музыка', '50% и ещё?', '#1 & co']) {
      expect(parse(address('marks', 'amina', subject)).parts).toEqual(['amina', subject]);
    }
  });

  it('leaves out what is not given', () => {
    expect(address('today', '')).toBe('#/today');
    expect(address('diary', 'amina', null)).toBe('#/diary/amina');
  });
});

describe('the router', () => {
  it('goes on and comes back', async () => {
    router.go('#/today');
    router.go('#/marks/amina');
    router.go('#/marks/amina/%D0%A5');
    expect(router.route.parts).toEqual(['amina', 'Х']);
    router.back('#/marks/amina');
    await vi.waitFor(() => expect(router.route.parts).toEqual(['amina']));
    router.back('#/today');
    await vi.waitFor(() => expect(router.route.screen).toBe('today'));
  });

  it('leaves no step behind where it only replaces', async () => {
    router.go('#/feed');
    router.go('#/diary/amina');
    router.replace('#/diary/amina/2026-11-19');
    router.replace('#/diary/amina/2026-11-18');
    router.back('#/today');
    await vi.waitFor(() => expect(router.route.screen).toBe('feed'));
  });

  it('drags nobody back who has gone elsewhere meanwhile', () => {
    router.go('#/sign-in/dnevnik-ru');
    const from = location.hash;
    router.go('#/diary/amina/2026-11-18');
    router.replaceFrom(from, '#/today');
    expect(location.hash).toBe('#/diary/amina/2026-11-18');
    router.replaceFrom(location.hash, '#/today');
    expect(location.hash).toBe('#/today');
  });

  it.each([
    ['another item of one list leaves the reader where he is', '#/feed/amina?item=1', '#/feed/amina?item=2', 340],
    ['a day of a month that was opened begins at its top', '#/diary/amina/2026-11-01?view=month', '#/diary/amina/2026-11-20?view=day', 0],
  ])('%s', async (_, from, to, top) => {
    router.go(from);
    const scroll = vi.spyOn(window, 'scrollTo').mockImplementation(() => {});
    vi.spyOn(window, 'scrollY', 'get').mockReturnValue(340);
    vi.spyOn(document.documentElement, 'scrollHeight', 'get').mockReturnValue(9000);
    router.go(to);
    await vi.waitFor(() => expect(scroll).toHaveBeenLastCalledWith(0, top));
    vi.restoreAllMocks();
  });

  it('closes what lies over a page before it leaves it', async () => {
    router.go('#/feed');
    router.go('#/homework/amina');
    const closed: string[] = [];
    const leave: (() => void)[] = ['menu', 'dialog'].map((name, at) =>
      router.cover(() => {
        closed.push(name);
        leave[at]?.();
      }),
    );
    for (const soFar of [['dialog'], ['dialog', 'menu']]) {
      history.back();
      await vi.waitFor(() => expect(closed).toEqual(soFar));
      await vi.waitFor(() => expect(location.hash).toBe('#/homework/amina'));
      expect(router.route.screen).toBe('homework');
    }
    history.back();
    await vi.waitFor(() => expect(router.route.screen).toBe('feed'));
    expect(closed).toHaveLength(2);
  });

  it('goes up where nothing of ours lies behind', () => {
    router.depth = 0;
    router.replace('#/marks/amina/%D0%A5');
    router.back('#/marks/amina');
    expect(router.route).toMatchObject({ screen: 'marks', parts: ['amina'] });
  });
});
