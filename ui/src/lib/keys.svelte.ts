/**
 * Keys that do something by themselves, without Ctrl. Who speaks to the device, or hits keys by accident, can switch
 * them off (WCAG 2.1.4); their list stays in reach by Ctrl+K.
 */
function kept(): boolean {
  try {
    return localStorage.getItem('peremena.keys') !== 'off';
  } catch {
    return true;
  }
}

/**
 * What a key says to us: the sign it writes, in lower case. A layout of other letters writes "п" where "g" stands as
 * well: then the Latin sign that is printed on the key counts. A layout of Latin letters in another order is taken at its
 * word, and so is a dash where others have a slash.
 */
export function sign(event: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): string {
  const key = event.key.toLowerCase();
  if (/^\p{L}$/u.test(key) && !/^\p{Script=Latin}$/u.test(key)) {
    if (event.code.startsWith('Key')) return event.code.slice(3).toLowerCase();
    if (event.code === 'Comma') return ',';
  }
  // ЙЦУКЕН has the full stop and the comma on the key of "/" and "?".
  if (event.code === 'Slash' && (key === '.' || key === ',')) return event.shiftKey ? '?' : '/';
  return key;
}

/** Which way a press turns the pages of a diary: back, on, or not at all. */
export function turns(event: KeyboardEvent): -1 | 0 | 1 {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return 0;
  // Where arrows do something else they are left to it.
  if (!(event.target instanceof HTMLElement) || event.target.closest('input, select, textarea, [role=menu], dialog')) return 0;
  return event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
}

class Keys {
  /** Whether the list of keys is open. */
  listed = $state(false);
  #single = $state(kept());

  /** Whether single keys do anything. */
  get single(): boolean {
    return this.#single;
  }

  set single(on: boolean) {
    this.#single = on;
    try {
      localStorage.setItem('peremena.keys', on ? 'on' : 'off');
    } catch {
      // Chosen anew at the next start.
    }
  }
}

export const keys = new Keys();
