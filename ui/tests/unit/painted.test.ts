import { beforeEach, describe, expect, it, vi } from 'vitest';

describe('the first frame', () => {
  let painted: typeof import('../../src/lib/painted');

  beforeEach(async () => {
    vi.resetModules();
    delete document.documentElement.dataset.painted;
    painted = await import('../../src/lib/painted');
  });

  const frame = () => new Promise((done) => requestAnimationFrame(done));

  it('comes before anything is asked', async () => {
    const work = vi.fn(() => expect(document.documentElement.dataset.painted).toBe('1'));
    painted.draw();
    painted.afterPaint(work);
    await Promise.resolve();
    expect(work).not.toHaveBeenCalled();
    for (let frames = 0; frames < 3; frames += 1) await frame();
    expect(work).toHaveBeenCalledOnce();
    painted.afterPaint(work);
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('is not waited for in a window that draws none', async () => {
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    const work = vi.fn();
    painted.afterPaint(work);
    expect(work).toHaveBeenCalledOnce();
    hidden.mockReturnValue(false);
    const frames = vi.spyOn(window, 'requestAnimationFrame').mockReturnValue(0);
    vi.useFakeTimers();
    painted.draw();
    painted.afterPaint(work);
    await vi.advanceTimersByTimeAsync(1_000);
    vi.useRealTimers();
    frames.mockRestore();
    hidden.mockRestore();
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('is followed by what waits for the frame of a press, once, though a window draws none', async () => {
    const work = vi.fn();
    painted.afterFrame(work);
    await Promise.resolve();
    expect(work).not.toHaveBeenCalled();
    await frame();
    await new Promise((done) => setTimeout(done));
    expect(work).toHaveBeenCalledOnce();
    const frames = vi.spyOn(window, 'requestAnimationFrame').mockReturnValue(0);
    vi.useFakeTimers();
    painted.afterFrame(work);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(work).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
    frames.mockRestore();
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    painted.afterFrame(work);
    expect(work).toHaveBeenCalledTimes(3);
    hidden.mockRestore();
  });
});
