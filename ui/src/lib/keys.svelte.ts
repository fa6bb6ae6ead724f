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
