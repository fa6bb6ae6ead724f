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

  /// The key, made where nothing needs the one before. A new diary in a new process never gets the key of one that was
  /// left: the keychain outlives an app that is deleted. Called once in a process (Launch.swift): what the window was
  /// given is what a diary is made with.
  static func getOrMake() -> Data? {
    if Profile.holdsSealed {
      return get()
    }
    var key = Data(count: length)
    defer { key.resetBytes(in: 0..<length) }
    let made = key.withUnsafeMutableBytes { SecRandomCopyBytes(kSecRandomDefault, length, $0.baseAddress!) }
    guard made == errSecSuccess else { return nil }
    SecItemDelete(item as CFDictionary)
    // What shares the bytes is gone before they are zeroed: else that would be done to a copy.
    let kept = autoreleasepool { () -> OSStatus in
      let with = item.merging([
        kSecValueData: key, kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
      ]) { _, new in new }
      return SecItemAdd(with as CFDictionary, nil)
    }
    guard kept == errSecSuccess else { return nil }
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

  private static let diary = "peremena.db"

  static var hasDiary: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(diary).path)
  }

  /// Whether anything lies here that the kept key opens: the diary, or one that was set aside.
  /// A folder that is there and cannot be listed may hold a diary: then its key is not to be replaced.
  static var holdsSealed: Bool {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      return FileManager.default.fileExists(atPath: folder.path)
    }
    return names.contains { $0.hasPrefix(diary) }
  }
}
