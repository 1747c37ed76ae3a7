/// Something of which every run can be explored: where it starts, and what may happen in any state of it.
protocol Model {
    associatedtype State: Hashable
    associatedtype Step: CustomStringConvertible

    var start: State { get }
    /// What may happen next, each a step that nothing else comes between, and the state after it.
    func steps(from state: State) -> [(step: Step, state: State)]
    /// What is wrong with a state, in words.
    func offence(in state: State) -> String?
    /// Whether all that was to be done is done.
    func isDone(_ state: State) -> Bool
}
