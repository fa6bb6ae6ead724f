package app.peremena.phone;

import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/** One run of a job. The system may end it before its thread has come to the core; that is not lost. Pure. */
final class Look {
  private final IntSupplier announce;
  private final IntConsumer stop;

  /** Under which the core runs it; 0 before. */
  private int number;

  private boolean stopped;

  /**
   * @param announce {@link Core#announce}
   * @param stop {@link Core#stop}
   */
  Look(IntSupplier announce, IntConsumer stop) {
    this.announce = announce;
    this.stop = stop;
  }

  /** The number to run under; 0 where it is not to run any more. */
  synchronized int begin() {
    if (!stopped) {
      number = announce.getAsInt();
    }
    return number;
  }

  /** Ends this one, and no other that runs in this process. */
  synchronized void stop() {
    stopped = true;
    if (number != 0) {
      stop.accept(number);
    }
  }
}
