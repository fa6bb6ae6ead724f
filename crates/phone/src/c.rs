//! The door for C, and so for Swift: `src-tauri/ios/peremena.h` declares what is here, word for word.
//!
//! Each function runs on the thread that calls it and catches what panics.
#![allow(unsafe_code)] // pointers of another language; each use says what is promised of it

use std::{
    ffi::{CStr, CString, c_char, c_void},
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use peremena_app::{DeviceKey, Occasion};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    Ended, Job, PhoneNotice, Prepared, Shares, Shows,
    job::{self, moment},
    stop, window,
};

/// `peremena_notice`: the texts are UTF-8, end with a zero, and are gone after the callback.
#[repr(C)]
pub struct CNotice {
    number: i32,
    id: *const c_char,
    channel: *const c_char,
    channel_name: *const c_char,
    title: *const c_char,
    text: *const c_char,
    hidden_text: *const c_char,
    link: *const c_char,
    group: *const c_char,
    sound: bool,
    low: bool,
}

/// `peremena_show`: true where it is shown.
pub type CShow = extern "C" fn(context: *mut c_void, notice: *const CNotice) -> bool;

/// The callback with what the caller wants to have handed back.
struct Caller {
    show: CShow,
    context: *mut c_void,
}

// SAFETY: the pointer is only handed back: by `job::run` on the very thread that `peremena_sync` was called on, whose
// runtime has no other threads that show; by the window from any thread, as the caller of `peremena_prepare` allows.
unsafe impl Send for Caller {}
// SAFETY: as above.
unsafe impl Sync for Caller {}

impl Shows for Caller {
    fn show(&self, notice: &PhoneNotice) -> bool {
        let (id, channel, name) = (ended(&notice.id), ended(&notice.channel), ended(&notice.channel_name));
        let (title, body, hidden) = (ended(&notice.title), ended(&notice.text), ended(&notice.hidden_text));
        let (link, group) = (ended(&notice.link), ended(&notice.group));
        let notice = CNotice {
            number: notice.number,
            id: id.as_ptr(),
            channel: channel.as_ptr(),
            channel_name: name.as_ptr(),
            title: title.as_ptr(),
            text: body.as_ptr(),
            hidden_text: hidden.as_ptr(),
            link: link.as_ptr(),
            group: group.as_ptr(),
            sound: notice.sound,
            low: notice.low,
        };
        (self.show)(self.context, &raw const notice)
    }
}

/// `peremena_share`: true where the family is shown whom to give it to. Name and content are gone after the callback.
pub type CShare = extern "C" fn(context: *mut c_void, name: *const c_char, content: *const u8, length: usize) -> bool;

/// `peremena_print`: true where the print dialog is shown.
pub type CPrint = extern "C" fn(context: *mut c_void, name: *const c_char) -> bool;

/// The callbacks of the window, with what the caller wants to have handed back.
struct Ways {
    share: CShare,
    print: CPrint,
    context: *mut c_void,
}

// SAFETY: the pointer is only handed back, from any thread, as the caller of `peremena_prepare` allows.
unsafe impl Send for Ways {}
// SAFETY: as above.
unsafe impl Sync for Ways {}

impl Shares for Ways {
    fn share(&self, name: &str, content: &[u8]) -> bool {
        (self.share)(self.context, ended(name).as_ptr(), content.as_ptr(), content.len())
    }

    fn print(&self, name: &str) -> bool {
        (self.print)(self.context, ended(name).as_ptr())
    }
}

/// A text that ends with a zero. One within it would end it early: what is before that is shown.
fn ended(text: &str) -> CString {
    CString::new(text.split('\0').next().unwrap_or_default()).unwrap_or_default()
}

/// Announces a sync: the number under which it is run and stopped.
#[unsafe(no_mangle)]
pub extern "C" fn peremena_announce() -> i32 {
    stop::announce()
}

/// Runs a sync that was announced, and hands what is due to `show`. 0 done, 1 retry, 2 failed; `next_millis` becomes
/// the Unix milliseconds of the next useful look, or 0. The key's bytes are zeroed.
///
/// # Safety
/// `profile` ends with a zero; `locale` does, or is null; `key` points to `key_length` bytes that may be written;
/// `next_millis` may be written; `show` may be called with `context` until this returns.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)] // as the other door
pub unsafe extern "C" fn peremena_sync(
    number: i32,
    profile: *const c_char,
    key: *mut u8,
    key_length: usize,
    now_millis: i64,
    offset_seconds: i32,
    locale: *const c_char,
    deadline_millis: i32,
    asked: bool,
    saving: bool,
    show: CShow,
    context: *mut c_void,
    next_millis: *mut i64,
) -> i32 {
    let ended = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: promised by the caller.
        let (profile, key, locale) = unsafe { (text(profile), taken(key, key_length), text(locale)) };
        let (Some(profile), Some(key), Some(now)) = (profile, key, moment(now_millis, offset_seconds)) else {
            return Ended::FAILED;
        };
        let job = Job {
            number,
            profile: profile.into(),
            key,
            now,
            locale,
            deadline: Duration::from_millis(u64::try_from(deadline_millis).unwrap_or(0)),
            occasion: if asked { Occasion::Asked } else { Occasion::Planned },
            saving,
        };
        job::run(job, Caller { show, context })
    }));
    let Ended { outcome, next } = ended.unwrap_or(Ended::FAILED);
    if !next_millis.is_null() {
        let millis = next.map_or(0, |next| i64::try_from(next.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX));
        // SAFETY: promised by the caller.
        unsafe { next_millis.write(millis) };
    }
    outcome as i32
}

/// This sync ends at once, to be tried again; one that was not run yet is forgotten, and is not run any more.
#[unsafe(no_mangle)]
pub extern "C" fn peremena_stop(number: i32) {
    stop::stop(number);
}

/// What the window's own start wants to know. `key` is null where the phone does not give it; its bytes are zeroed.
///
/// # Safety
/// `profile` ends with a zero; `locale` does, or is null; `key` points to `key_length` bytes that may be written, or is
/// null; `show`, `share` and `print` may be called with `context` from any thread, as long as the process lives.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)] // as above
pub unsafe extern "C" fn peremena_prepare(
    profile: *const c_char,
    key: *mut u8,
    key_length: usize,
    offset_seconds: i32,
    locale: *const c_char,
    show: CShow,
    share: CShare,
    print: CPrint,
    context: *mut c_void,
) {
    let prepared = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: promised by the caller.
        let (profile, key, locale) = unsafe { (text(profile), taken(key, key_length), text(locale)) };
        let shows = Box::new(Caller { show, context });
        let shares = Box::new(Ways { share, print, context });
        let clock = window::clock(offset_seconds);
        profile.map(|profile| Prepared { profile: profile.into(), key, clock, locale, shows, shares })
    }));
    if let Ok(Some(prepared)) = prepared {
        window::prepare(prepared);
    }
}

/// Somebody followed a link.
///
/// # Safety
/// `link` ends with a zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn peremena_open(link: *const c_char) {
    // SAFETY: promised by the caller.
    if let Ok(Some(link)) = catch_unwind(AssertUnwindSafe(|| unsafe { text(link) })) {
        window::open(link);
    }
}

/// # Safety
/// The text ends with a zero, or is null.
unsafe fn text(text: *const c_char) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: promised by the caller.
    unsafe { CStr::from_ptr(text) }.to_str().ok().map(str::to_owned)
}

/// # Safety
/// `key` points to `length` bytes that may be written, or is null.
unsafe fn taken(key: *mut u8, length: usize) -> Option<DeviceKey> {
    if key.is_null() {
        return None;
    }
    // SAFETY: promised by the caller.
    let theirs = unsafe { std::slice::from_raw_parts_mut(key, length) };
    let ours = Zeroizing::new(theirs.to_vec());
    theirs.zeroize();
    DeviceKey::new(&ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    extern "C" fn share(context: *mut c_void, name: *const c_char, content: *const u8, length: usize) -> bool {
        // SAFETY: the test's own string, and what the callback is promised.
        let (told, name, content) = unsafe {
            (&mut *context.cast::<String>(), text(name).unwrap(), std::slice::from_raw_parts(content, length))
        };
        told.push_str(&format!("{name}={}", String::from_utf8_lossy(content)));
        true
    }

    extern "C" fn print(context: *mut c_void, name: *const c_char) -> bool {
        // SAFETY: as above.
        let (told, name) = unsafe { (&mut *context.cast::<String>(), text(name).unwrap()) };
        told.push_str(&format!(";{name}"));
        false
    }

    #[test]
    fn a_file_goes_out_whole_and_its_name_as_far_as_it_is_one() {
        let mut told = String::new();
        let ways = Ways { share, print, context: std::ptr::from_mut(&mut told).cast() };
        assert!(ways.share("Амина.csv\0.exe", b"5;\0;4"));
        assert!(!ways.print("peremena-2026-11-21"));
        assert_eq!(told, "Амина.csv=5;\0;4;peremena-2026-11-21");
    }

    #[test]
    fn a_key_is_zeroed_where_it_came_from_and_a_short_one_is_none() {
        let mut bytes: Vec<u8> = (0..32).collect();
        // SAFETY: the vector's own bytes.
        assert!(unsafe { taken(bytes.as_mut_ptr(), bytes.len()) }.is_some());
        assert_eq!(bytes, [0; 32]);
        let mut short = [7; 5];
        // SAFETY: the array's own bytes.
        assert!(unsafe { taken(short.as_mut_ptr(), short.len()) }.is_none());
        assert_eq!(short, [0; 5]);
        // SAFETY: null is allowed.
        assert!(unsafe { taken(std::ptr::null_mut(), 32) }.is_none());
    }
}
