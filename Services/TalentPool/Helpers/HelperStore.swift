import Foundation
import Models
import Postgres
import ServiceKit

/// Where helpers are kept: `talent_pool.helper` and `helper_skill`. Names and addresses are sealed on the way in.
struct HelperStore: Sendable {
    let sealing: Sealing

    /// Adds a helper, or changes the one with the same external id.
    func upsert(_ helper: Helper, in transaction: Transaction) async throws {
        let sealed = try seal(helper)
        let id = try await transaction.query(
            """
            INSERT INTO talent_pool.helper
                (id, external_id, name, masked_name, email, phone, language, region_code, capacity)
            VALUES (\(Helper.ID.next()), \(helper.externalID), \(sealed.name), \(sealed.maskedName), \(sealed.email),
                \(sealed.phone), \(helper.language.rawValue), \(helper.regionCode.value), \(helper.capacity)::int)
            ON CONFLICT (external_id) DO UPDATE SET name = excluded.name, masked_name = excluded.masked_name,
                email = excluded.email, phone = excluded.phone, language = excluded.language,
                region_code = excluded.region_code, capacity = excluded.capacity, active = true, updated_at = now()
            RETURNING id
            """
        ).first!.decode(Helper.ID.self)
        try await transaction.execute("DELETE FROM talent_pool.helper_skill WHERE helper_id = \(id)")
        try await transaction.execute(
            """
            INSERT INTO talent_pool.helper_skill (helper_id, skill, proficiency)
            SELECT \(id), s, p::smallint
              FROM unnest(\(helper.skills.keys.map(\.rawValue)), \(Array(helper.skills.values))) AS skill (s, p)
            """)
    }

    /// Every active helper with the skill, and how much each carries now.
    func candidates(skill: HelpSkill, in transaction: Transaction) async throws -> [HelperCandidate] {
        try await transaction.query(
            """
            SELECT h.id, h.masked_name, h.region_code, s.proficiency, h.capacity, a.load, a.last_assigned_at
              FROM talent_pool.helper_skill s
              JOIN talent_pool.helper h ON h.id = s.helper_id AND h.active
             CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE released_at IS NULL) AS load, max(assigned_at) AS last_assigned_at
                  FROM talent_pool.assignment WHERE helper_id = h.id) a
             WHERE s.skill = \(skill.rawValue)
             ORDER BY h.id
            """
        ).map { row in
            let (id, name, region, proficiency, capacity, load, last) = try row.decode(
                Helper.ID.self, String.self, String.self, Int16.self, Int32.self, Int64.self, Date?.self)
            return HelperCandidate(
                id: id, maskedName: name, regionCode: region, proficiency: Int(proficiency), capacity: Int(capacity),
                load: Int(load), lastAssignedAt: last)
        }
    }

    /// All helpers, masked, with what they carry now.
    func list(_ database: any PostgresExecutor) async throws -> [ListedHelper] {
        try await database.query(
            """
            SELECT h.id, h.external_id, h.masked_name, h.region_code,
                   array(SELECT skill FROM talent_pool.helper_skill WHERE helper_id = h.id ORDER BY skill),
                   h.capacity,
                   (SELECT count(*) FROM talent_pool.assignment WHERE helper_id = h.id AND released_at IS NULL),
                   h.active
              FROM talent_pool.helper h ORDER BY h.external_id
            """
        ).map { row in
            let (id, externalID, name, region, skills, capacity, load, active) = try row.decode(
                Helper.ID.self, String.self, String.self, String.self, [String].self, Int32.self, Int64.self, Bool.self)
            return ListedHelper(
                helperID: id, externalID: externalID, name: name, regionCode: region, skills: skills,
                capacity: Int(capacity), load: Int(load), active: active)
        }
    }

    /// How a helper can be reached.
    func contact(of id: Helper.ID, in transaction: Transaction) async throws -> SealedContact {
        let row = try await transaction.query(
            "SELECT masked_name, name, email, phone, language FROM talent_pool.helper WHERE id = \(id)"
        ).first!
        let (maskedName, name, email, phone, language) = try row.decode(
            String.self, SealedText.self, SealedText?.self, SealedText?.self, Language.self)
        return SealedContact(maskedName: maskedName, name: name, email: email, phone: phone, language: language)
    }

    private func seal(_ helper: Helper) throws -> SealedContact {
        SealedContact(
            maskedName: Masking.name(helper.name),
            name: try sealing.seal(helper.name),
            email: try helper.email.map { try sealing.seal($0.value) },
            phone: try helper.phone.map { try sealing.seal($0.value) },
            language: helper.language)
    }
}
