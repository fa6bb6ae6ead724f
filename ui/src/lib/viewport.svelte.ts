/** How much room there is. Only where the content differs; what only looks different is CSS. */
class Viewport {
  /** More than a phone: a rail at the side, and room for words in the days of a month. */
  broad = $state(false);
  /** Room for the paper spread, and for all settings on one page. */
  wide = $state(false);
  /** Room in the spread's columns for all but the longest words. */
  roomy = $state(false);
  /** Being printed: always the spread. */
  printing = $state(false);

  constructor() {
    const broad = matchMedia('(min-width: 43.75em)');
    this.broad = broad.matches;
    broad.addEventListener('change', () => (this.broad = broad.matches));
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
