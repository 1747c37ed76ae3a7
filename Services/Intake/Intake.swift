import JobQueue
import Postgres
import ServiceKit

/// Everything that routes, pages and handlers use, built once.
struct Intake: Sendable {
    let configuration: IntakeConfiguration
    let client: PostgresClient
    let catalogue: Catalogue
    let upload: ReferenceUpload
    let submission: CaseSubmission
    let tracking: CaseTracking
    let desk: CaseDesk
    let kiosks: KioskRegistry
    let staff: StaffDirectory
    let hotline: HotlineImport
    let ledger: LedgerVerification
    let work: CaseWork
    let anchoring: AnchorLedgerHandler

    init(
        _ client: PostgresClient, _ configuration: IntakeConfiguration, passwordCost: PasswordHash.Cost = .standard
    ) {
        let queue = JobQueue(client)
        let reference = ReferenceCache()
        let contacts = ContactSealing(configuration.contactKeys)
        let tries = FailedTries(client: client)
        let work = CaseWork(client: client, queue: queue, reference: reference)
        let listing = CaseListing(client: client, contacts: contacts, timeZone: configuration.timeZone)
        self.configuration = configuration
        self.client = client
        self.work = work
        catalogue = Catalogue(client: client, cache: reference)
        upload = ReferenceUpload(client: client, queue: queue)
        submission = CaseSubmission(
            work: work, configuration: configuration, contacts: contacts,
            idempotency: IdempotencyStore(schema: "intake"))
        tracking = CaseTracking(client: client, listing: listing, contacts: contacts, tries: tries)
        desk = CaseDesk(work: work, listing: listing, configuration: configuration, contacts: contacts)
        kiosks = KioskRegistry(
            client: client, reference: reference, enrolmentLifetime: configuration.enrolmentLifetime)
        staff = StaffDirectory(
            client: client, tries: tries, sessionLifetime: configuration.sessionLifetime, passwordCost: passwordCost)
        hotline = HotlineImport(work: work, configuration: configuration, contacts: contacts)
        ledger = LedgerVerification(client: client)
        anchoring = AnchorLedgerHandler(queue: queue, timeZone: configuration.timeZone)
    }
}
