import Tracing

extension Span {
    /// Notes what an attempt came to: codes only, for servers like to repeat addresses in what they say.
    func note(_ report: DeliveryReport, by carrier: String) {
        guard isRecording else { return }
        updateAttributes { attributes in
            attributes["bangban.delivery.carrier"] = carrier
            attributes["bangban.delivery.outcome"] = report.outcome.rawValue
            attributes["bangban.delivery.code"] = report.code
            attributes["bangban.delivery.enhanced_code"] = report.enhancedCode
        }
        guard report.outcome != .delivered else { return }
        attributes["error.type"] = report.code.map(String.init) ?? report.outcome.rawValue
        setStatus(SpanStatus(code: .error))
    }
}
