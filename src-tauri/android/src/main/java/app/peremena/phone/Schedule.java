package app.peremena.phone;

/**
 * When the system is to wake us, from what the core said of the next useful look. Pure.
 *
 * <p>A periodic job, as often as it is of use; in the holidays none, but one that wakes us when they end.
 */
final class Schedule {
  private static final long MINUTE = 60_000L;

  /** The least that Android takes: JobInfo.getMinPeriodMillis. */
  static final long SHORTEST = 15 * MINUTE;

  /** Few steps, so that a look rarely changes what is scheduled. */
  private static final long[] STEPS = {240 * MINUTE, 120 * MINUTE, 60 * MINUTE, 30 * MINUTE, SHORTEST};

  /** From this on it is not worth to be woken at all: the holidays, or a school that asked to be left alone. */
  private static final long REST = 12 * 60 * MINUTE;

  /** A moment farther away is a mistake of somebody's clock. */
  private static final long LONGEST_REST = 100L * 24 * 60 * MINUTE;

  /** Before the core has said anything. */
  static final Schedule AT_FIRST = new Schedule(60 * MINUTE, false);

  /** The period, or for a rest its length. */
  final long millis;

  /** No periodic job: one that comes once. */
  final boolean rest;

  private Schedule(long millis, boolean rest) {
    this.millis = millis;
    this.rest = rest;
  }

  /**
   * What is to be scheduled after a look at {@code now}.
   *
   * @param outcome of the look
   * @param next the next useful look; 0 where the core did not say
   * @param rested it was the one job that ends a rest: unless the system tries it again, nothing is scheduled any more
   * @return null to leave everything as it is
   */
  static Schedule after(int outcome, long next, long now, boolean rested) {
    // What is scheduled anew forgets how long the system has backed off.
    if (triesAgain(outcome)) {
      return null;
    }
    if (next == 0) {
      return rested ? AT_FIRST : null;
    }
    long gap = next - now;
    if (gap >= REST) {
      return new Schedule(Math.min(gap, LONGEST_REST), true);
    }
    for (long step : STEPS) {
      if (gap >= step) {
        return new Schedule(step, false);
      }
    }
    return new Schedule(SHORTEST, false);
  }

  /**
   * What is to be scheduled when somebody opens the window, or leaves it. A rest is what the accounts of its time asked
   * for, and another may be there since: so there is a look, which goes back to rest where that still holds.
   *
   * @param periodic whether a periodic job is scheduled
   * @return null to leave everything as it is
   */
  static Schedule atTheWindow(boolean periodic) {
    return periodic ? null : AT_FIRST;
  }

  /**
   * Since when jobs are wanted, after a rest that was to last {@code until}: since now, where it is cut short, else since
   * its end. Days without a job that were a rest must not read as a phone that holds jobs back.
   *
   * @param before what was remembered
   * @param until Unix milliseconds; 0 where there is no rest
   */
  static long wantedSince(long before, long until, long now) {
    return before == 0 ? now : Math.max(before, Math.min(until, now));
  }

  /** Whether a periodic job of this period serves as well: scheduling anew begins a new period, and ends a job. */
  boolean isAlready(long period) {
    return !rest && millis == period;
  }

  /** Whether the system is to try again by itself, later each time. */
  static boolean triesAgain(int outcome) {
    return outcome == Core.RETRY;
  }
}
