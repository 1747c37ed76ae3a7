import Synchronization

/// A result that is delivered once; later ones are dropped. It may be there before somebody waits for it.
final class OneShot<T: Sendable>: Sendable {
    private enum State {
        case empty
        case waiting(UnsafeContinuation<T, any Error>)
        case early(Result<T, any Error>)
        case done
    }

    private let state = Mutex(State.empty)

    func wait(_ continuation: UnsafeContinuation<T, any Error>) {
        let early: Result<T, any Error>? = state.withLock { state in
            if case .early(let result) = state {
                state = .done
                return result
            }
            state = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(with: early) }
    }

    func settle(_ result: Result<T, any Error>) {
        let waiting: UnsafeContinuation<T, any Error>? = state.withLock { state in
            switch state {
            case .empty:
                state = .early(result)
                return nil
            case .waiting(let continuation):
                state = .done
                return continuation
            case .early, .done: return nil
            }
        }
        waiting?.resume(with: result)
    }
}
