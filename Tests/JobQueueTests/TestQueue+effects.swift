import Postgres
import TestKit

extension TestQueue {
    /// Makes the table `public.effect` of numbers, which handlers write to.
    func makeEffects() async throws {
        let owner = try TestDatabase.current.client()
        try await owner.execute("CREATE TABLE public.effect (number int NOT NULL)")
        try await owner.execute("GRANT USAGE ON SCHEMA public TO bangban_intake")
        try await owner.execute("GRANT SELECT, INSERT ON public.effect TO bangban_intake")
    }
}
