package app.peremena.phone;

import static app.peremena.phone.Tests.holds;
import static app.peremena.phone.Tests.same;

import android.app.job.JobInfo;
import android.view.View;
import android.view.WindowManager;
import android.widget.RemoteViews;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What the window leaves behind: jobs and the home screen. */
final class WindowTest {
  private static final long HOUR = 60 * 60_000L;
  private static final long DAY = 24 * HOUR;

  private static Phone inTheHolidays() throws IOException {
    Phone phone = new Phone();
    phone.signIn();
    long now = System.currentTimeMillis();
    phone.state.put(Sync.WANTED_SINCE, now - 60 * DAY);
    phone.state.put(Sync.LAST, now - 5 * DAY);
    Jobs.plan(phone, Schedule.after(Core.DONE, now + 9 * DAY, now, false));
    same(1, phone.jobs.size());
    holds(job(phone).getMinLatencyMillis() > 8 * DAY, "a rest");
    return phone;
  }

  private static JobInfo job(Phone phone) {
    same(1, phone.jobs.size());
    return phone.jobs.values().iterator().next();
  }

  void testWhoOpensOrLeavesTheWindowInTheHolidaysIsLookedForAgain() throws IOException {
    Phone opened = inTheHolidays();
    Jobs.begin(opened);
    same(Schedule.AT_FIRST.millis, job(opened).getIntervalMillis());
    same(0L, opened.state.get(Sync.RESTS_UNTIL));
    // A rest that was planned while the window stood open ends when it is left: a child may have been added meanwhile.
    Phone left = inTheHolidays();
    new MainWindow(left).onPause();
    same(Schedule.AT_FIRST.millis, job(left).getIntervalMillis());
  }

  void testARestThatIsCutShortDoesNotReadAsAPhoneThatHoldsUsBack() throws IOException {
    Phone phone = inTheHolidays();
    long before = System.currentTimeMillis();
    Jobs.begin(phone);
    holds(phone.state.get(Sync.WANTED_SINCE) >= before, "wanted since now");
    long since = phone.state.get(Sync.WANTED_SINCE);
    Jobs.begin(phone);
    same(since, phone.state.get(Sync.WANTED_SINCE));
  }

  void testThePeriodThatTheLookHasChosenIsKept() throws IOException {
    Phone phone = new Phone();
    phone.signIn();
    long now = System.currentTimeMillis();
    Jobs.plan(phone, Schedule.after(Core.DONE, now + 3 * HOUR, now, false));
    Jobs.begin(phone);
    same(2 * HOUR, job(phone).getIntervalMillis());
  }

  void testASecureScreenHoldsFromTheMomentThatTheWindowIsLeft() throws IOException {
    Phone phone = new Phone();
    phone.signIn();
    MainWindow window = new MainWindow(phone);
    window.onPause();
    same(0, phone.flags);
    File secure = new File(Profile.folder(phone), "secure-screen");
    holds(secure.createNewFile(), "chosen in the settings");
    window.onPause();
    same(WindowManager.LayoutParams.FLAG_SECURE, phone.flags);
    holds(secure.delete(), "and no more");
    window.onPause();
    same(0, phone.flags);
  }

  void testEveryJobOutlivesARestartWaitsForANetworkAndBacksOff() throws IOException {
    Phone rests = inTheHolidays();
    Phone asks = new Phone();
    asks.signIn();
    Jobs.begin(asks);
    for (JobInfo job : new JobInfo[] {job(rests), job(asks)}) {
      holds(job.isPersisted(), "outlives a restart of the phone");
      same(JobInfo.NETWORK_TYPE_ANY, job.getNetworkType());
      holds(job.isRequireBatteryNotLow(), "not while the battery is low");
      same(JobInfo.BACKOFF_POLICY_EXPONENTIAL, job.getBackoffPolicy());
      holds(job.getInitialBackoffMillis() >= Schedule.SHORTEST, "a school that fails is left alone");
    }
    holds(job(asks).getIntervalMillis() >= Schedule.SHORTEST && job(rests).getIntervalMillis() == 0, "one of them periodic");
  }

  void testTheHomeScreenIsDrawnWhenTheWindowIsLeft() throws InterruptedException {
    // Signed out: no diary is there any more.
    Phone phone = new Phone();
    new MainWindow(phone).onPause();
    RemoteViews drawn = phone.drawn.poll(20, TimeUnit.SECONDS);
    holds(drawn != null, "drawn");
    same(View.VISIBLE, drawn.visibilityOf(R.id.nothing));
    holds(phone.jobs.isEmpty(), "and nothing is scheduled for nobody");
  }
}
