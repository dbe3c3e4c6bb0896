package io.promisedesk.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.SignedLinks.Link;
import io.promisedesk.platform.security.SignedLinks.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@PromisedeskTest
class SignedLinksTests {

    private static final Duration LIFETIME = Duration.ofDays(3);

    @Autowired
    SignedLinks links;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Clock clock;

    @Autowired
    Engine engine;

    @Test
    void holdsForThePersonItWasMadeFor() {
        String token = links.sign("acknowledge", "T-2026-000123/resolution", "vera");

        assertThat(links.verify(token, "vera").state()).isEqualTo(State.VALID);
        assertThat(links.verify(token, "vera").link())
                .isEqualTo(new Link(
                        "acknowledge",
                        "T-2026-000123/resolution",
                        "vera",
                        engine.now().plus(LIFETIME)));
        assertThat(links.verify(token, "victor").state()).isEqualTo(State.NOT_YOURS);
        assertThat(token).matches("[A-Za-z0-9_-]+").hasSizeLessThan(100);
    }

    @Test
    void knowsEveryCharacterThatWasChanged() {
        String token = links.sign("acknowledge", "T-2026-000123", "вера");

        // The last one holds a few bits that say nothing.
        IntStream.range(0, token.length() - 1).forEach(i -> {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(links.verify(changed, "вера").state()).as(changed).isEqualTo(State.FORGED);
        });
        assertThat(links.verify(token.substring(0, token.length() - 4), "вера").state())
                .isEqualTo(State.FORGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "not base64!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%00", "=="})
    void takesNothingElseForALink(String token) {
        assertThat(links.verify(token, "vera").state()).isEqualTo(State.FORGED);
        assertThat(links.verify(token.repeat(200), "vera").state()).isEqualTo(State.FORGED);
    }

    @Test
    void cannotBeSpelledInAnotherWayToBeUsedTwice() {
        String token = links.sign("acknowledge", "T-2026-000123", "vera");
        assertThat(use(token)).isTrue();

        Stream.of("A", "B", "C", "D", "Q", "g", "w", "_", "=", "==")
                .map(last -> token.substring(0, token.length() - 1) + last)
                .forEach(spelled -> assertThat(use(spelled)).as(spelled).isFalse());
        assertThat(use(token + "=")).isFalse();
    }

    @Test
    void expires() {
        String token = links.sign("acknowledge", "T-2026-000123", "vera");

        engine.pass(LIFETIME.minusSeconds(1));
        assertThat(links.verify(token, "vera").state()).isEqualTo(State.VALID);
        engine.pass(Duration.ofSeconds(1));
        assertThat(links.verify(token, "vera").state()).isEqualTo(State.EXPIRED);
        assertThat(use(token)).isFalse();
    }

    @Test
    void worksOnce() {
        String token = links.sign("acknowledge", "T-2026-000123", "vera");

        assertThat(use(token)).isTrue();
        assertThat(use(token)).isFalse();
        assertThat(links.verify(token, "vera").state()).isEqualTo(State.USED);
        assertThat(links.verify(token, "victor").state()).isEqualTo(State.NOT_YOURS);
    }

    @Test
    void worksForNobodyElse() {
        String token = links.sign("acknowledge", "T-2026-000123", "vera");

        assertThat(transaction.<Boolean>execute(tx -> links.use(token, "victor")))
                .isFalse();
        assertThat(links.verify(token, "vera").state()).isEqualTo(State.VALID);
    }

    @Test
    void isUsedOnlyWithWhatItDoes() {
        String token = links.sign("acknowledge", "T-2026-000123", "vera");

        assertThatThrownBy(() -> links.use(token, "vera")).isInstanceOf(RuntimeException.class);
        transaction.executeWithoutResult(tx -> {
            assertThat(links.use(token, "vera")).isTrue();
            tx.setRollbackOnly();
        });
        assertThat(links.verify(token, "vera").state()).isEqualTo(State.VALID);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void worksForOneOfTwoWhoUseItAtTheSameTime(boolean firstSucceeds) throws Exception {
        String token = links.sign("acknowledge", "T-2026-000123", "vera");
        var used = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> transaction.execute(tx -> {
            boolean mine = links.use(token, "vera");
            used.countDown();
            await(goOn);
            if (!firstSucceeds) {
                tx.setRollbackOnly();
            }
            return mine;
        }));
        await(used);
        CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> use(token));
        goOn.countDown();

        assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(!firstSucceeds);
    }

    @Test
    void forgetsUsedLinksSomeTimeAfterTheyHaveExpired() {
        use(links.sign("acknowledge", "T-2026-000123", "vera"));
        engine.pass(LIFETIME.plus(Duration.ofDays(3)));
        use(links.sign("acknowledge", "T-2026-000124", "vera"));

        assertThat(jdbc.sql("select count(*) from platform_link_used")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void isReadByEveryNode() {
        String token = links.sign("acknowledge", "T-2026-000123", "vera");

        assertThat(node().verify(token, "vera").state()).isEqualTo(State.VALID);
    }

    @Test
    void agreesOnOneKeyWhereNodesNeedTheFirstAtTheSameTime() {
        links.sign("acknowledge", "T-2026-000123", "vera");
        byte[] key = jdbc.sql("select key from platform_link_key")
                .query((row, n) -> row.getBytes(1))
                .single();
        jdbc.sql("delete from platform_link_key").update();
        try {
            Link link = new Link("acknowledge", "T-2026-000123", "vera", Instant.parse("2026-03-05T09:00:00Z"));
            Set<String> tokens = new HashSet<>(
                    IntStream.range(0, 4)
                            .mapToObj(i -> CompletableFuture.supplyAsync(() -> node().sign(link)))
                            .toList()
                            .stream()
                            .map(CompletableFuture::join)
                            .toList());

            assertThat(tokens).hasSize(1).doesNotContain(links.sign(link));
        } finally {
            jdbc.sql("update platform_link_key set key = :key")
                    .param("key", key)
                    .update();
        }
    }

    /** Another node: it has read no key yet. */
    private SignedLinks node() {
        return new SignedLinks(jdbc, clock, transactions, LIFETIME);
    }

    private boolean use(String token) {
        return Boolean.TRUE.equals(transaction.execute(tx -> links.use(token, "vera")));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
