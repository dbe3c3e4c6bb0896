package io.promisedesk.platform.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Slows guessing down, on all nodes at once: it counts in the database. Who mistypes a few times notices nothing; after
 * that the wait doubles with every failure. Counted together and apart, so that one address cannot try one password on
 * everybody and many addresses cannot try many on one, while a stranger elsewhere does not lock a person out.
 */
@Component
class LoginThrottle {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    static final Duration FORGIVEN_AFTER = Duration.ofMinutes(15);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MISTYPES = 5;
    private static final int MANY = 50;

    /** Ends with {@link #close()}. */
    @FunctionalInterface
    interface Turn extends AutoCloseable {

        @Override
        void close();
    }

    private final ReentrantLock[] turns =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);
    private final JdbcClient jdbc;
    private final Clock clock;

    LoginThrottle(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Held while a password of that person is checked. Guesses sent at once count one after the other, so no more of them
     * pass than the counting allows; on each node, without a write for those who know their password. Several people share
     * a turn, so nothing that a client can draw out belongs into it.
     *
     * @throws EnginePasswords.TooManyAttempts where the turn does not come: too many are before this one
     */
    @SuppressWarnings("LockNotBeforeTry")
    Turn turn(String userId) {
        ReentrantLock lock = turns[Math.floorMod(userId.hashCode(), turns.length)];
        try {
            if (lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return lock::unlock;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new EnginePasswords.TooManyAttempts(PATIENCE);
    }

    /** How long this person at this address must wait before the next attempt counts; empty: not at all. */
    Optional<Duration> wait(String userId, String address) {
        Map<String, Integer> allowances = allowances(userId, address);
        Instant now = clock.instant();
        return jdbc
                .sql("select subject, failures, last_at from platform_login_failure where subject in (:subjects)")
                .param("subjects", List.copyOf(allowances.keySet()))
                .query((row, n) -> {
                    int beyond = row.getInt("failures") - allowances.getOrDefault(row.getString("subject"), MANY);
                    Instant last =
                            row.getObject("last_at", OffsetDateTime.class).toInstant();
                    return beyond < 0 ? Duration.ZERO : Duration.between(now, last.plus(delay(beyond)));
                })
                .list()
                .stream()
                .filter(wait -> wait.compareTo(Duration.ZERO) > 0)
                .max(Comparator.naturalOrder());
    }

    void failed(String userId, String address) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        for (String subject :
                allowances(userId, address).keySet().stream().sorted().toList()) {
            jdbc.sql(
                            """
                            insert into platform_login_failure as known (subject, failures, last_at) values (:subject, 1, :now)
                            on conflict (subject) do update set
                                failures = case when known.last_at < :forgiven then 1 else known.failures + 1 end,
                                last_at = excluded.last_at
                            """)
                    .param("subject", subject)
                    .param("now", now)
                    .param("forgiven", now.minus(FORGIVEN_AFTER))
                    .update();
        }
    }

    void succeeded(String userId, String address) {
        jdbc.sql("delete from platform_login_failure where subject = :subject")
                .param("subject", both(userId, address))
                .update();
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1H")
    void forget() {
        jdbc.sql("delete from platform_login_failure where last_at < :forgiven")
                .param("forgiven", clock.instant().minus(FORGIVEN_AFTER).atOffset(ZoneOffset.UTC))
                .update();
    }

    private static Duration delay(int beyond) {
        Duration doubled = Duration.ofSeconds(1L << Math.min(beyond, 20));
        return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
    }

    private static Map<String, Integer> allowances(String userId, String address) {
        return Map.of(both(userId, address), MISTYPES, "user " + cut(userId), MANY, "address " + address, MANY);
    }

    private static String both(String userId, String address) {
        return "user " + cut(userId) + " address " + address;
    }

    private static String cut(String userId) {
        return userId.length() > 64 ? userId.substring(0, 64) : userId;
    }
}
