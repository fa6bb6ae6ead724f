package app.peremena.phone;

import static app.peremena.phone.Tests.holds;
import static app.peremena.phone.Tests.same;

final class KeyOnceTest {
  /** A phone whose keys are numbers. */
  private static final class Phone implements KeyOnce.Keys {
    private byte kept;
    private byte made;
    private boolean broken;

    @Override
    public byte[] kept() {
      return kept == 0 || broken ? null : new byte[] {kept};
    }

    @Override
    public byte[] fresh() {
      if (!broken) {
        kept = ++made;
      }
      return kept();
    }
  }

  private static int given(KeyOnce process, boolean inUse, Phone phone) {
    byte[] key = process.get(inUse, phone);
    return key == null ? 0 : key[0];
  }

  void testAnActivityThatIsMadeAnewBeforeTheFirstSignInGetsTheSameKey() {
    Phone phone = new Phone();
    KeyOnce process = new KeyOnce();
    same(1, given(process, false, phone));
    same(1, given(process, false, phone));
    // Somebody signs in: the diary is made with the key that the window was given.
    same(1, given(process, true, phone));
    same((byte) 1, phone.kept);
  }

  void testADiaryKeepsItsKeyThroughProcesses() {
    Phone phone = new Phone();
    given(new KeyOnce(), false, phone);
    same(1, given(new KeyOnce(), true, phone));
    same(1, given(new KeyOnce(), true, phone));
  }

  void testAfterTheLastSignOutTheNextStartMakesAnotherKeyAndThisOneDoesNot() {
    Phone phone = new Phone();
    given(new KeyOnce(), false, phone);
    KeyOnce process = new KeyOnce();
    same(1, given(process, true, phone));
    same(1, given(process, false, phone));
    same(2, given(new KeyOnce(), false, phone));
  }

  void testAKeyThatThePhoneDoesNotGiveIsNeverReplaced() {
    Phone phone = new Phone();
    given(new KeyOnce(), false, phone);
    phone.broken = true;
    KeyOnce process = new KeyOnce();
    same(0, given(process, true, phone));
    phone.broken = false;
    same(1, given(process, true, phone));
  }

  void testWhatWasSetAsideNeedsItsKeyToo() {
    String[] sealed = {"peremena.db", "peremena.db-wal", "peremena.db.locked-1", "peremena.db.damaged-2"};
    for (String name : sealed) {
      holds(KeyOnce.seals(name), name);
    }
    for (String name : new String[] {"peremena.lock", "sync.lock", "profile.json", "appearance.json"}) {
      holds(!KeyOnce.seals(name), name);
    }
  }
}
