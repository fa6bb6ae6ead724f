//! Which system a request is meant for. One port serves the hosts of all systems, so the path alone tells.

use bytes::Bytes;
use http::{Request, Response};

use crate::school::State;
use crate::{dnevnik, netschool};

/// Answers in the protocol that the path belongs to. What no other claims is Дневник.ру's, pages included.
pub(crate) fn answer(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    if netschool::claims(request) {
        return netschool::answer(state, request);
    }
    dnevnik::answer(state, request)
}
