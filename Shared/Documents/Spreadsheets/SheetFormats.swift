internal import CXlsxWriter

/// The cell formats of one workbook, which owns them: they live as long as it does.
struct SheetFormats {
    private let workbook: UnsafeMutablePointer<lxw_workbook>
    let head: UnsafeMutablePointer<lxw_format>?
    let heading: UnsafeMutablePointer<lxw_format>?
    let text: UnsafeMutablePointer<lxw_format>?
    let integer: UnsafeMutablePointer<lxw_format>?
    let date: UnsafeMutablePointer<lxw_format>?
    let moment: UnsafeMutablePointer<lxw_format>?
    private let decimals: [UnsafeMutablePointer<lxw_format>?]
    private let percents: [UnsafeMutablePointer<lxw_format>?]

    init(_ workbook: UnsafeMutablePointer<lxw_workbook>) {
        self.workbook = workbook
        func format(_ numbers: String = "General") -> UnsafeMutablePointer<lxw_format>? {
            let format = workbook_add_format(workbook)
            format_set_num_format(format, numbers)
            format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
            return format
        }
        head = format()
        format_set_bold(head)
        format_set_bg_color(head, 0xE8EEF3)
        format_set_bottom(head, UInt8(LXW_BORDER_THIN.rawValue))
        format_set_text_wrap(head)
        heading = format()
        format_set_bold(heading)
        text = format("@")
        format_set_text_wrap(text)
        integer = format("#,##0")
        date = format("yyyy-mm-dd")
        moment = format("yyyy-mm-dd hh:mm")
        decimals = (0...4).map { format("#,##0" + Self.fraction($0)) }
        percents = (0...4).map { format("0" + Self.fraction($0) + "%") }
    }

    func decimal(_ places: Int) -> UnsafeMutablePointer<lxw_format>? { decimals[max(0, min(4, places))] }

    func percent(_ places: Int) -> UnsafeMutablePointer<lxw_format>? { percents[max(0, min(4, places))] }

    private static func fraction(_ places: Int) -> String {
        places == 0 ? "" : "." + String(repeating: "0", count: places)
    }
}
