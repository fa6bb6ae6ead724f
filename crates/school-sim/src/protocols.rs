//! Which system a request is meant for. One port serves the hosts of all systems, so the path alone tells.

use bytes::Bytes;
use http::{Request, Response};

use crate::misbehave::ErrorForm;
use crate::school::State;
use crate::{dnevnik, eljur, mesh, netschool, petersburg};

/// Answers in the protocol that the path belongs to. What no other claims is Дневник.ру's, pages included.
pub(crate) fn answer(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    if mesh::claims(request.uri().path()) {
        return mesh::answer(state, request);
    }
    if eljur::claims(request.uri().path()) {
        return eljur::answer(state, request);
    }
    if petersburg::claims(request.uri().path()) || petersburg::claims_page(request) {
        return petersburg::answer(state, request);
    }
    if netschool::claims(request) {
        return netschool::answer(state, request);
    }
    dnevnik::answer(state, request)
}

/// How the system that a path belongs to writes its errors.
pub(crate) fn error_form(path: &str) -> ErrorForm {
    if eljur::claims(path) {
        return eljur::error_answer;
    }
    if petersburg::claims(path) {
        return petersburg::error_answer;
    }
    if mesh::claims(path) { mesh::error_answer } else { dnevnik::error_answer }
}
