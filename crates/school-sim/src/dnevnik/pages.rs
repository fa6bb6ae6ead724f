//! The pages of the sign-in, as a browser shows them.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use url::form_urlencoded;

/// What stands on the page a browser lands on when no application waits for it.
pub(super) const BLANK: &str = "<p>Приложение получило доступ. Это окно можно закрыть.</p>";

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1d2430; --paper: #fff; --edge: #c9d1dc; --back: #eef2f6; --act: #1f6f54 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf1; --paper: #1f252d; --edge: #465160; --back: #14181d; --act: #2d9c77 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--back); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif }
main { width: min(24rem, 92vw); padding: 2rem; background: var(--paper); border: 1px solid var(--edge); border-radius: 12px }
h1 { margin: 0 0 1.25rem; font-size: 1.35rem }
label { display: block; margin-bottom: 1rem }
input { display: block; width: 100%; margin-top: .25rem; padding: .6rem .7rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--edge); border-radius: 8px }
button { width: 100%; padding: .7rem; font: inherit; font-weight: 600; color: #fff; background: var(--act); border: 0; border-radius: 8px }
.error { padding: .6rem .7rem; border-left: 4px solid #c4372f; background: color-mix(in srgb, #c4372f 12%, transparent) }
.note { margin: 1.25rem 0 0; font-size: .85rem; opacity: .75 }
";

/// Any page.
pub(crate) fn page(status: StatusCode, title: &str, body: &str) -> Response<Bytes> {
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"ru\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    );
    let mut answer = Response::new(Bytes::from(html));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// The page that asks for login and password.
pub(super) fn login(return_url: Option<&str>, error: Option<&str>) -> Response<Bytes> {
    let action = match return_url {
        None => "/login/".to_owned(),
        Some(url) => {
            let url: String = form_urlencoded::byte_serialize(url.as_bytes()).collect();
            format!("/login/?ReturnUrl={url}")
        }
    };
    login_at(&action, error)
}

/// The same page, whose form goes to `action`.
pub(crate) fn login_at(action: &str, error: Option<&str>) -> Response<Bytes> {
    let error = error.map(|text| format!("<p class=\"error\" role=\"alert\">{text}</p>\n")).unwrap_or_default();
    let form = format!(
        "{error}<form method=\"post\" action=\"{action}\">\n\
         <label>Логин<input name=\"login\" autocomplete=\"username\" autocapitalize=\"none\" required autofocus></label>\n\
         <label>Пароль<input name=\"password\" type=\"password\" autocomplete=\"current-password\" required></label>\n\
         <button type=\"submit\">Войти</button>\n</form>\n\
         <p class=\"note\">Учебная школа: люди и оценки здесь выдуманы.</p>"
    );
    page(StatusCode::OK, "Вход в дневник", &form)
}

/// The page a browser lands on after the sign-in.
pub(super) fn signed_in(students: &[String]) -> Response<Bytes> {
    let students: String = students.iter().map(|name| format!("<li>{name}</li>")).collect();
    page(StatusCode::OK, "Вы вошли", &format!("<p>Семья вошла в дневник.</p>\n<ul>{students}</ul>"))
}
