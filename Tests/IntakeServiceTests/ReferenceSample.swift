import Foundation
import Models

/// A little reference data in the operator's files.
enum ReferenceSample {
    static let regions = """
        code,name,level,parent
        15,内蒙古自治区,region,
        1501,呼和浩特市,league,15
        150105,赛罕区,banner,1501
        150203,昆都仑区,banner,1501
        """

    static let items = """
        code,name_zh,name_en,department_zh,department_en,type,handling_type,statutory_limit,promised_limit,category,help_skill,kiosk
        permit,建筑工程施工许可证变更,Change of a construction permit,住房和城乡建设局,Housing Bureau,permission,promised,20wd,5wd,enterprise,,true
        allowance,最低生活保障申请,Minimum living allowance,民政局,Civil Affairs Bureau,payment,promised,30wd,10wd,welfare,accompaniment,true
        payment-record,社会保险缴费凭证打印,Social-insurance payment record,人力资源和社会保障局,Social Security Bureau,service,immediate,,0wd,certificates,,true
        backroom,内部事项,Office matter,民政局,Civil Affairs Bureau,other,promised,10wd,5wd,office,,false
        """

    /// The State Council's days of 2026 and 2027-01-01 … as far as needed: this year and the next without holidays but the
    /// National Day that marks a year as loaded, so that tests can run on any day of them.
    static let calendar: String = {
        let year = LocalDate(Date(), in: .shanghai).year
        return "date,kind,name\n" + (year...year + 1).map { "\($0)-10-01,holiday,国庆节" }.joined(separator: "\n")
    }()

    /// A calendar that does not reach today.
    static let oldCalendar = "date,kind,name\n2020-10-01,holiday,国庆节"

    /// A hotline export with the given rows.
    static func hotline(_ rows: [String]) -> [UInt8] {
        let header =
            "external_id,received_at,kind,handling,summary,content,region_code,contact_name,contact_phone"
        return Array(([header] + rows).joined(separator: "\n").utf8)
    }

    static func hotlineRow(
        _ id: String, kind: String = "help", handling: String = "dispatched", at: String = "2024-07-08T09:12:33+08:00",
        region: String = "150105", phone: String = "13912345678"
    ) -> String {
        "\(id),\(at),\(kind),\(handling),楼道堆放杂物,\"三单元楼道堆放杂物, 影响通行\",\(region),王小明,\(phone)"
    }
}
