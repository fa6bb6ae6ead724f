package app.peremena.phone;

/** The notification channel of a notice: its kind, with a quiet twin for what is to make no sound. Pure. */
final class Channel {
  /** NotificationManager.IMPORTANCE_LOW: shown, silent. */
  static final int LOW = 2;

  /** NotificationManager.IMPORTANCE_DEFAULT: shown, with a sound. */
  static final int DEFAULT = 3;

  final String id;
  final int importance;

  private Channel(String id, int importance) {
    this.id = id;
    this.importance = importance;
  }

  /**
   * @param kind a topic's word, "digest" or "app"
   * @param low it can wait
   */
  static Channel of(String kind, boolean sound, boolean low) {
    if (!sound) {
      // A channel's sound is the family's to change, so what is silent by our rules is a channel of its own.
      return new Channel(kind + ".silent", LOW);
    }
    return new Channel(kind, low ? LOW : DEFAULT);
  }

  boolean isSilent() {
    return id.endsWith(".silent");
  }
}
