package io.promisedesk.workplace;

import io.promisedesk.handover.NoShows;
import io.promisedesk.handover.SignsOfLife;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * When each person was last here, on whatever node: one row per person, written once a minute at most. Says nothing of what
 * they did, keeps nothing of when they were here before, forgets it after a day, and is shown to nobody but as the answer to who has not appeared.
 */
@Component
public class Signs implements SignsOfLife {

    private static final Duration PRECISION = Duration.ofMinutes(1);
    private static final Duration KEPT = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final NoShows noShows;
    private final Clock clock;
    private final Map<String, Instant> written = new ConcurrentHashMap<>();

    Signs(JdbcClient jdbc, @Lazy NoShows noShows, Clock clock) {
        this.jdbc = jdbc;
        this.noShows = noShows;
        this.clock = clock;
    }

    /** Whether that person's sign is worth writing down: asked with each request, and mostly answered without a look. */
    public boolean isDue(String person) {
        Instant last = written.get(person);
        Instant now = clock.instant();
        // The try-out's clock can be set back.
        return last == null || now.isBefore(last) || !now.isBefore(last.plus(PRECISION));
    }

    /** What was to be written down was not: it is due again. */
    public void forget(String person) {
        written.remove(person);
    }

    /** Of those about whom nobody will ever ask, nothing is kept. */
    @Transactional
    public void seen(String person) {
        Instant now = clock.instant();
        written.put(person, now);
        if (!noShows.asksAbout(person)) {
            return;
        }
        int changed = jdbc.sql(
                        """
                        insert into workplace_sign (person, at) values (:person, :at)
                        on conflict (person) do update set at = excluded.at where workplace_sign.at <= :before
                        """)
                .param("person", person)
                .param("at", Timestamp.from(now))
                .param("before", Timestamp.from(now.minus(PRECISION)))
                .update();
        if (changed > 0) {
            noShows.appeared(person);
        }
    }

    /** Who has not appeared is asked within a shift: nobody needs an older one. */
    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1H")
    @Transactional
    public void forgetOld() {
        jdbc.sql("delete from workplace_sign where at < :before")
                .param("before", Timestamp.from(clock.instant().minus(KEPT)))
                .update();
    }

    @Override
    public Map<String, Instant> latest(Collection<String> people) {
        Map<String, Instant> latest = new HashMap<>();
        jdbc.sql("select person, at from workplace_sign where person = any (:people)")
                .param("people", people.toArray(String[]::new))
                .query(row -> {
                    latest.put(row.getString("person"), row.getTimestamp("at").toInstant());
                });
        return latest;
    }
}
