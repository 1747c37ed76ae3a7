/// Where a cell comes from; its name is made only when an error needs it.
enum CellSource {
    case result(QueryResult, Int)
    case copy(Int)

    var name: String {
        switch self {
        case .result(let result, let column): result.columnName(column)
        case .copy(let column): "\(column + 1)"
        }
    }
}
