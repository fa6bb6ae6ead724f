package app.peremena.phone;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.net.Uri;

/** Shows what the core hands over, and remembers when it wants to look again. */
final class Notices implements Core.Caller {
  private static final String NOTICE = "notice";
  private static final String CHILD = "child";

  private final Context context;
  private final NotificationManager manager;

  /** Unix milliseconds; 0 where the core did not say. The window's own is not told. */
  long next;

  Notices(Context context) {
    this.context = context;
    manager = context.getSystemService(NotificationManager.class);
  }

  @Override
  public boolean show(
      int number,
      String id,
      String channel,
      String channelName,
      String title,
      String text,
      String hiddenText,
      String link,
      String group,
      boolean sound,
      boolean low) {
    // Where all of them are switched off, what is new waits for the day on which they are on. A single kind that is
    // switched off in the system's settings is the family's choice: it counts as told.
    if (!manager.areNotificationsEnabled()) {
      return false;
    }
    Channel chosen = Channel.of(channel, sound, low);
    manager.createNotificationChannel(made(chosen, channelName));
    Notification.Builder builder = builder(chosen.id, link, number);
    Notification hidden =
        builder(chosen.id, link, number).setContentTitle(context.getString(R.string.app)).setContentText(hiddenText)
            .build();
    builder
        .setContentTitle(title)
        .setContentText(text)
        .setStyle(new Notification.BigTextStyle().bigText(text))
        .setVisibility(Notification.VISIBILITY_PRIVATE)
        .setPublicVersion(hidden);
    if (!group.isEmpty()) {
      builder.setGroup(group);
    }
    manager.notify(NOTICE, number, builder.build());
    if (!group.isEmpty()) {
      // Without it the phone does not put a child's notices together.
      Notification over =
          builder(chosen.id, "peremena://open/feed/" + group, group.hashCode())
              .setGroup(group)
              .setGroupSummary(true)
              .setGroupAlertBehavior(Notification.GROUP_ALERT_CHILDREN)
              .build();
      manager.notify(CHILD, group.hashCode(), over);
    }
    return true;
  }

  @Override
  public void nextLook(long unixMillis) {
    next = unixMillis;
  }

  private NotificationChannel made(Channel channel, String name) {
    String shown = channel.isSilent() ? context.getString(R.string.channel_silent, name) : name;
    NotificationChannel made = new NotificationChannel(channel.id, shown, channel.importance);
    made.setLockscreenVisibility(Notification.VISIBILITY_PRIVATE);
    return made;
  }

  private Notification.Builder builder(String channel, String link, int request) {
    return new Notification.Builder(context, channel)
        .setSmallIcon(R.drawable.notice)
        .setAutoCancel(true)
        .setContentIntent(opening(context, link, request));
  }

  /** Opens the app where a link leads. Nobody else can change where. */
  static PendingIntent opening(Context context, String link, int request) {
    Intent intent = new Intent(Intent.ACTION_VIEW, Uri.parse(link));
    intent.setPackage(context.getPackageName());
    int flags = PendingIntent.FLAG_UPDATE_CURRENT | PendingIntent.FLAG_IMMUTABLE;
    return PendingIntent.getActivity(context, request, intent, flags);
  }
}
