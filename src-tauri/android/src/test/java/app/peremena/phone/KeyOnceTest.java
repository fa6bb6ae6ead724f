package app.peremena.phone;

import static app.peremena.phone.Tests.holds;
import static app.peremena.phone.Tests.same;

import java.io.File;
import java.io.IOException;

final class KeyOnceTest {
  /** A key store whose keys are numbers. */
  private static final class Store implements KeyOnce.Keys {
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

  private static int given(KeyOnce process, boolean inUse, Store store) {
    byte[] key = process.get(inUse, store);
    return key == null ? 0 : key[0];
  }

  void testAnActivityThatIsMadeAnewBeforeTheFirstSignInGetsTheSameKey() {
    Store store = new Store();
    KeyOnce process = new KeyOnce();
    same(1, given(process, false, store));
    same(1, given(process, false, store));
    // Somebody signs in: the diary is made with the key that the window was given.
    same(1, given(process, true, store));
    same((byte) 1, store.kept);
  }

  void testADiaryKeepsItsKeyThroughProcesses() {
    Store store = new Store();
    given(new KeyOnce(), false, store);
    same(1, given(new KeyOnce(), true, store));
    same(1, given(new KeyOnce(), true, store));
  }

  void testAfterTheLastSignOutTheNextStartMakesAnotherKeyAndThisOneDoesNot() {
    Store store = new Store();
    given(new KeyOnce(), false, store);
    KeyOnce process = new KeyOnce();
    same(1, given(process, true, store));
    same(1, given(process, false, store));
    same(2, given(new KeyOnce(), false, store));
  }

  void testAKeyThatThePhoneDoesNotGiveIsNeverReplaced() {
    Store store = new Store();
    given(new KeyOnce(), false, store);
    store.broken = true;
    KeyOnce process = new KeyOnce();
    same(0, given(process, true, store));
    store.broken = false;
    same(1, given(process, true, store));
  }

  void testAFolderThatCannotBeListedMayHoldADiary() throws IOException {
    File folder = Phone.emptyFolder();
    File profile = new File(folder, "profile");
    holds(!Profile.holdsSealed(profile), "no folder yet");
    // A file in its place is there and gives no list: as a folder whose disk fails, also for root.
    holds(profile.createNewFile() && profile.list() == null, "a test that tests something");
    holds(Profile.holdsSealed(profile), "there, and nobody knows what is in it");
    holds(profile.delete() && profile.mkdir(), "a folder");
    holds(new File(profile, "peremena.lock").createNewFile(), "what no key seals");
    holds(!Profile.holdsSealed(profile), "no diary");
    holds(new File(profile, "peremena.db.locked-1").createNewFile(), "a diary that was set aside");
    holds(Profile.holdsSealed(profile), "a diary");
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
