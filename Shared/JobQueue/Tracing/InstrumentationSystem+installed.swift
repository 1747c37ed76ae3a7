public import Tracing

extension InstrumentationSystem {
    /// The process's tracer, or that of `withTracer`; nil where nobody installed one, so that who asks once at its start pays
    /// nothing for spans that nobody wants.
    public static var installedTracer: (any Tracer)? {
        let tracer = InstrumentationSystem.tracer
        return tracer is NoOpTracer ? nil : tracer
    }
}
