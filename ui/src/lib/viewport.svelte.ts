/** How much room there is. Only where the content differs; what only looks different is CSS. */
class Viewport {
  /** Room for the paper spread, and for all settings on one page. */
  wide = $state(false);
  /** Room in the spread's columns for all but the longest words. */
  roomy = $state(false);
  /** Being printed: always the spread. */
  printing = $state(false);

  constructor() {
    const query = matchMedia('(min-width: 56.25em)');
    this.wide = query.matches;
    query.addEventListener('change', () => (this.wide = query.matches));
    const roomy = matchMedia('(min-width: 62em)');
    this.roomy = roomy.matches;
    roomy.addEventListener('change', () => (this.roomy = roomy.matches));
    addEventListener('beforeprint', () => (this.printing = true));
    addEventListener('afterprint', () => (this.printing = false));
  }
}

export const viewport = new Viewport();
