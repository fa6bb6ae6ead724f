/** The term that was chosen for a child, on the list of marks and in its subjects alike; until the window closes. */
class Terms {
  #chosen = $state<Record<string, string>>({});

  chosen(student: string): string | null {
    return this.#chosen[student] ?? null;
  }

  choose(student: string, term: string): void {
    this.#chosen[student] = term;
  }
}

export const terms = new Terms();
