import Foundation
import HTTPTypes
import Models
import Postgres
import ServiceKit

/// The self-service terminals: who they are, how a device becomes one, and how it stops being one.
struct KioskRegistry: Sendable {
    let client: PostgresClient
    let reference: ReferenceCache
    let enrolmentLifetime: Duration

    /// The cookie in which a kiosk's browser keeps its credential.
    static let cookieName = "bangban_kiosk"

    /// Registers a terminal, or lets a known one be enrolled anew, and gives the code that a device trades for a credential,
    /// once and within a day.
    func register(name: String, regionCode: String) async throws -> KioskEnrolment {
        let name = try CaseText.required("name", name, lengthMax: 100)
        guard try await reference.current(on: client).regions[regionCode] != nil else {
            throw Problem.invalid([
                FieldError(
                    field: "region_code", reason: "names no known division", expected: "a code of GET /v1/regions")
            ])
        }
        let code = EnrolmentCode.random()
        let seconds = Double(enrolmentLifetime.components.seconds)
        let (id, expires) = try await client.query(
            """
            INSERT INTO intake.kiosk (id, name, region_code, enrolment_hash, enrolment_expires_at)
            VALUES (\(Identifier<Kiosk>.next()), \(name), \(regionCode), \(code.hash),
                now() + make_interval(secs => \(seconds)))
            ON CONFLICT (name) DO UPDATE SET region_code = EXCLUDED.region_code,
                enrolment_hash = EXCLUDED.enrolment_hash, enrolment_expires_at = EXCLUDED.enrolment_expires_at
            RETURNING id, enrolment_expires_at
            """)[0].decode(Identifier<Kiosk>.self, Date.self)
        return KioskEnrolment(kioskID: id, code: code.text, expiresAt: expires)
    }

    /// Trades a code for a credential. The code is used up; an older credential of the terminal ends.
    func enrol(code: String) async throws -> (kiosk: Kiosk, credential: String) {
        guard let code = EnrolmentCode(code) else { throw Self.codeInvalid }
        let credential = SecretToken.random()
        let row = try await client.query(
            """
            UPDATE intake.kiosk SET credential_hash = \(credential.hash.bytes), enrolled_at = now(), revoked_at = NULL,
                enrolment_hash = NULL, enrolment_expires_at = NULL
            WHERE enrolment_hash = \(code.hash) AND enrolment_expires_at > now()
            RETURNING id, name, region_code, enrolled_at, revoked_at
            """
        ).first
        guard let row else {
            let isKnown = try await client.query("SELECT FROM intake.kiosk WHERE enrolment_hash = \(code.hash)").first
            throw isKnown == nil ? Self.codeInvalid : Self.codeExpired
        }
        return (try Kiosk(row: row), credential.text)
    }

    /// The terminal that a credential belongs to.
    func authenticate(_ credential: String?) async throws -> Kiosk {
        guard let token = credential.flatMap({ SecretToken($0) }),
            let row = try await client.query(
                """
                SELECT id, name, region_code, enrolled_at, revoked_at FROM intake.kiosk
                WHERE credential_hash = \(token.hash.bytes)
                """
            ).first
        else { throw Self.refused("kiosk-unknown", "This device is not an enrolled kiosk") }
        let kiosk = try Kiosk(row: row)
        guard kiosk.revokedAt == nil else { throw Self.refused("kiosk-revoked", "This kiosk's credential was revoked") }
        return kiosk
    }

    /// Ends a terminal's credential and its open code; doing so twice changes nothing.
    func revoke(_ id: Identifier<Kiosk>) async throws -> Kiosk {
        let row = try await client.query(
            """
            UPDATE intake.kiosk SET revoked_at = coalesce(revoked_at, now()), enrolment_hash = NULL,
                enrolment_expires_at = NULL
            WHERE id = \(id) RETURNING id, name, region_code, enrolled_at, revoked_at
            """
        ).first
        guard let row else { throw Problem.notFound("There is no kiosk with this id.") }
        return try Kiosk(row: row)
    }

    /// Every terminal by name.
    func list() async throws -> [Kiosk] {
        try await client.query("SELECT id, name, region_code, enrolled_at, revoked_at FROM intake.kiosk ORDER BY name")
            .map(Kiosk.init(row:))
    }

    // MARK: - Private

    private static let codeInvalid = refused(
        "enrolment-code-invalid", "The enrolment code is not valid or was already used")
    private static let codeExpired = refused("enrolment-code-expired", "The enrolment code has expired")

    private static func refused(_ type: String, _ title: String) -> Problem {
        Problem(.unauthorized, type, title: title, headers: [.wwwAuthenticate: "Bearer realm=\"bangban kiosk\""])
    }
}

extension Kiosk {
    /// Reads the columns that `KioskRegistry` selects.
    init(row: Row) throws {
        let (id, name, regionCode, enrolledAt, revokedAt) = try row.decode(
            Identifier<Kiosk>.self, String.self, String.self, Date?.self, Date?.self)
        self.init(id: id, name: name, regionCode: regionCode, enrolledAt: enrolledAt, revokedAt: revokedAt)
    }
}
