import BackgroundTasks
import Foundation

/// Background refresh. iOS decides when, and whether: often for an app that is opened daily, never after its window was
/// swiped away, not in Low Power Mode. What it grants is some 30 seconds.
enum BackgroundSync {
  /// As in Info.plist, under BGTaskSchedulerPermittedIdentifiers.
  static let identifier = "app.peremena.Peremena.sync"

  /// Below what iOS grants, so that the file is closed before the process is frozen.
  private static let deadlineMillis: Int32 = 22_000

  /// iOS takes no wish to be woken sooner.
  private static let shortest: TimeInterval = 15 * 60

  /// To be called before the launch ends: later, iOS ends the app with an exception.
  static func register() {
    BGTaskScheduler.shared.register(forTaskWithIdentifier: identifier, using: nil) { task in
      run(task)
    }
  }

  /// Asks for the next look. One request stands at a time; a new one replaces it.
  static func schedule(notBefore next: Date?) {
    let request = BGAppRefreshTaskRequest(identifier: identifier)
    let soonest = Date(timeIntervalSinceNow: shortest)
    request.earliestBeginDate = max(next ?? soonest, soonest)
    // Refused where the person has switched background refresh off: then the app syncs when it is opened.
    try? BGTaskScheduler.shared.submit(request)
  }

  private static func run(_ task: BGTask) {
    // Stands whatever becomes of this look: a process that is suspended or dies before its end schedules nothing.
    schedule(notBefore: nil)
    let completion = Once { success in task.setTaskCompleted(success: success) }
    let number = peremena_announce()
    task.expirationHandler = {
      peremena_stop(number)
      completion.call(false)
    }
    // A thread with a stack of its own: the queues' threads have half a megabyte.
    let thread = Thread {
      let ended = sync(number, asked: false)
      schedule(notBefore: ended.next)
      completion.call(ended.outcome == Int32(PEREMENA_DONE))
    }
    thread.stackSize = 4 << 20
    thread.start()
  }

  /// One look, announced under this number, on the calling thread.
  static func sync(_ number: Int32, asked: Bool) -> (outcome: Int32, next: Date?) {
    // Where it is not run after all, its number is given back; of one that has ended nothing is left to stop.
    defer { peremena_stop(number) }
    guard Profile.hasDiary else {
      Sharing.removeAll()
      return (Int32(PEREMENA_DONE), nil)
    }
    Sharing.clean()
    // Before the first unlock after a restart the keychain gives nothing: later it will.
    guard var key = DeviceKey.get() else { return (Int32(PEREMENA_RETRY), nil) }
    let now = Date()
    let notices = Notices()
    var next: Int64 = 0
    let outcome = key.withUnsafeMutableBytes { bytes in
      withExtendedLifetime(notices) {
        peremena_sync(
          number, Profile.folder.path, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count,
          Int64(now.timeIntervalSince1970 * 1000), Int32(TimeZone.current.secondsFromGMT(for: now)),
          Locale.preferredLanguages.first ?? "en", deadlineMillis, asked,
          ProcessInfo.processInfo.isLowPowerModeEnabled, Notices.show,
          Unmanaged.passUnretained(notices).toOpaque(), &next)
      }
    }
    return (outcome, next > 0 ? Date(timeIntervalSince1970: Double(next) / 1000) : nil)
  }
}

/// Runs its work with the first call and never again, from whatever thread: a task that is completed twice ends the
/// app.
final class Once<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var work: ((Value) -> Void)?

  init(_ work: @escaping (Value) -> Void) {
    self.work = work
  }

  func call(_ value: Value) {
    lock.lock()
    let first = work
    work = nil
    lock.unlock()
    first?(value)
  }
}
