//! The door for Java: the native methods of `app.peremena.phone.Core` (`src-tauri/android/src/…/Core.java`).
//!
//! Each runs on the thread that calls it, catches what panics, and clears the key's array.
#![allow(unsafe_code)] // exported names are unsafe attributes; nothing else here is

use std::time::Duration;

use jni::{
    Env, EnvUnowned, JValue, JavaVM, Outcome as JavaOutcome,
    errors::Result,
    jni_sig, jni_str,
    objects::{JByteArray, JClass, JObject, JObjectArray, JString},
    refs::Global,
    sys::{jboolean, jint, jlong},
};
use peremena_app::{DeviceKey, Occasion};
use zeroize::Zeroizing;

use crate::{
    Ended, Glance, Job, Outcome, PhoneNotice, Prepared, Shares, Shows,
    job::{self, moment},
    stop, widget, window,
};

/// `Core.Caller`, from whatever thread.
struct Caller {
    vm: JavaVM,
    object: Global<JObject<'static>>,
}

impl Shows for Caller {
    fn show(&self, notice: &PhoneNotice) -> bool {
        let shown = self.vm.attach_current_thread(|env| {
            let texts = [
                &notice.id,
                &notice.channel,
                &notice.channel_name,
                &notice.title,
                &notice.text,
                &notice.hidden_text,
                &notice.link,
                &notice.group,
            ];
            let mut strings = Vec::with_capacity(texts.len());
            for text in texts {
                strings.push(env.new_string(text)?);
            }
            let mut values = vec![JValue::Int(notice.number)];
            values.extend(strings.iter().map(|string| JValue::Object(string)));
            values.extend([JValue::Bool(notice.sound), JValue::Bool(notice.low)]);
            let text = jni_sig!(
                "(ILjava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;\
                 Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;ZZ)Z"
            );
            env.call_method(&self.object, jni_str!("show"), text, &values)?.z()
        });
        shown.unwrap_or_else(|error: jni::errors::Error| {
            // Java's own words may hold anything: only the kind is said.
            tracing::warn!(kind = ?std::mem::discriminant(&error), "Java could not show a notice");
            false
        })
    }
}

/// `Core.Window`, from whatever thread.
struct Window {
    vm: JavaVM,
    object: Global<JObject<'static>>,
}

impl Shares for Window {
    fn share(&self, name: &str, content: &[u8]) -> bool {
        let shared = self.vm.attach_current_thread(|env| {
            let (name, content) = (env.new_string(name)?, env.byte_array_from_slice(content)?);
            let values = [JValue::Object(&name), JValue::Object(&content)];
            env.call_method(&self.object, jni_str!("share"), jni_sig!("(Ljava/lang/String;[B)Z"), &values)?.z()
        });
        answered(shared)
    }

    fn print(&self, name: &str) -> bool {
        let printed = self.vm.attach_current_thread(|env| {
            let name = env.new_string(name)?;
            let values = [JValue::Object(&name)];
            env.call_method(&self.object, jni_str!("print"), jni_sig!("(Ljava/lang/String;)Z"), &values)?.z()
        });
        answered(printed)
    }
}

/// What Java answered; an exception of its own is a no.
fn answered(answer: Result<bool>) -> bool {
    answer.unwrap_or_else(|error| {
        tracing::warn!(kind = ?std::mem::discriminant(&error), "Java could not hand something over");
        false
    })
}

/// `static native int announce()`: the number under which a sync is run and stopped.
#[unsafe(no_mangle)]
pub extern "system" fn Java_app_peremena_phone_Core_announce<'caller>(
    _env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
) -> jint {
    stop::announce()
}

/// `static native int sync(int number, String profile, byte[] key, long nowMillis, int offsetSeconds, String locale,
/// int deadlineMillis, boolean asked, boolean saving, Caller caller)`: 0 done, 1 retry, 2 failed. `caller.nextLook` is
/// told the moment of the next look, in Unix milliseconds, where one is known.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)] // plain values: no class of Java's is looked into
pub extern "system" fn Java_app_peremena_phone_Core_sync<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
    number: jint,
    profile: JString<'caller>,
    key: JByteArray<'caller>,
    now_millis: jlong,
    offset_seconds: jint,
    locale: JString<'caller>,
    deadline_millis: jint,
    asked: jboolean,
    saving: jboolean,
    caller: JObject<'caller>,
) -> jint {
    let outcome = env.with_env(|env| -> Result<Outcome> {
        let key = key_of(env, &key)?;
        let (Some(key), Some(now)) = (key, moment(now_millis, offset_seconds)) else { return Ok(Outcome::Failed) };
        let job = Job {
            number,
            profile: profile.try_to_string(env)?.into(),
            key,
            now,
            locale: text(env, &locale)?,
            deadline: Duration::from_millis(u64::try_from(deadline_millis).unwrap_or(0)),
            occasion: if asked { Occasion::Asked } else { Occasion::Planned },
            saving,
        };
        let shows = Caller { vm: env.get_java_vm()?, object: env.new_global_ref(&caller)? };
        let Ended { outcome, next } = job::run(job, shows);
        if let Some(next) = next {
            let millis = i64::try_from(next.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX);
            env.call_method(&caller, jni_str!("nextLook"), jni_sig!("(J)V"), &[JValue::Long(millis)])?;
        }
        Ok(outcome)
    });
    finished(outcome.into_outcome(), Outcome::Failed) as jint
}

/// `static native String[] widget(String profile, byte[] key, long nowMillis, int offsetSeconds, String locale)`: seven
/// strings for each child (id, name, index of the colour, lesson, what is not done, marks, link); null where there is
/// nothing to draw.
#[unsafe(no_mangle)]
pub extern "system" fn Java_app_peremena_phone_Core_widget<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
    profile: JString<'caller>,
    key: JByteArray<'caller>,
    now_millis: jlong,
    offset_seconds: jint,
    locale: JString<'caller>,
) -> JObject<'caller> {
    let outcome = env.with_env(|env| -> Result<JObject<'caller>> {
        let key = key_of(env, &key)?;
        let (Some(key), Some(now)) = (key, moment(now_millis, offset_seconds)) else { return Ok(JObject::null()) };
        let glance = Glance { profile: profile.try_to_string(env)?.into(), key, now, locale: text(env, &locale)? };
        let Some(rows) = widget::rows(glance) else { return Ok(JObject::null()) };
        let fields: Vec<String> = rows
            .into_iter()
            .flat_map(|row| {
                let student = row.student.as_str().to_owned();
                [student, row.name, row.colour.to_string(), row.lesson, row.undone, row.marks, row.link]
            })
            .collect();
        let array = JObjectArray::<JString>::new(env, fields.len(), JString::null())?;
        for (place, field) in fields.iter().enumerate() {
            let string = env.new_string(field)?;
            array.set_element(env, place, &string)?;
            env.delete_local_ref(string);
        }
        Ok(array.into())
    });
    finished(outcome.into_outcome(), JObject::null())
}

/// `static native boolean trust(Object context)`: certificates are checked by the phone, which wants to be asked
/// through a context. Once, before anything else. False where the phone cannot be asked, and so nothing can be fetched.
#[unsafe(no_mangle)]
pub extern "system" fn Java_app_peremena_phone_Core_trust<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
    context: JObject<'caller>,
) -> jboolean {
    let outcome = env.with_env(|env| -> Result<bool> {
        verify_with(env, context)?;
        Ok(true)
    });
    finished(outcome.into_outcome(), false)
}

#[cfg(target_os = "android")]
use peremena_app::verify_with;

/// Elsewhere the system is asked without Java.
#[cfg(not(target_os = "android"))]
#[allow(clippy::unnecessary_wraps)] // as the phone's
fn verify_with(_env: &mut Env<'_>, _context: JObject<'_>) -> Result<()> {
    Ok(())
}

/// `static native void stop(int number)`: this sync ends at once, to be tried again; one that was not run yet is
/// forgotten, and is not run any more.
#[unsafe(no_mangle)]
pub extern "system" fn Java_app_peremena_phone_Core_stop<'caller>(
    _env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
    number: jint,
) {
    stop::stop(number);
}

/// `static native void prepare(String profile, byte[] key, int offsetSeconds, String locale, Caller caller, Window
/// window)`: what the window's own start wants to know. `key` is null where the phone does not give it; `caller` and
/// `window` are kept.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)] // as above
pub extern "system" fn Java_app_peremena_phone_Core_prepare<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
    profile: JString<'caller>,
    key: JByteArray<'caller>,
    offset_seconds: jint,
    locale: JString<'caller>,
    caller: JObject<'caller>,
    window: JObject<'caller>,
) {
    let outcome = env.with_env(|env| -> Result<()> {
        let key = if key.is_null() { None } else { key_of(env, &key)? };
        window::prepare(Prepared {
            profile: profile.try_to_string(env)?.into(),
            key,
            clock: window::clock(offset_seconds),
            locale: text(env, &locale)?,
            shows: Box::new(Caller { vm: env.get_java_vm()?, object: env.new_global_ref(&caller)? }),
            shares: Box::new(Window { vm: env.get_java_vm()?, object: env.new_global_ref(&window)? }),
        });
        Ok(())
    });
    finished(outcome.into_outcome(), ());
}

/// `static native void open(String link)`: somebody followed a link.
#[unsafe(no_mangle)]
pub extern "system" fn Java_app_peremena_phone_Core_open<'caller>(
    mut env: EnvUnowned<'caller>,
    _class: JClass<'caller>,
    link: JString<'caller>,
) {
    let outcome = env.with_env(|env| -> Result<()> {
        window::open(link.try_to_string(env)?);
        Ok(())
    });
    finished(outcome.into_outcome(), ());
}

/// The key in an array, which is cleared; none where it is none.
fn key_of(env: &mut Env<'_>, array: &JByteArray<'_>) -> Result<Option<DeviceKey>> {
    let bytes = Zeroizing::new(env.convert_byte_array(array)?);
    array.set_region(env, 0, &vec![0; bytes.len()])?;
    Ok(DeviceKey::new(&bytes))
}

/// A text that may be null.
fn text(env: &Env<'_>, string: &JString<'_>) -> Result<Option<String>> {
    if string.is_null() { Ok(None) } else { string.try_to_string(env).map(Some) }
}

/// A panic, or an exception of Java's, ends here.
fn finished<T>(outcome: JavaOutcome<T, jni::errors::Error>, otherwise: T) -> T {
    match outcome {
        JavaOutcome::Ok(value) => value,
        JavaOutcome::Err(error) => {
            tracing::warn!(kind = ?std::mem::discriminant(&error), "a call from Java failed");
            otherwise
        }
        JavaOutcome::Panic(_) => {
            tracing::error!("a call from Java panicked");
            otherwise
        }
    }
}

#[cfg(test)]
mod tests {
    /// A call by name finds out only on the phone that the name is another one.
    #[test]
    fn what_is_called_by_name_stands_in_java() {
        let core = include_str!("../../../src-tauri/android/src/main/java/app/peremena/phone/Core.java");
        let kept = include_str!("../../../src-tauri/android/consumer-rules.pro");
        for (method, shrinker) in [
            ("boolean share(String name, byte[] content);", "public boolean share(...);"),
            ("boolean print(String name);", "public boolean print(...);"),
            ("void nextLook(long unixMillis);", "public void nextLook(long);"),
            ("boolean show(", "public boolean show(...);"),
        ] {
            assert!(core.contains(method), "{method}");
            assert!(kept.contains(shrinker), "{shrinker}");
        }
    }
}
