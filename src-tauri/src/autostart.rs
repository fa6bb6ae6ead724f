//! Starting with the system: an entry of the desktop's (`~/.config/autostart` on Linux, a launch agent on macOS, the
//! registry's `Run` on Windows) that starts the app without a window.

use std::path::Path;

use auto_launch::{AutoLaunch, AutoLaunchBuilder, WindowsEnableMode};

/// The name of the entry: on Linux that of its file.
const NAME: &str = "app.peremena.Peremena";

/// The entry of this program; none where nobody knows where the program lies.
fn entry(app_image: Option<&Path>) -> Option<AutoLaunch> {
    // An AppImage runs from a folder that is gone after it; the file itself is what is to be started.
    let program = app_image.map(Path::to_path_buf).or_else(|| std::env::current_exe().ok())?;
    AutoLaunchBuilder::new()
        .set_app_name(NAME)
        .set_app_path(&quoted(program.to_str()?))
        .set_args(&["--background"])
        .set_windows_enable_mode(WindowsEnableMode::CurrentUser)
        .build()
        .ok()
}

/// Whether the entry is there; none where there can be none.
pub(crate) fn is_on(app_image: Option<&Path>) -> Option<bool> {
    entry(app_image)?.is_enabled().ok()
}

/// Makes the entry, or takes it away.
///
/// # Errors
/// In the system's words.
pub(crate) fn set(app_image: Option<&Path>, on: bool) -> Result<(), String> {
    let entry = entry(app_image).ok_or("the program's own path is not known")?;
    let done = if on { entry.enable() } else { entry.disable() };
    done.map_err(|error| error.to_string())
}

/// The path as the line of an entry wants it.
///
/// The keys `Exec` of the Desktop Entry Specification, and of the registry, are command lines: a path with a space in
/// it must be quoted, and in the first some signs escaped, twice over where they are backslashes.
fn quoted(path: &str) -> String {
    let plain = if cfg!(windows) { "\\:.-_+" } else { "/.-_+" };
    if cfg!(target_os = "macos") || path.chars().all(|sign| sign.is_alphanumeric() || plain.contains(sign)) {
        return path.to_owned();
    }
    if cfg!(windows) {
        return format!("\"{path}\"");
    }
    let mut escaped = String::from("\"");
    for sign in path.chars() {
        match sign {
            '\\' => escaped.push_str("\\\\\\\\"),
            '"' | '`' | '$' => {
                escaped.push_str("\\\\");
                escaped.push(sign);
            }
            '%' => escaped.push_str("%%"),
            _ => escaped.push(sign),
        }
    }
    escaped.push('"');
    escaped
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::quoted;

    #[test]
    fn a_path_is_quoted_only_where_it_must_be() {
        assert_eq!(quoted("/usr/bin/peremena"), "/usr/bin/peremena");
        assert_eq!(quoted("/home/папа/Перемена-0.1.AppImage"), "/home/папа/Перемена-0.1.AppImage");
        assert_eq!(quoted("/home/a b/peremena"), "\"/home/a b/peremena\"");
        assert_eq!(quoted("/home/a$b/50%"), "\"/home/a\\\\$b/50%%\"");
    }
}
