-- A subscriber that is never to come again: as long as it is known, everything is kept for it.

-- Forgets a subscriber of events, what waits for it and what is told of it; false if there is none. Should it come again, it
-- begins anew. One that is still at work is given nothing more, and cannot finish what it has.
CREATE FUNCTION queue.unsubscribe(p_queue text, p_subscriber text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    s     queue.subscription;
    v_own integer[];
BEGIN
    PERFORM queue.require_read_committed();
    PERFORM queue.require(p_queue LIKE '%.events', format(
        'the queue "%s" is not one of events: its messages wait for their only subscriber', left(p_queue, 100)));
    SELECT n.* INTO s FROM queue.subscription n JOIN queue.queue q ON q.id = n.queue
     WHERE q.name = p_queue AND n.subscriber = p_subscriber;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    -- Nobody claims meanwhile; whoever waits to do so finds the subscription gone.
    PERFORM pg_advisory_xact_lock(s.id, l) FROM unnest(queue.lanes_of(s.id, s.queue, true)) l;
    v_own := queue.lanes_owned(s.id, true);
    DELETE FROM queue.receipt r USING queue.claim c WHERE c.subscription = s.id AND r.claim = c.id;
    DELETE FROM queue.revoked v USING queue.claim c WHERE c.subscription = s.id AND v.claim = c.id;
    DELETE FROM queue.claim c WHERE c.subscription = s.id;
    DELETE FROM queue.settled t WHERE t.subscription = s.id;
    DELETE FROM queue.open_noted o WHERE o.subscription = s.id;
    DELETE FROM queue.overtaken o WHERE o.subscription = s.id;
    DELETE FROM queue.trimmed_claim t WHERE t.subscription = s.id;
    DELETE FROM queue.log l WHERE l.lane = ANY (v_own);
    DELETE FROM queue.trimmed t WHERE t.lane = ANY (v_own);
    DELETE FROM queue.delayed d WHERE d.lane = ANY (v_own);
    DELETE FROM queue.held h WHERE h.subscription = s.id;
    DELETE FROM queue.dead d WHERE d.lane = ANY (v_own);
    DELETE FROM queue.failure f WHERE f.subscription = s.id;
    DELETE FROM queue.cancellation x WHERE x.subscription = s.id;
    DELETE FROM queue.step t WHERE t.subscription = s.id;
    DELETE FROM queue.progress p WHERE p.subscription = s.id;
    DELETE FROM queue.result r WHERE r.subscription = s.id;
    DELETE FROM queue.rate_use u WHERE u.subscription = s.id;
    DELETE FROM queue.key_use u WHERE u.subscription = s.id;
    DELETE FROM queue.subscription n WHERE n.id = s.id;
    RETURN true;
END $$;

REVOKE ALL ON FUNCTION queue.unsubscribe FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue.unsubscribe TO bangban_queue;
