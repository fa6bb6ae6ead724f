import Foundation
import Security

/// The key of the diary's file: 32 random bytes in the keychain of this phone alone, readable once the phone was
/// unlocked after a restart, so that a look in the background works while it is locked.
enum DeviceKey {
  private static let length = 32
  private static let item: [CFString: Any] = [
    kSecClass: kSecClassGenericPassword,
    kSecAttrService: "app.peremena.Peremena",
    kSecAttrAccount: "diary",
    kSecAttrSynchronizable: false,
  ]

  /// The key, for a call that zeroes it; nil where the phone does not give it now. Never makes one.
  static func get() -> Data? {
    var found: CFTypeRef?
    let query = item.merging([kSecReturnData: true, kSecMatchLimit: kSecMatchLimitOne]) { _, new in new }
    guard SecItemCopyMatching(query as CFDictionary, &found) == errSecSuccess, let key = found as? Data else {
      return nil
    }
    return key.count == length ? key : nil
  }

  /// The key, made where there is no diary yet. A new diary never gets the key of one that was left: the keychain
  /// outlives an app that is deleted.
  static func getOrMake() -> Data? {
    if Profile.hasDiary {
      return get()
    }
    var key = Data(count: length)
    let made = key.withUnsafeMutableBytes { SecRandomCopyBytes(kSecRandomDefault, length, $0.baseAddress!) }
    guard made == errSecSuccess else { return nil }
    SecItemDelete(item as CFDictionary)
    let kept = item.merging([
      kSecValueData: key, kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
    ]) { _, new in new }
    guard SecItemAdd(kept as CFDictionary, nil) == errSecSuccess else { return nil }
    // Only a key that comes back is one to make a file with.
    return get()
  }
}

/// Where the family's diary lies on this phone.
enum Profile {
  static let folder: URL = {
    let support = FileManager.default.urls(for: .applicationSupportDirectory, in: .userDomainMask)[0]
    var folder = support.appendingPathComponent("profile", isDirectory: true)
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true,
      attributes: [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication])
    // No cloud takes it along.
    var values = URLResourceValues()
    values.isExcludedFromBackup = true
    try? folder.setResourceValues(values)
    return folder
  }()

  static var hasDiary: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("peremena.db").path)
  }
}
