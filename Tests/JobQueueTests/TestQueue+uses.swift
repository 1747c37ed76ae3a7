import Postgres
import TestKit

extension TestQueue {
    /// Copies what is written to a table of uses into `public.used`: what no rate looks back to any more is swept away.
    func keepUses(of table: String) async throws {
        try await TestDatabase.current.client().withTransaction {
            try await $0.executeScript(
                """
                CREATE TABLE public.used (LIKE \(table));
                GRANT SELECT ON public.used TO bangban_intake;
                GRANT USAGE ON SCHEMA public TO bangban_intake;
                CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
                AS 'BEGIN INSERT INTO public.used VALUES (NEW.*); RETURN NULL; END';
                CREATE TRIGGER note AFTER INSERT ON \(table) FOR EACH ROW EXECUTE FUNCTION public.note();
                """)
        }
    }
}
