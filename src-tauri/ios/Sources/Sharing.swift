import UIKit
import WebKit

/// Hands files to other apps by the system's share sheet, and the page to its print dialog.
enum Sharing {
  private static let stays: TimeInterval = 60 * 60

  /// The callback of `peremena_prepare`.
  static let share: peremena_share = { _, name, content, length in
    guard let name = name, let content = content else { return false }
    return Sharing.shared(String(cString: name), Data(bytes: content, count: length))
  }

  /// The callback of `peremena_prepare`.
  static let print: peremena_print = { _, name in
    guard let name = name else { return false }
    return Sharing.printed(String(cString: name))
  }

  /// Readable copies of ours: one folder, of which no backup is made, and nothing else in it.
  private static var folder: URL {
    FileManager.default.temporaryDirectory.appendingPathComponent("shared", isDirectory: true)
  }

  /// What an app that was ended in between has left, or what has stayed long enough.
  static func clean() {
    let places = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.creationDateKey], options: [])
    for place in places ?? [] {
      let made = try? place.resourceValues(forKeys: [.creationDateKey]).creationDate
      if abs((made ?? .distantPast).timeIntervalSinceNow) >= stays {
        try? FileManager.default.removeItem(at: place)
      }
    }
  }

  static func removeAll() {
    try? FileManager.default.removeItem(at: folder)
  }

  private static func shared(_ name: String, _ content: Data) -> Bool {
    clean()
    let place = folder.appendingPathComponent(UUID().uuidString, isDirectory: true)
    let file = place.appendingPathComponent(named(name), isDirectory: false)
    do {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      // Not to be read while the phone is locked, by nobody.
      try content.write(to: file, options: [.atomic, .completeFileProtection])
    } catch {
      try? FileManager.default.removeItem(at: place)
      return false
    }
    DispatchQueue.main.async { present(file, place) }
    return true
  }

  @MainActor private static func present(_ file: URL, _ place: URL) {
    guard let root = window?.rootViewController else {
      try? FileManager.default.removeItem(at: place)
      return
    }
    let sheet = UIActivityViewController(activityItems: [file], applicationActivities: nil)
    // Here it is known when the other app has what it wants: unlike on Android, no hour is waited for.
    sheet.completionWithItemsHandler = { _, _, _, _ in
      try? FileManager.default.removeItem(at: place)
    }
    // On a tablet it hangs on something, or the app ends.
    sheet.popoverPresentationController?.sourceView = root.view
    sheet.popoverPresentationController?.sourceRect = CGRect(
      x: root.view.bounds.midX, y: root.view.bounds.midY, width: 0, height: 0)
    sheet.popoverPresentationController?.permittedArrowDirections = []
    (root.presentedViewController ?? root).present(sheet, animated: true)
  }

  private static func printed(_ name: String) -> Bool {
    DispatchQueue.main.async {
      guard UIPrintInteractionController.isPrintingAvailable else { return }
      guard let front = window, let page = webView(in: front) else { return }
      let info = UIPrintInfo.printInfo()
      info.jobName = name
      let printer = UIPrintInteractionController.shared
      printer.printInfo = info
      printer.printFormatter = page.viewPrintFormatter()
      printer.present(animated: true, completionHandler: nil)
    }
    return true
  }

  @MainActor private static var window: UIWindow? {
    UIApplication.shared.connectedScenes
      .compactMap { $0 as? UIWindowScene }
      .flatMap { $0.windows }
      .first { $0.isKeyWindow }
  }

  @MainActor private static func webView(in view: UIView) -> WKWebView? {
    if let page = view as? WKWebView { return page }
    for within in view.subviews {
      if let page = webView(in: within) { return page }
    }
    return nil
  }

  /// A school may have chosen the name: it leads nowhere else.
  private static func named(_ name: String) -> String {
    let kept = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-_. "))
    let made = String(name.unicodeScalars.map { kept.contains($0) ? Character($0) : "-" })
    let whole = made.trimmingCharacters(in: CharacterSet(charactersIn: ". "))
    return whole.isEmpty ? "peremena" : String(whole.suffix(60))
  }
}
