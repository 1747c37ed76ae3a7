import CLibCurl
import Foundation
import Synchronization

/// The engine's thread: takes commands, drives libcurl, hands results back.
///
/// `@unchecked Sendable`: `inbox` is a mutex; `running` is touched by the thread in `run()` only; `multi` likewise, but for
/// `curl_multi_wakeup`, the one call that libcurl allows from any thread. Waking is done under the mutex, so that the thread
/// cannot see `isStopped` and clean up while somebody is about to wake it.
final class CurlLoop: @unchecked Sendable {
    enum Command {
        case start(CurlTransfer)
        case cancel(CurlTransfer)
        case resume(CurlTransfer)
    }

    private struct Inbox {
        var commands: [Command] = []
        var isStopped = false
    }

    private static let connectionsKept = 32
    private static let connectionsPerHost = 64
    private static let connectionsInAll = 256
    private static let longestWait: Int32 = 60_000

    private let multi: UnsafeMutableRawPointer?
    private let inbox = Mutex(Inbox())
    private var running: [UnsafeMutableRawPointer: CurlTransfer] = [:]

    init() {
        CurlLibrary.start
        multi = curl_multi_init()
        curl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, Self.connectionsKept)
        curl_multi_setopt_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, Self.connectionsPerHost)
        curl_multi_setopt_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, Self.connectionsInAll)
    }

    func submit(_ command: Command) {
        inbox.withLock {
            $0.commands.append(command)
            curl_multi_wakeup(multi)
        }
    }

    func stop() {
        inbox.withLock {
            $0.isStopped = true
            curl_multi_wakeup(multi)
        }
    }

    func run() {
        Self.blockBrokenPipeSignal()
        while true {
            let (commands, isStopped) = inbox.withLock { inbox in
                defer { inbox.commands = [] }
                return (inbox.commands, inbox.isStopped)
            }
            for command in commands { obey(command) }
            if isStopped { break }
            var active: Int32 = 0
            curl_multi_perform(multi, &active)
            collectResults()
            curl_multi_poll(multi, nil, 0, Self.longestWait, nil)
        }
        for transfer in Array(running.values) { end(transfer, with: nil) }
        curl_multi_cleanup(multi)
    }

    // MARK: - Private

    private func obey(_ command: Command) {
        switch command {
        case .start(let transfer):
            if transfer.isCancelled.load(ordering: .acquiring) { return transfer.complete(nil) }
            running[transfer.easy] = transfer
            let code = curl_multi_add_handle(multi, transfer.easy)
            if code != CURLM_OK { end(transfer, with: CURLE_FAILED_INIT) }
        case .cancel(let transfer):
            if running[transfer.easy] != nil && !transfer.endsByAbort { end(transfer, with: nil) }
        case .resume(let transfer):
            if running[transfer.easy] != nil { curl_easy_pause(transfer.easy, CURLPAUSE_CONT) }
        }
    }

    private func collectResults() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let transfer = running[message.pointee.easy_handle] else {
                continue
            }
            end(transfer, with: curl_message_result(message))
        }
    }

    private func end(_ transfer: CurlTransfer, with code: CURLcode?) {
        curl_multi_remove_handle(multi, transfer.easy)
        running[transfer.easy] = nil
        transfer.complete(code)
    }

    /// CURLOPT_NOSIGNAL leaves SIGPIPE to us: a TLS write to a connection that the peer closed must fail with EPIPE instead
    /// of ending the process. Blocked on this thread only; the rest of the process keeps its own disposition.
    private static func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}

extension CurlTransfer {
    /// Reports the end, once.
    fileprivate func complete(_ code: CURLcode?) {
        let report = onComplete
        onComplete = nil
        report?(isCancelled.load(ordering: .acquiring) && code == CURLE_ABORTED_BY_CALLBACK ? nil : code)
    }
}
