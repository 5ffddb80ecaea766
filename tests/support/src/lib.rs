//! What the tests of several crates share.

mod server;

pub use server::{Act, Server};

use std::pin::Pin;
use std::task::Poll;

/// Gives way to others so many times.
pub async fn give_way(times: u32) {
    for _ in 0..times {
        tokio::task::yield_now().await;
    }
}

/// Polls a future no more than so many times, and gives way to others after each; tells whether it came to its end.
pub async fn polled<F: Future + ?Sized>(future: &mut Pin<Box<F>>, times: usize) -> bool {
    for _ in 0..times {
        if std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await {
            return true;
        }
        give_way(1).await;
    }
    false
}
