//! What would become of an average.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{NeedView, Tint};

requests! {
    /// A question about a subject's marks.
    pub struct WhatIfRequest {
        /// Whose.
        pub student: String,
        /// The subject as the school writes it.
        pub subject: String,
        /// As in [`MarksRequest`](super::MarksRequest).
        pub term: Option<String>,
        /// Marks that there would be more.
        pub add: Vec<AddedMark>,
        /// Marks that would be others.
        pub change: Vec<ChangedMark>,
        /// Ids of marks that would not be there.
        pub drop: Vec<String>,
        /// What is wished for: a mark ("5") or an average ("4,6"); none for the next mark up.
        pub wish: Option<String>,
        /// The mark to get for it, again and again: "5".
        pub with: Option<String>,
        /// Its weight; none for 1.
        pub weight: Option<f64>,
    }

    /// One more mark.
    pub struct AddedMark {
        /// "5".
        pub value: String,
        /// None for a mark without a weight.
        pub weight: Option<f64>,
    }

    /// A mark that would be another.
    pub struct ChangedMark {
        /// Id of the mark.
        pub mark: String,
        /// "5".
        pub value: String,
    }
}

views! {
    /// What would become of it.
    pub struct WhatIfView {
        /// "4,38"; none where nothing would count.
        pub average: Option<String>,
        /// Colour family of the mark it would give.
        pub tint: Tint,
        /// "+0,11": against the average as it is.
        pub delta: Option<String>,
        /// 1 up, −1 down, 0 the same.
        pub delta_sign: i8,
        /// "Вышла бы 5, а выходит 4".
        pub text: String,
        /// What the wish takes, over the marks as they would stand; none where there is nothing to wish for.
        pub need: Option<NeedView>,
        /// Whether the wish can be had at all.
        pub possible: bool,
        /// What is wrong with how the wish is written, with what to write; the rest of the answer holds all the same.
        pub wish_problem: Option<String>,
        /// Values to choose from, the best first.
        pub values: Vec<String>,
        /// Marks that one may wish for, the best first.
        pub wishes: Vec<String>,
        /// Weights that occur in the subject, to choose from; empty where the school gives none.
        pub weights: Vec<WeightChoice>,
    }

    /// A weight to choose.
    pub struct WeightChoice {
        /// 1.5.
        pub weight: f64,
        /// "1,5".
        pub text: String,
    }
}
