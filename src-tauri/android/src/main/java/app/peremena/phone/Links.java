package app.peremena.phone;

/** Links that lead into the app. Pure. */
final class Links {
  private static final String OURS = "peremena://open/";
  private static final int LONGEST = 2_000;

  private Links() {}

  /** The link, where it is one that may be followed; else null. It comes from whoever can send one. */
  static String followed(String link) {
    return link != null && link.startsWith(OURS) && link.length() <= LONGEST ? link : null;
  }
}
