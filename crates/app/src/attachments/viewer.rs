//! Hands a copy of a file, or a page, to whatever the system has for it.

use crate::{AppError, Outside};

/// Shows it, and does not wait until somebody closes it.
///
/// # Errors
/// [`AppError::Request`] where the system has nothing for it.
pub async fn show(what: Outside) -> Result<(), AppError> {
    let target = match what {
        // Whole, so that it begins with no dash; `copy` makes no other.
        Outside::File(path) => path.into_os_string(),
        Outside::Page(link) => link.address().into(),
    };
    let shown = tokio::task::spawn_blocking(move || started(&target)).await;
    match shown {
        Ok(true) => Ok(()),
        _ => Err(AppError::Request("error-file-viewer")),
    }
}

#[cfg(windows)]
fn started(target: &std::ffi::OsStr) -> bool {
    open::that_detached(target).is_ok()
}

#[cfg(any(target_os = "android", target_os = "ios"))]
fn started(_target: &std::ffi::OsStr) -> bool {
    false
}

/// The openers of the system, one after the other, until one does not say at once that it cannot.
#[cfg(all(unix, not(any(target_os = "android", target_os = "ios"))))]
fn started(target: &std::ffi::OsStr) -> bool {
    open::commands(target).into_iter().any(|mut command| {
        for (name, value) in theirs(std::env::var_os("APPDIR").as_deref(), std::env::vars_os()) {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let quiet = std::process::Stdio::null;
        match command.stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn() {
            Ok(child) => goes_on(child),
            Err(_) => false,
        }
    })
}

/// Whether an opener has done its work, or goes on with it: some end when the viewer does.
#[cfg(all(unix, not(any(target_os = "android", target_os = "ios"))))]
fn goes_on(mut child: std::process::Child) -> bool {
    use std::{thread, time::Duration};

    for _ in 0..30 {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => thread::sleep(Duration::from_millis(50)),
            Err(_) => return false,
        }
    }
    // Waited for by somebody, or it would stay as a zombie.
    thread::spawn(move || child.wait());
    true
}

/// What differs in the environment of another program: an AppImage puts its own libraries and folders into ours, with which
/// no viewer of the system starts. Lists of folders keep the others; what names nothing else goes.
#[cfg(all(unix, not(any(target_os = "android", target_os = "ios"))))]
fn theirs(
    image: Option<&std::ffi::OsStr>,
    ours: impl Iterator<Item = (std::ffi::OsString, std::ffi::OsString)>,
) -> Vec<(std::ffi::OsString, Option<std::ffi::OsString>)> {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};

    let Some(image) = image.filter(|image| !image.is_empty()) else { return Vec::new() };
    let inside = |part: &[u8]| part.starts_with(image.as_bytes());
    let changed = |value: &[u8]| value.split(|byte| *byte == b':').any(inside);
    ours.filter(|(_, value)| changed(value.as_bytes()))
        .map(|(name, value)| {
            let kept: Vec<&[u8]> =
                value.as_bytes().split(|byte| *byte == b':').filter(|part| !part.is_empty() && !inside(part)).collect();
            let kept = kept.join(&b':');
            (name, (!kept.is_empty()).then(|| std::ffi::OsString::from_vec(kept)))
        })
        .collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::ffi::{OsStr, OsString};

    use super::theirs;

    #[test]
    fn an_app_image_keeps_its_libraries_to_itself() {
        let ours = [
            ("LD_LIBRARY_PATH", "/tmp/.mount_x/usr/lib:/opt/lib:/tmp/.mount_x/lib"),
            ("GTK_PATH", "/tmp/.mount_x/usr/lib/gtk-3.0"),
            ("PATH", "/usr/bin:/bin"),
        ];
        let ours = || ours.into_iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
        let expected =
            [("LD_LIBRARY_PATH".into(), Some("/opt/lib".into())), ("GTK_PATH".into(), None)] as [(OsString, _); 2];
        assert_eq!(theirs(Some(OsStr::new("/tmp/.mount_x")), ours()), expected);
        assert_eq!(theirs(None, ours()), []);
        assert_eq!(theirs(Some(OsStr::new("")), ours()), []);
    }
}
