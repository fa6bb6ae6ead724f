import Foundation
import UserNotifications

/// Shows what the core hands over. The core waits for the answer: only what iOS has taken counts as told.
final class Notices: @unchecked Sendable {
  private static let patience: TimeInterval = 2

  /// The callback of `peremena_sync`.
  static let show: peremena_show = { context, notice in
    guard let context = context, let notice = notice?.pointee else { return false }
    return Unmanaged<Notices>.fromOpaque(context).takeUnretainedValue().shown(notice)
  }

  /// What iOS shows where previews are hidden.
  static func prepare(hiddenText: String) {
    let category = UNNotificationCategory(
      identifier: "diary", actions: [], intentIdentifiers: [],
      hiddenPreviewsBodyPlaceholder: hiddenText, options: [])
    UNUserNotificationCenter.current().setNotificationCategories([category])
  }

  /// Asked after the first sign-in.
  static func askToNotify() {
    UNUserNotificationCenter.current().requestAuthorization(options: [.alert, .sound, .badge]) { _, _ in }
  }

  private func shown(_ notice: peremena_notice) -> Bool {
    let content = UNMutableNotificationContent()
    content.title = String(cString: notice.title)
    content.body = String(cString: notice.text)
    content.categoryIdentifier = "diary"
    content.threadIdentifier = String(cString: notice.group)
    content.userInfo = ["link": String(cString: notice.link)]
    content.sound = notice.sound ? .default : nil
    content.interruptionLevel = notice.low ? .passive : .active
    // A request of the same identifier replaces the one before.
    let request = UNNotificationRequest(identifier: String(cString: notice.id), content: content, trigger: nil)
    return allowed() && taken(request)
  }

  private func allowed() -> Bool {
    var allowed = false
    let answered = DispatchSemaphore(value: 0)
    UNUserNotificationCenter.current().getNotificationSettings { settings in
      allowed = settings.authorizationStatus == .authorized || settings.authorizationStatus == .provisional
      answered.signal()
    }
    return answered.wait(timeout: .now() + Self.patience) == .success && allowed
  }

  private func taken(_ request: UNNotificationRequest) -> Bool {
    var taken = false
    let answered = DispatchSemaphore(value: 0)
    UNUserNotificationCenter.current().add(request) { error in
      taken = error == nil
      answered.signal()
    }
    return answered.wait(timeout: .now() + Self.patience) == .success && taken
  }
}

/// A tap on a notice leads where it says.
final class Taps: NSObject, UNUserNotificationCenterDelegate {
  func userNotificationCenter(
    _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse,
    withCompletionHandler completionHandler: @escaping () -> Void
  ) {
    if let link = response.notification.request.content.userInfo["link"] as? String {
      peremena_open(link)
    }
    completionHandler()
  }
}
