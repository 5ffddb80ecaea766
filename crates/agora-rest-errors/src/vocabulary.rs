//! The closed lists of words that describe an error, each with its name in the catalogue and its words for people.

use core::fmt;
use core::str::FromStr;

/// Said when a text is no word of one of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownWord {
    list: &'static str,
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a word of the list `{}`", self.list)
    }
}

impl core::error::Error for UnknownWord {}

macro_rules! vocabulary {
    ($(
        $(#[$meta:meta])*
        $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $word:literal, $en:literal, $zh:literal; )+ }
    )+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[$variant_meta])* $variant, )+ }

        impl $name {
            /// All words of the list, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as the catalogue and the published JSON have it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The meaning in words, for people.
            #[must_use]
            pub const fn words(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$variant, Lang::En) => $en, (Self::$variant, Lang::Zh) => $zh),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                match word { $($word => Ok(Self::$variant),)+ _ => Err(UnknownWord { list: stringify!($name) }) }
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    )+ };
}

vocabulary! {
    /// A language of the catalogue.
    Lang {
        /// English.
        En = "en", "English", "英文";
        /// Simplified Chinese.
        Zh = "zh", "Chinese", "中文";
    }

    /// What sort of error it is: one word a reaction of the caller.
    Kind {
        /// The request must be corrected.
        InvalidRequest = "invalid_request", "invalid request", "请求无效";
        /// Who calls is not known.
        Unauthenticated = "unauthenticated", "not authenticated", "未通过鉴权";
        /// Who calls may not.
        Forbidden = "forbidden", "not permitted", "无权限";
        /// The service is not switched on for this account or application.
        NotEnabled = "not_enabled", "service not enabled", "服务未开通";
        /// What the call is about does not exist, or no longer.
        NotFound = "not_found", "not found", "未找到";
        /// The call contradicts the state of the service.
        Conflict = "conflict", "conflict with the present state", "与当前状态冲突";
        /// A limit of the account is reached.
        Quota = "quota", "limit of the account reached", "达到账户上限";
        /// Calls come too fast.
        RateLimit = "rate_limit", "too many calls", "调用过于频繁";
        /// The service has no capacity at the moment.
        Unavailable = "unavailable", "no capacity at the moment", "暂无可用资源";
        /// No answer in time.
        Timeout = "timeout", "no answer in time", "超时";
        /// The service failed.
        Internal = "internal", "failure inside the service", "服务内部错误";
        /// The call did what it should and nothing came of it.
        EmptyResult = "empty_result", "empty result", "结果为空";
        /// What the call asks for was done before.
        AlreadyDone = "already_done", "done before", "此前已完成";
    }

    /// What the caller should think of the call.
    Disposition {
        /// It failed.
        Failure = "failure", "the call failed", "调用失败";
        /// Its result is not known yet.
        Pending = "pending", "the result is not known yet", "结果尚不明确";
        /// What it asked for was done before.
        AlreadyDone = "already_done", "what the call asked for was done before", "请求的操作此前已完成";
        /// It succeeded and there is nothing to show for it.
        Empty = "empty", "the call succeeded with an empty result", "调用成功，但结果为空";
    }

    /// Who must act.
    Fault {
        /// Whoever wrote the call.
        Caller = "caller", "whoever makes the call", "调用方";
        /// Whoever keeps the account.
        Account = "account", "whoever keeps the account", "账户管理员";
        /// Whoever runs the service.
        Service = "service", "whoever runs the service", "服务提供方";
        /// Nobody: the way between.
        Network = "network", "nobody; the network between", "无，网络原因";
    }

    /// Whether the server may have acted on the request.
    Effect {
        /// The request changed nothing.
        None = "none", "no, the request changed nothing", "否，请求没有改变任何状态";
        /// The request took effect.
        Applied = "applied", "yes, the request took effect", "是，请求已生效";
        /// Nobody can tell.
        Unknown = "unknown", "unknown, the request may have taken effect", "未知，请求可能已生效";
    }

    /// The rung of the ladder at which a mistake is stopped.
    Rung {
        /// The mistake does not compile.
        Types = "types", "the types: the mistake does not compile", "类型：错误无法通过编译";
        /// Refused before a byte is sent.
        Validation = "validation", "validation: refused before anything is sent", "校验：发送前即被拒绝";
        /// The client never makes the request that way, or handles the answer itself.
        Client = "client", "the client: it avoids the mistake or handles the answer", "客户端：避免该错误或自行处理响应";
        /// Only the caller can act.
        Caller = "caller", "the caller: nobody else can act", "调用方：只有调用方能够处理";
    }

    /// How well something is known.
    Confidence {
        /// The vendor's documents say so today.
        Documented = "documented", "documented", "有文档记载";
        /// The vendor's documents said so once.
        Historical = "historical", "documented earlier, since dropped", "曾有文档记载，现已移除";
        /// Seen on the wire, documented nowhere.
        Observed = "observed", "seen on the wire, documented nowhere", "实际出现过，无文档记载";
        /// Concluded by us.
        Inferred = "inferred", "concluded by us", "由我们推断";
    }

    /// Whether an entry is in use.
    EntryStatus {
        /// In use.
        Active = "active", "in use", "使用中";
        /// Still recognised, to be used no longer.
        Deprecated = "deprecated", "deprecated", "已弃用";
    }

    /// What kind of body an answer has.
    Shape {
        /// A JSON object with a code.
        Code = "code", "a JSON object with a code", "带错误码的 JSON 对象";
        /// A JSON object without a code and with a text.
        Message = "message", "a JSON object with a message and no code", "带消息、不带错误码的 JSON 对象";
        /// A JSON object with neither.
        Success = "success", "a JSON object with neither code nor message", "既无错误码也无消息的 JSON 对象";
        /// No body, or white space.
        Empty = "empty", "no body", "无响应体";
        /// Anything but a JSON object.
        NotJson = "not_json", "not a JSON object", "不是 JSON 对象";
    }

    /// Whether chance lengthens a delay.
    Jitter {
        /// The delay is kept as it is.
        None = "none", "none", "无";
        /// The delay may be lengthened by up to its own length.
        Full = "full", "each delay may be lengthened by up to its own length", "每次等待可随机延长至多一倍";
    }

    /// Advice for programs.
    Action {
        /// Correct the request.
        FixRequest = "fix_request", "correct the request", "修正请求";
        /// Correct the credentials.
        CheckCredentials = "check_credentials", "check the credentials", "检查凭证";
        /// Have the service switched on.
        EnableService = "enable_service", "have the service enabled", "开通服务";
        /// Call less often.
        SlowDown = "slow_down", "call less often", "降低调用频率";
        /// Wait.
        Wait = "wait", "wait", "等待";
        /// Acquire what the call needs anew.
        Reacquire = "reacquire", "acquire anew", "重新获取";
        /// Go on as after success.
        TreatAsSuccess = "treat_as_success", "go on as after success", "视为成功";
        /// Ask the vendor.
        ContactSupport = "contact_support", "ask the vendor's support", "联系服务商支持";
    }
}

/// Reads a name of a generated enum. `expecting` says what should stand there, as in "the id of an endpoint".
///
/// # Errors
/// Where there is no text, or it is no such name.
#[cfg(feature = "serde")]
pub fn deserialize_name<'de, D, T>(deserializer: D, expecting: &'static str) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: FromStr,
{
    struct Name<T>(&'static str, core::marker::PhantomData<T>);
    impl<T: FromStr> serde::de::Visitor<'_> for Name<T> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
        fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<T, E> {
            name.parse().map_err(|_| E::invalid_value(serde::de::Unexpected::Str(name), &self))
        }
    }
    deserializer.deserialize_str(Name(expecting, core::marker::PhantomData))
}
