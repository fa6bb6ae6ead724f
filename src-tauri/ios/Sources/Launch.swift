import UIKit
import UserNotifications

/// What must be done before the launch ends. `main.mm` of the generated project calls `peremena_launch` before it
/// starts Rust, which makes the application; a plugin would be too late to register a background task.
@_cdecl("peremena_launch")
func launch() {
  BackgroundSync.register()
  let russian = Locale.preferredLanguages.first?.hasPrefix("ru") == true
  Notices.prepare(hiddenText: russian ? "Новость из дневника" : "News from the diary")
  UNUserNotificationCenter.current().delegate = taps
  Sharing.clean()
  if var key = DeviceKey.getOrMake() {
    key.withUnsafeMutableBytes { bytes in
      prepare(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
    }
  } else {
    prepare(nil, 0)
  }
  NotificationCenter.default.addObserver(
    forName: UIApplication.didEnterBackgroundNotification, object: nil, queue: .main
  ) { _ in
    if Profile.hasDiary {
      BackgroundSync.schedule(notBefore: nil)
    }
    Sharing.clean()
  }
  NotificationCenter.default.addObserver(
    forName: UIApplication.didBecomeActiveNotification, object: nil, queue: .main
  ) { _ in
    // Asked once there is something to tell; iOS itself asks only the first time.
    if Profile.hasDiary {
      Notices.askToNotify()
    }
  }
}

private func prepare(_ key: UnsafeMutablePointer<UInt8>?, _ length: Int) {
  peremena_prepare(
    Profile.folder.path, key, length, Int32(TimeZone.current.secondsFromGMT()), Locale.preferredLanguages.first ?? "en",
    Notices.show, Sharing.share, Sharing.print, Unmanaged.passUnretained(notices).toOpaque())
}

/// The window's, as long as the process lives.
private let notices = Notices()

private let taps = Taps()
